"use client";

import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState, type ReactElement } from "react";
import { CategoryLegend, ChartCard, signed, SpanBars, useTheme } from "@/lib/charts";
import { count } from "@/lib/charts/format";
import { explainError } from "@/lib/domain/explain-error";
import type { Edit } from "@/lib/domain/edit";
import { editsElsewhere } from "@/lib/domain/effect";
import { examples } from "@/lib/domain/examples";
import { elsewhereQuery } from "@/lib/query";
import { mean } from "@/lib/stats/quantile";
import { Button, EmptyState, ErrorNotice, ProgressBar, TextArea } from "@/lib/ui";
import { useStored } from "@/lib/ui/stored";
import { quoted } from "../ask/token-names";
import { sourceLine } from "../inspection/names";
import { signedNats } from "../study/effect-words";
import type { ViewProps } from "../view-contract";
import { elsewhereRows, ownTexts, type Text } from "./build";
import { shownName } from "./use-effect-of";
import styles from "./intervene.module.css";

/** Weights up to which texts are run without being asked to: a moment each. */
const QUICK_BYTES = 64 * 2 ** 20;

const known: Text[] = examples.map(({ key, label, request }) => ({ key, label, prompt: request.prompt, mode: request.mode ?? "completion" }));

/** What the same edits do to other texts: the price of the change. */
export function ElsewhereCard({ props, edits, enabled, delta }: { props: ViewProps; edits: readonly Edit[]; enabled: boolean; delta: number | null }): ReactElement {
  const { detail } = props;
  const client = useQueryClient();
  const theme = useTheme();
  const [typed, setTyped] = useStored("vitrine.elsewhere");
  const [wanted, setWanted] = useState(detail.manifest.model.sizeBytes <= QUICK_BYTES);
  const texts = useMemo(() => [...known.filter(({ prompt }) => prompt !== detail.request.prompt), ...ownTexts(typed ?? "")], [detail.request.prompt, typed]);
  const bound = useMemo(() => editsElsewhere(edits), [edits]);
  const asked = texts.map(({ prompt, mode }) => elsewhereQuery(detail.summary.id, { prompt, mode, edits: bound.edits }));
  // One after the other: the engine runs one at a time, and the page's other questions need their turn.
  const isOpen = (i: number): boolean => (client.getQueryState(asked[i]?.queryKey ?? [])?.status ?? "pending") === "pending";
  const next = asked.findIndex((_, i) => isOpen(i));
  const runs = wanted && enabled && bound.edits.length > 0;
  const results = useQueries({ queries: asked.map((query, i) => ({ ...query, enabled: runs && (next < 0 || i <= next) })) });
  const list = texts.map((text, i) => ({ text, cost: results[i]?.data ?? null }));
  const done = list.filter(({ cost }) => cost !== null).length;
  const failed = results.find(({ error }) => error !== null);
  const deltas = list.flatMap(({ cost }) => (cost ? [cost.edited.logprob - cost.clean.logprob] : []));
  const average = mean(deltas);
  const turned = list.filter(({ cost }) => cost && cost.first.id !== cost.token.id).length;
  const name = (token: Parameters<typeof shownName>[0]): string => quoted(shownName(token));
  const working = runs && next >= 0 && done < texts.length;

  return (
    <ChartCard
      title="The cost elsewhere"
      help="How much likelier each text’s own next token, as the clean model chose it, becomes with the same edits: bars to the left mean that something else broke."
      caveat={
        <>
          <p>An edit that destroys every answer explains none. Only one token of each text is looked at, and a handful of texts stand for nothing but themselves.</p>
          <p>Edits at chosen positions hold at every position of these texts. Blocked edges and values of other runs name places of one text, and are left out.</p>
        </>
      }
      provenance={{
        kind: "measured",
        how: `Each text run clean and edited in the same shape.${bound.widened > 0 ? ` ${bound.widened === 1 ? "One edit at chosen positions holds" : `${bound.widened} edits at chosen positions hold`} at every position here.` : ""}${bound.leftOut > 0 ? ` ${bound.leftOut === 1 ? "One edit that names places of this text is" : `${bound.leftOut} edits that name places of this text are`} left out.` : ""}`,
      }}
      source={sourceLine(detail, true)}
      status={bound.edits.length === 0 ? { kind: "empty", title: "Nothing to measure elsewhere", text: "All edits that are on name places of this text." } : { kind: "ready" }}
      legend={<CategoryLegend items={[{ label: "likelier with the edits", colour: signed(0.8, theme) }, { label: "less likely with the edits", colour: signed(-0.8, theme) }]} />}
      table={() => ({
        columns: [{ label: "text" }, { label: "its next token" }, { label: "log p clean (nats)", numeric: true }, { label: "log p edited (nats)", numeric: true }, { label: "Δ (nats)", numeric: true }, { label: "first choice with the edits" }],
        rows: list.map(({ text, cost }) => [text.prompt, cost && shownName(cost.token), cost && cost.clean.logprob, cost && cost.edited.logprob, cost && cost.edited.logprob - cost.clean.logprob, cost && shownName(cost.first)]),
      })}
      footer={
        <>
          {done > 0 ? (
            <p>
              {done === 1 ? "The text changes" : `Over ${count(done)} texts the mean change is`} {signedNats(average)} nats{delta === null ? "" : `, beside ${signedNats(delta)} for the token asked about here`}; {turned === 0 ? "every first choice stays" : turned === 1 ? "one first choice changes" : `${turned} first choices change`}.
            </p>
          ) : null}
          <details className={styles.own}>
            <summary>Prompts of your own</summary>
            <TextArea label="One a line, up to 20" value={typed ?? ""} rows={3} mono onChange={(text) => setTyped(text === "" ? null : text)} hint="Kept in this browser." />
          </details>
        </>
      }
    >
      {failed ? <ErrorNotice {...explainError(failed.error)} action={<Button size="s" onClick={() => void failed.refetch()}>Try again</Button>} /> : null}
      {working ? (
        <div className={styles.row}>
          <ProgressBar label="Running the other texts" value={done / texts.length} />
          <Button
            size="s"
            icon="stop"
            onClick={() => {
              setWanted(false);
              for (const { queryKey } of asked) void client.cancelQueries({ queryKey });
            }}
          >
            Stop
          </Button>
        </div>
      ) : null}
      {!runs && done < texts.length ? (
        <div className={styles.row}>
          <Button size="s" icon="play" disabled={!enabled} onClick={() => setWanted(true)}>
            {done > 0 ? "Go on" : `Measure ${texts.length} texts`}
          </Button>
          <span className={styles.quiet}>Each is run twice, in the background.</span>
        </div>
      ) : null}
      {texts.length === 0 ? <EmptyState title="No other texts">Type prompts of your own below.</EmptyState> : <SpanBars label="Change of log p of each text’s own next token" rows={elsewhereRows(list, name)} axisTitle="Δ log p (nats)" linked={false} onSelect={() => undefined} />}
    </ChartCard>
  );
}
