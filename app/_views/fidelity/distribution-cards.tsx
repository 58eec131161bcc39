"use client";

import { useMemo, type ReactElement } from "react";
import { ChartCard, ColumnBars } from "@/lib/charts";
import { count, percent } from "@/lib/charts/format";
import type { Fidelity } from "@/lib/domain/fidelity";
import { flipShares, klHistogram, klNames, klRange, marginName } from "./build";

const none: ReadonlySet<number> = new Set();

/** How many tokens lose how much. */
export function KlCard({ fidelity, source }: { fidelity: Fidelity; source: string }): ReactElement {
  const { texts, summary } = fidelity;
  const bins = useMemo(() => klHistogram(texts), [texts]);
  return (
    <ChartCard
      title="How far predictions lie apart"
      help="How many tokens fall into each stretch of divergence; each stretch is ten times the one before it."
      caveat={
        <>
          <p>The divergence is a lower bound: of each prediction the 256 likeliest tokens are kept, and all others count as one. The least probability that they cover anywhere is {percent(summary.leastCovered)}; where much is covered, the bound is close.</p>
          <p>A small mean hides rare large losses: look at the right end.</p>
        </>
      }
      provenance={{ kind: "derived", how: "Kullback-Leibler divergence of the first file’s prediction from the second’s, over kept tokens and all others together." }}
      source={source}
      table={() => ({ columns: [{ label: "divergence" }, { label: "tokens", numeric: true }], rows: bins.map((tokens, bin) => [klRange(bin), tokens]) })}
    >
      <ColumnBars
        label="Tokens by divergence"
        values={bins}
        names={klNames}
        chosen={none}
        xTitle="divergence from (nats)"
        yTitle="tokens"
        describe={(bin) => [klRange(bin), `${count(bins[bin])} of ${count(summary.tokens)} tokens`]}
        locked={null}
        onLock={() => undefined}
      />
    </ChartCard>
  );
}

/** Which decisions of routers flip. */
export function FlipsCard({ fidelity, source }: { fidelity: Fidelity; source: string }): ReactElement {
  const { flipsByMargin: bins, routing } = fidelity.summary;
  const shares = useMemo(() => flipShares(bins), [bins]);
  const names = useMemo(() => bins.map((bin, i) => marginName(bin, bins[i - 1])), [bins]);
  return (
    <ChartCard
      title="Routers that choose otherwise, by margin"
      help="Share of decisions with other experts in the second file, by how narrow the first file’s decision was: the score of the last expert chosen less that of the next."
      caveat="A flip at a narrow margin swaps two experts that were all but equal. Flips at wide margins mean that what reaches the router has changed."
      provenance={{ kind: "derived", how: "Measured choices of both files, compared as sets; margins are the first file’s." }}
      source={source}
      status={bins.length > 0 ? { kind: "ready" } : { kind: "empty", title: "No routers", text: "These files hold no experts to choose from." }}
      table={() => ({
        columns: [{ label: "margin" }, ...["decisions", "flips", "share"].map((label) => ({ label, numeric: true }))],
        rows: bins.map(({ decisions, flips }, i) => [names[i] ?? "", decisions, flips, shares[i] ?? null]),
      })}
      footer={routing ? <span>{count(routing.flips)} of {count(routing.decisions)} decisions flip, {percent(routing.flips / routing.decisions)}.</span> : undefined}
    >
      <ColumnBars
        label="Share of flips by margin"
        values={shares}
        names={names}
        chosen={none}
        xTitle="margin"
        yTitle="share that flips"
        describe={(bin) => [`margin ${names[bin] ?? ""}`, `${count(bins[bin]?.flips)} of ${count(bins[bin]?.decisions)} decisions, ${percent(shares[bin])}`]}
        locked={null}
        onLock={() => undefined}
      />
    </ChartCard>
  );
}
