"use client";

import type { ReactElement } from "react";
import { format } from "@/lib/charts";
import type { DisplayTokens } from "@/lib/domain/display-tokens";
import type { InspectionDetail } from "@/lib/domain/inspection";
import { EmptyState, IconButton } from "@/lib/ui";
import { candidateRows, plainShape, type Taken } from "./candidate-rows";
import { CandidatesCard } from "./candidates";
import { meanSurprisal, sureness, tokenFigures, tokenSentences } from "./sentences";
import { useCandidates } from "./use-candidates";
import styles from "./token-panel.module.css";

export interface TokenPanelProps {
  detail: InspectionDetail;
  display: DisplayTokens;
  locked: number | null;
  onMove: (position: number | null) => void;
  onBranch: (token: number) => void;
  branching: boolean;
}

/** All about the locked token: what it is, how sure the model was, and what else it could have been. */
export function TokenPanel({ detail, display, locked, onMove, onBranch, branching }: TokenPanelProps): ReactElement {
  const { tokens, summary } = detail;
  const total = tokens.ids.length;
  const position = locked !== null && locked < total ? locked : null;
  const data = useCandidates(detail, position);
  if (position === null) {
    return (
      <EmptyState title="No token is locked" icon="lock">
        Click a token in the text, or press ← or →, to see how sure the model was of it and what else it could have written.
      </EmptyState>
    );
  }

  const token = display.tokens[position];
  const glyph = token ? display.glyphs[token.glyph] : undefined;
  const prompt = position < summary.promptTokens;
  const figures = tokenFigures(tokens, position);
  const logprob = tokens.logprob[position] ?? null;
  const taken: Taken | null = logprob === null ? null : { id: tokens.ids[position] ?? -1, logprob, rank: figures.rank ?? 1 };
  const rows = data.status === "ready" ? (candidateRows(data.kept, plainShape, taken, 2)?.rows ?? []) : [];
  const other = rows.find((row) => !row.taken);
  const second = other && data.status === "ready" ? { measured: other.measured, shown: data.textOf(other.id).shown } : null;
  const sentences = tokenSentences({
    figures,
    mean: prompt ? meanSurprisal(tokens.logprob, 0, summary.promptTokens) : meanSurprisal(tokens.logprob, summary.promptTokens, total),
    second,
    prompt,
  });
  const isPart = glyph !== undefined && glyph.last > glyph.first;
  const forced = detail.manifest.forcedPositions.includes(position);

  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <p className={styles.place}>
          Token {format.count(position + 1)} of {format.count(total)} · {prompt ? "prompt" : forced ? "forced" : "written"}
          <span className={styles.id}> · id {tokens.ids[position]}</span>
        </p>
        <span className={styles.step}>
          <IconButton label="Token before (←)" icon="chevronLeft" size="s" disabled={position === 0} onClick={() => onMove(position - 1)} />
          <IconButton label="Token after (→)" icon="chevronRight" size="s" disabled={position === total - 1} onClick={() => onMove(position + 1)} />
          <IconButton label="Unlock (Escape)" icon="close" size="s" onClick={() => onMove(null)} />
        </span>
      </div>
      <h2 className={styles.token}>
        <bdi>{isPart ? glyph.shown : (token?.shown ?? "")}</bdi>
      </h2>
      {isPart ? (
        <p className={styles.note}>
          Byte fragment {position - glyph.first + 1} of {glyph.last - glyph.first + 1} of this text: its characters are spread over several tokens.
        </p>
      ) : null}
      {token?.invalid ? <p className={styles.note}>Some of its bytes belong to no character; they are shown in hexadecimal.</p> : null}
      <p className={styles.sure} aria-live="polite">
        {sureness(figures, { prompt })}
      </p>
      <dl className={styles.figures}>
        <Figure term="probability" value={format.probability(figures.probability)} exact={format.exact(figures.probability)} />
        <Figure term="rank" value={format.count(figures.rank)} exact={format.exact(figures.rank)} />
        <Figure term="surprisal" value={format.bits(figures.surprisal)} exact={format.exact(figures.surprisal)} />
        <Figure term="entropy" value={format.bits(figures.entropy)} exact={format.exact(figures.entropy)} />
      </dl>
      {sentences.length > 0 ? (
        <div className={styles.sentences}>
          {sentences.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </div>
      ) : null}
      <div data-tour="candidates">
        <CandidatesCard detail={detail} data={data} taken={taken} position={position} onBranch={onBranch} branching={branching} />
      </div>
    </div>
  );
}

function Figure({ term, value, exact }: { term: string; value: string; exact: string }): ReactElement {
  return (
    <div>
      <dt>{term}</dt>
      <dd title={exact === "" ? "not measured: nothing was predicted here" : exact}>{value}</dd>
    </div>
  );
}
