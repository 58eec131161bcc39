"use client";

import { useMemo, type ReactElement } from "react";
import { CategoryLegend, ChartCard } from "@/lib/charts";
import { bits, percent } from "@/lib/charts/format";
import { tokenFigures } from "../token/sentences";
import { candidateRows, plainShape } from "../token/candidate-rows";
import { useCandidates } from "../token/use-candidates";
import { sourceLine, tokenName } from "../inspection/names";
import { useDisplayTokens } from "../inspection/use-tokens";
import type { ViewProps } from "../view-contract";
import { textFigures, unsurePlaces } from "./decisions";
import { ENTROPY_COLOUR, SURPRISAL_COLOUR, TextCurve } from "./text-curve";
import styles from "./prompt-parts.module.css";

const LISTED = 6;
const ALTERNATIVES = 3;

/** Entropy and surprisal along the text, and its most open choices with what else might have been said. */
export function UnsureCard({ detail, state, setState, setPreviewToken }: ViewProps): ReactElement {
  const display = useDisplayTokens(detail);
  const { tokens, manifest } = detail;
  const figures = useMemo(() => textFigures(tokens), [tokens]);
  const written = tokens.ids.length > manifest.promptTokens;
  const places = useMemo(() => unsurePlaces(figures.entropy, tokens.special, written ? manifest.promptTokens : 1, LISTED), [figures, tokens, manifest, written]);
  const known = figures.entropy.some((value) => Number.isFinite(value));
  return (
    <ChartCard
      title="Where the model was unsure"
      help="How open each choice was (entropy), and how unexpected the token that stands there (surprisal). Click to lock a token."
      caveat={
        <>
          <p>Unsure is about the next token, not about the truth: a model can be sure of what is false, and open among many good ways to say the same.</p>
          <p>Tokens of the prompt were not chosen by the model; their surprisal says what it would not have written.</p>
        </>
      }
      provenance={{ kind: "measured", how: "From the probabilities of the run over the whole vocabulary, temperature 1, before any sampling." }}
      source={sourceLine(detail)}
      status={known ? { kind: "ready" } : { kind: "empty", title: "No figures", text: "Nothing was predicted in this run." }}
      legend={<CategoryLegend items={[{ label: "entropy of the choice (bits)", colour: ENTROPY_COLOUR }, { label: "surprisal of the token (bits)", colour: SURPRISAL_COLOUR }]} />}
      table={() => ({
        columns: [{ label: "position", numeric: true }, { label: "token" }, { label: "entropy (bits)", numeric: true }, { label: "surprisal (bits)", numeric: true }],
        rows: display.tokens.map((token, position) => [position, token.raw, figures.entropy[position] ?? null, figures.surprisal[position] ?? null]),
      })}
    >
      <TextCurve
        figures={figures}
        promptTokens={manifest.promptTokens}
        peaks={places}
        locked={state.t ?? null}
        nameOf={(position) => tokenName(display, position)}
        onLock={(t) => setState({ t })}
        onPreview={setPreviewToken}
      />
      <h4 className={styles.listTitle} data-figure="text">
        {written ? "Biggest decision points" : "Most open places of the prompt"}
      </h4>
      {places.length === 0 ? (
        <p className={styles.quiet}>No choice stood out: the model was never unsure by more than the rest of this text.</p>
      ) : (
        <ol className={styles.decisions} aria-label="Places where the model was unsure, most open first">
          {places.map((position) => (
            <Decision key={position} props={{ detail, setState }} position={position} />
          ))}
        </ol>
      )}
    </ChartCard>
  );
}

/** One open choice: what was said, and what else might have been. */
function Decision({ props: { detail, setState }, position }: { props: Pick<ViewProps, "detail" | "setState">; position: number }): ReactElement {
  const display = useDisplayTokens(detail);
  const candidates = useCandidates(detail, position);
  const figures = tokenFigures(detail.tokens, position);
  const id = detail.tokens.ids[position] ?? -1;
  const logprob = detail.tokens.logprob[position] ?? null;
  const rows = useMemo(
    () => (candidates.status === "ready" && logprob !== null ? (candidateRows(candidates.kept, plainShape, { id, logprob, rank: figures.rank ?? 1 }, ALTERNATIVES + 1)?.rows ?? []) : []),
    [candidates, id, logprob, figures.rank],
  );
  const others = rows.filter((row) => row.id !== id).slice(0, ALTERNATIVES);
  return (
    <li>
      <button type="button" className={styles.decision} onClick={() => setState({ t: position })}>
        <span className={styles.mono}>{tokenName(display, position)}</span>
        <span>
          {percent(figures.probability)} · entropy {bits(figures.entropy)}
        </span>
        <span className={styles.quiet}>
          {candidates.status === "ready" && others.length > 0 ? (
            <>
              might have said{" "}
              {others.map((row, i) => (
                <span key={row.id}>
                  {i > 0 ? ", " : ""}
                  <span className={styles.mono}>“{candidates.textOf(row.id).shown}”</span> {percent(row.measured)}
                </span>
              ))}
            </>
          ) : candidates.status === "absent" ? (
            "what else it might have said was not recorded"
          ) : (
            "…"
          )}
        </span>
      </button>
    </li>
  );
}
