"use client";

import type { ReactElement } from "react";
import { Bars, ChartCard, roundUp, type BarItem } from "@/lib/charts";
import { count, decimal, exact, percent, probability } from "@/lib/charts/format";
import type { Effect } from "@/lib/domain/effect";
import { quoted } from "../ask/token-names";
import { sourceLine } from "../inspection/names";
import { signedNats } from "../study/effect-words";
import type { ViewProps } from "../view-contract";
import { candidateTable, changeOf, floorWords, noiseWords, rankMove, rankWords, timesWords } from "./build";
import styles from "./intervene.module.css";

export interface EffectCardProps {
  props: ViewProps;
  effect: Effect;
  /** As shown, without quotation marks. */
  name: (id: number) => string;
}

/** What the edits do to the answer that is asked about, and to its rivals. */
export function AnswerCard({ props, effect, name }: EffectCardProps): ReactElement {
  const { target, foil, noise, candidates } = effect;
  const { clean, edited, delta } = changeOf(effect);
  const asked = quoted(name(target.id));
  const within = delta === 0 || (noise.floor !== null && Math.abs(delta) <= noise.floor);
  const figure = foil ? `log p(${asked}) − log p(${quoted(name(foil.id))})` : `log p(${asked})`;
  const full = roundUp(Math.exp(Math.max(candidates.clean[0]?.logprob ?? 0, candidates.edited[0]?.logprob ?? 0)));
  const items = (side: "clean" | "edited"): BarItem[] =>
    candidates[side].map(({ id, logprob, otherRank }, i) => ({
      key: String(id),
      label: name(id),
      note: rankMove(i + 1, otherRank, side),
      value: Math.exp(logprob),
      valueText: probability(Math.exp(logprob)),
      title: `${quoted(name(id))}: rank ${i + 1} in the ${side} run, ${otherRank === null ? "behind the candidates kept" : `rank ${count(otherRank)}`} in the other; probability ${exact(Number(Math.exp(logprob).toPrecision(4)))}, log p ${exact(Number(logprob.toPrecision(6)))} nats`,
      ...(id === target.id ? { tag: "asked" } : {}),
    }));
  return (
    <ChartCard
      title={`Effect on ${asked}${foil ? ` rather than ${quoted(name(foil.id))}` : ""}`}
      help="The same tokens, run once as the model’s file has it and once with the edits. Beside each candidate stands how its rank moves from the first run to the second."
      caveat={
        <>
          <p>A change proves that the answer, in this text, depends on what was changed. It does not prove that the answer is stored there, nor that the part does the same in another text: see the cost elsewhere.</p>
          <p>No change does not prove that a part is not used: another may have taken over its work.</p>
        </>
      }
      provenance={{
        kind: "measured",
        how: `Both runs in the same shape, in float32, over the whole vocabulary. ${noiseWords(noise)}`,
      }}
      source={sourceLine(props.detail, true)}
      table={() => candidateTable(effect, name)}
      footer={
        <p>
          {within
            ? delta === 0
              ? `Nothing changes: ${asked} is exactly as likely as without the edits.`
              : `The change is within the noise: nothing can be said of it.`
            : foil
              ? `With the edits the difference of the two log-probabilities ${delta < 0 ? "falls" : "rises"} by ${decimal(Math.abs(delta), 3)} nats.`
              : `With the edits ${asked} is ${timesWords(delta)}.`}{" "}
          <span className={styles.quiet}>Only what was changed was tested; why the model uses it was not.</span>
        </p>
      }
    >
      <dl className={styles.figures} aria-label="Effect">
        <Figure name={`${figure}, clean`} value={`${decimal(clean, 3)} nats`} note={foil ? undefined : `${percent(Math.exp(clean))}, ${rankWords(target.clean.rank)}`} />
        <Figure name="edited" value={`${decimal(edited, 3)} nats`} note={foil ? undefined : `${percent(Math.exp(edited))}, ${rankWords(target.edited.rank)}`} />
        <Figure name="Δ" value={`${signedNats(delta)} nats`} note={`noise floor ${floorWords(noise.floor)}`} strong={!within} exactly={exact(delta)} />
      </dl>
      <div className={styles.pair}>
        <div>
          <h4 className={styles.listTitle} data-figure="text">
            Clean
          </h4>
          <Bars label="Candidates of the clean run" items={items("clean")} full={full} labelWidth={0.5} />
        </div>
        <div>
          <h4 className={styles.listTitle} data-figure="text">
            Edited
          </h4>
          <Bars label="Candidates of the edited run" items={items("edited")} full={full} labelWidth={0.5} />
        </div>
      </div>
      <p className={styles.axis}>
        <span data-figure="text">bars: probability, 0 … {probability(full)}</span>
        <span data-figure="text">↑ ↓ rank moves with the edits · new, gone: behind the candidates of the other run</span>
      </p>
    </ChartCard>
  );
}

function Figure({ name, value, note, strong = false, exactly }: { name: string; value: string; note?: string | undefined; strong?: boolean; exactly?: string }): ReactElement {
  return (
    <div>
      <dt data-figure="text">{name}</dt>
      <dd data-figure="text" data-strong={strong || undefined} title={exactly}>
        {value}
        {note ? <span className={styles.note}> {note}</span> : null}
      </dd>
    </div>
  );
}
