"use client";

import type { ReactElement } from "react";
import { ChartCard } from "@/lib/charts";
import { count } from "@/lib/charts/format";
import { quoted } from "../ask/token-names";
import { sourceLine } from "../inspection/names";
import type { EffectCardProps } from "./answer-card";
import { continuationTable } from "./build";
import styles from "./intervene.module.css";

/** What either run writes then, side by side. */
export function ContinuationCard({ props, effect, name }: EffectCardProps): ReactElement {
  const { clean, edited, firstDifferent } = effect.continuation;
  const special = new Set(effect.names.filter((token) => token.special).map(({ id }) => id));
  const [a, b] = firstDifferent === null ? [undefined, undefined] : [clean[firstDifferent], edited[firstDifferent]];
  return (
    <ChartCard
      title="What it writes then"
      help="Both runs go on greedily, each taking its likeliest token. The first token that differs is outlined; from there on the texts are different texts."
      caveat="Behind the first difference each run reads what it wrote itself: what differs there follows from the first difference, not from the edits alone."
      provenance={{ kind: "measured", how: `${count(Math.max(clean.length, edited.length))} tokens, always the likeliest, with the edits in force for new tokens too where they hold at every position.` }}
      source={sourceLine(props.detail, true)}
      table={() => continuationTable(effect, name)}
      footer={
        firstDifferent === null
          ? "Both runs write the same."
          : `They part at token ${firstDifferent + 1}: ${a === undefined ? "the clean run ends" : quoted(name(a))} there, ${b === undefined ? "the edited run ends" : `${quoted(name(b))} with the edits`}.`
      }
    >
      <div className={styles.pair}>
        <Written title="Clean" ids={clean} name={name} special={special} from={firstDifferent} />
        <Written title="Edited" ids={edited} name={name} special={special} from={firstDifferent} />
      </div>
    </ChartCard>
  );
}

function Written({ title, ids, name, special, from }: { title: string; ids: readonly number[]; name: (id: number) => string; special: ReadonlySet<number>; from: number | null }): ReactElement {
  return (
    <div>
      <h4 className={styles.listTitle} data-figure="text">
        {title}
      </h4>
      <p className={styles.written} aria-label={`${title} continuation`}>
        {ids.length === 0 ? <span className={styles.quiet}>It ends here.</span> : null}
        {ids.map((id, i) => (
          <span key={i} data-figure="text" data-special={special.has(id) || undefined} data-first={i === from || undefined} data-behind={(from !== null && i > from) || undefined} title={`token ${i + 1}, id ${id}`}>
            {name(id)}
          </span>
        ))}
      </p>
    </div>
  );
}
