"use client";

import { useState, type ReactElement } from "react";
import { Bars, ChartCard, format, roundUp, type BarItem, type ChartStatus, type ChartTable } from "@/lib/charts";
import type { InspectionDetail } from "@/lib/domain/inspection";
import { spokenText } from "@/lib/domain/visible-text";
import type { SamplingShape } from "@/lib/math/sampling";
import { sourceLine } from "../inspection/names";
import { CANDIDATES_SHOWN, candidateRows, plainShape, type CandidateRow, type Candidates, type Taken } from "./candidate-rows";
import type { CandidateText } from "./candidate-text";
import { SamplingSliders } from "./sampling-sliders";
import type { CandidateData } from "./use-candidates";
import styles from "./token-panel.module.css";

export interface CandidatesCardProps {
  detail: InspectionDetail;
  data: CandidateData;
  taken: Taken | null;
  position: number;
  onBranch: (token: number) => void;
  branching: boolean;
}

const isPlain = (shape: SamplingShape): boolean => (Object.keys(plainShape) as (keyof SamplingShape)[]).every((key) => shape[key] === plainShape[key]);

/** The most likely tokens for the locked place; sliders re-shape them without a new run, a click branches. */
export function CandidatesCard({ detail, data, taken, position, onBranch, branching }: CandidatesCardProps): ReactElement {
  const [shape, setShape] = useState<SamplingShape>(plainShape);
  const candidates = data.status === "ready" ? candidateRows(data.kept, shape, taken) : null;
  const textOf = data.status === "ready" ? data.textOf : null;
  return (
    <ChartCard
      title="Candidates"
      help="What the model held possible here. Click one to branch: a new inspection with that token in this place, and the model goes on from there."
      caveat={
        <p>
          The list holds the {CANDIDATES_SHOWN} most likely tokens of {format.count(detail.manifest.model.shape.vocabulary)}; the bars say how likely, not why. With the
          sliders, top-k, top-p and min-p cut first and the temperature then spreads what is left, in the engine’s own order.
        </p>
      }
      provenance={
        isPlain(shape)
          ? { kind: "measured", how: "Softmax over the whole vocabulary at temperature 1." }
          : candidates?.beyondKept
            ? { kind: "estimated", how: `${filterName[candidates.beyondKept]} reaches beyond the ${data.status === "ready" ? data.kept.ids.length : 0} tokens that were kept, so the share of the rest is estimated.` }
            : { kind: "derived", how: "Re-shaped from the kept logits; the rest of the vocabulary counts through its measured log-sums." }
      }
      source={sourceLine(detail)}
      status={statusOf(detail, data, candidates, position)}
      table={candidates && textOf ? () => candidateTable(candidates, textOf) : undefined}
      footer={candidates ? <SamplingSliders shape={shape} onChange={setShape} sampling={detail.manifest.sampling} isPlain={isPlain(shape)} /> : undefined}
    >
      {candidates && textOf ? <CandidateBars candidates={candidates} textOf={textOf} onBranch={onBranch} branching={branching} /> : null}
    </ChartCard>
  );
}

const filterName = { "top-k": "Top-k", "top-p": "Top-p", "min-p": "Min-p" } as const;

function CandidateBars({ candidates, textOf, onBranch, branching }: { candidates: Candidates; textOf: (id: number) => CandidateText; onBranch: (token: number) => void; branching: boolean }): ReactElement {
  const { rows, takenBelow, survivors, rest } = candidates;
  const most = Math.max(...rows.map((row) => row.probability), takenBelow?.probability ?? 0);
  const full = most > 0.5 ? 1 : roundUp(most);
  const toItem = (row: CandidateRow): BarItem => {
    const text = textOf(row.id);
    const name = text.special ? `control token ${text.raw}` : spokenText(text.raw);
    return {
      key: String(row.id),
      label: row.taken && row.rank > CANDIDATES_SHOWN ? `${format.count(row.rank)}. ${text.shown}` : text.shown,
      value: row.probability,
      valueText: row.removed ? "cut" : format.probability(row.probability),
      title: `${name}: rank ${format.count(row.rank)}, ${row.removed ? "removed by the filters" : format.percent(row.probability)}, measured ${format.exact(row.measured)}${row.taken ? ", taken" : ". Click to branch"}`,
      ...(row.taken ? { tag: "taken" } : {}),
      quiet: row.removed,
    };
  };
  const select = (key: string) => {
    const id = Number(key);
    const isTaken = rows.some((row) => row.taken && row.id === id) || takenBelow?.id === id;
    if (!isTaken && !branching) onBranch(id);
  };
  return (
    <div className={styles.candidates} aria-busy={branching || undefined}>
      <Bars label="Candidates, most likely first" items={rows.map(toItem)} full={full} labelWidth={0.46} onSelect={select} />
      {takenBelow ? (
        <>
          <p className={styles.gap} aria-hidden="true">
            ⋮
          </p>
          <Bars label="The token that was taken" items={[toItem(takenBelow)]} full={full} labelWidth={0.46} />
        </>
      ) : null}
      <p className={styles.axis}>
        <span data-figure="text">bars: 0 … {format.probability(full)}</span>
        <span data-figure="text">
          {survivors === null ? `all others ${format.probability(rest)}` : survivors === 1 ? "1 token left to draw" : `${format.count(survivors)} tokens left to draw`}
        </span>
      </p>
    </div>
  );
}

function statusOf(detail: InspectionDetail, data: CandidateData, candidates: Candidates | null, position: number): ChartStatus {
  if (data.status === "error") return { kind: "error", error: data.error, retry: data.retry };
  if (data.status === "loading") return { kind: "loading", height: CANDIDATES_SHOWN * 24, label: "Candidates are loading" };
  if (data.status === "ready" && candidates) return { kind: "ready" };
  if (position === 0) return { kind: "empty", title: "No candidates here", text: "This is the first token: the model predicted nothing before it." };
  if (detail.manifest.logits === null) {
    return { kind: "empty", title: "Candidates were not captured", text: "Switch “Candidates” on in the settings and run again." };
  }
  return { kind: "empty", title: "Not measured", text: "The distribution at this place was not computed in this run." };
}

function candidateTable(candidates: Candidates, textOf: (id: number) => CandidateText): ChartTable {
  const all = [...candidates.rows, ...(candidates.takenBelow ? [candidates.takenBelow] : [])];
  return {
    columns: [
      { label: "rank", numeric: true },
      { label: "token" },
      { label: "token id", numeric: true },
      { label: "probability shown", numeric: true },
      { label: "probability measured", numeric: true },
      { label: "taken" },
    ],
    rows: all.map((row) => [row.rank, textOf(row.id).shown, row.id, row.probability, row.measured, row.taken ? "yes" : ""]),
  };
}
