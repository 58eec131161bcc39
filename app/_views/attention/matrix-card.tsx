"use client";

import { useMemo, useState, type ReactElement } from "react";
import { ChartCard, HeatMap, largest, roundUp, ScaleLegend, useTheme, valueScale, type Cell, type ChartStatus, type Provenance } from "@/lib/charts";
import { count, exact, probability } from "@/lib/charts/format";
import { ATTENTION_WHOLE_LIMIT, tensorNames } from "@/lib/trace/names";
import { Button, EmptyState } from "@/lib/ui";
import { sourceLine, tokenName } from "../inspection/names";
import { floats } from "../inspection/tensor-data";
import { spokenToken, useDisplayTokens } from "../inspection/use-tokens";
import { useHeadMap, useTensor } from "../inspection/use-tensor";
import { matrixTable, matrixValues } from "./build";
import { EditButton } from "../intervene/edit-button";
import { edgeOffers } from "../intervene/offers";
import { DetailControls, detailTitle, type DetailCardProps } from "./detail-card";
import { NOT_KEPT } from "./use-reading";
import styles from "./attention.module.css";

const HEIGHT = 430;
/** A map of more tokens on a side than this is more than a page can hold. */
const DRAWN_TOKENS = 4_096;
/** Weights below this are left out of the table of a long run, which would have millions of rows. */
const NEGLIGIBLE = 0.001;
const causal = ({ row, column }: Cell) => column <= row;

/** One head's map, or the mean of a layer: rows read, columns are read. */
export function MatrixCard({ props, head }: DetailCardProps): ReactElement {
  const { detail, state, setState, setPreviewToken } = props;
  const id = detail.summary.id;
  const theme = useTheme();
  const display = useDisplayTokens(detail);
  const tokens = detail.tokens.ids.length;
  const token = spokenToken(props);
  const { layer, head: one } = head.choice ?? { layer: 0, head: 0 };
  const whole = detail.manifest.attention?.stored === "whole";
  const mean = state.over === "layer";
  const [asked, setAsked] = useState<string | null>(null);
  const key = `${id} ${layer} ${one}`;

  const stored = useTensor(id, tensorNames.attention(layer), String(one), whole && !mean && head.choice !== null);
  const ofLayer = useTensor(id, tensorNames.attentionMean(layer), "", whole && mean && head.choice !== null);
  const evaluated = useHeadMap(id, layer, one, !whole && asked === key);
  const loaded = mean ? ofLayer : whole ? stored : evaluated;

  const map = useMemo(() => (loaded.data ? floats(loaded.data, [tokens, tokens]) : null), [loaded.data, tokens]);
  const values = useMemo(() => (map ? matrixValues(map, tokens, state.hide) : null), [map, tokens, state.hide]);
  const scale = useMemo(() => valueScale("linear", [0, roundUp(largest(values ?? []))], theme), [values, theme]);
  const labels = useMemo(() => display.tokens.map((shown) => shown.shown || "⋯"), [display]);

  // The locked cell: its row is the locked token's.
  const edge = values && state.t !== undefined && state.k !== undefined && state.k <= state.t && state.t < tokens ? { row: state.t, column: state.k } : null;
  const status = ((): ChartStatus => {
    const failed = head.loaded.error ? head.loaded : loaded;
    if (failed.error) return { kind: "error", error: failed.error, retry: failed.retry };
    if (mean && !whole) return { kind: "empty", ...NOT_KEPT };
    if (!whole && !map && asked !== key) return { kind: "ready" };
    return values ? { kind: "ready" } : { kind: "loading", height: HEIGHT, label: whole ? "Reading the head’s map" : "Evaluating the model again for this head" };
  })();

  const provenance: Provenance = mean
    ? { kind: "derived", how: `Mean over the ${head.grid.heads} heads of the layer.` }
    : whole
      ? { kind: "measured", how: "Weights read from the run, kept in half precision." }
      : { kind: "measured", how: "Re-evaluated: the model is run over these tokens again for this head." };

  const weight = (cell: Cell) => map?.[cell.row * tokens + cell.column] ?? Number.NaN;
  const describe = (cell: Cell) => [
    `${tokenName(display, cell.row)} reads ${tokenName(display, cell.column)}`,
    `weight ${probability(weight(cell))} (exactly ${exact(Number(weight(cell).toPrecision(4)))})`,
    `positions ${cell.row} and ${cell.column}${cell.column === 0 && state.hide ? "; hidden" : ""}`,
  ];

  return (
    <ChartCard
      title={detailTitle({ props, head })}
      help="Rows are tokens that read, columns are what they read; the stronger the colour, the more. Hover for the weight, click to ask about that row’s token and to block what it reads."
      caveat="Where a head reads is not why the model answered: what it does with what it read is not in this picture. The row of a token is what was read to predict the token after it."
      provenance={provenance}
      source={sourceLine(detail)}
      status={status}
      controls={<DetailControls props={props} head={head} />}
      legend={values ? <ScaleLegend scale={scale} title="attention weight" empty={state.hide ? "first token, hidden" : undefined} /> : undefined}
      table={map ? () => matrixTable(map, display.tokens.map((shown) => shown.raw), whole ? 0 : NEGLIGIBLE) : undefined}
      footer={
        <>
          {edge ? (
            <div className={styles.sentence}>
              <span>
                {tokenName(display, edge.row)} reads {tokenName(display, edge.column)} with weight {probability(weight(edge))}.
              </span>
              <EditButton view={props} label="Block this edge" about={`${tokenName(display, edge.row)} reads ${tokenName(display, edge.column)}`} offers={edgeOffers(layer, mean ? null : one, edge.row, edge.column)} />
            </div>
          ) : null}
          <RowSentence first={weight({ row: token, column: 0 })} name={tokenName(display, token)} hidden={state.hide && token > 0} chosen={!head.locked && !mean} />
        </>
      }
    >
      {values ? (
        <HeatMap
          key={key}
          label={`Attention weights of ${detailTitle({ props, head })}, ${tokens} tokens`}
          rows={tokens}
          columns={tokens}
          values={values}
          scale={scale}
          rowLabels={labels}
          columnLabels={labels}
          rowTitle="reads ↓"
          columnTitle="is read →"
          describe={describe}
          exists={causal}
          locked={edge}
          onLock={(cell) => setState(cell ? { t: cell.row, k: cell.column } : { k: undefined })}
          onPreview={(cell) => setPreviewToken(cell?.row ?? null)}
          markedRow={token}
          tokens
          maxHeight={HEIGHT}
        />
      ) : (
        <NotKept tokens={tokens} onEvaluate={() => setAsked(key)} onText={() => setState({ detail: "text" })} />
      )}
    </ChartCard>
  );
}

/** In place of a map that the run did not keep. */
function NotKept({ tokens, onEvaluate, onText }: { tokens: number; onEvaluate: () => void; onText: () => void }): ReactElement {
  if (tokens > DRAWN_TOKENS) {
    return (
      <EmptyState title={`${count(tokens)} tokens are too many for a matrix`} action={<Button onClick={onText}>Show over the text</Button>}>
        It would have {count(tokens)} rows and as many columns. What one token read can be shown over the text instead.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="This head’s whole map was not kept" action={<Button onClick={onEvaluate}>Evaluate this head again</Button>}>
      This run has {count(tokens)} tokens. Beyond {count(ATTENTION_WHOLE_LIMIT)} only the largest weights of each row are kept; the exact map of one head can be re-evaluated with the same model, which takes about as long as reading the text did.
    </EmptyState>
  );
}

function RowSentence({ first, name, hidden, chosen }: { first: number; name: string; hidden: boolean; chosen: boolean }): ReactElement {
  return (
    <div className={styles.sentence}>
      {Number.isNaN(first) ? null : (
        <span>
          {name} put {probability(first)} on the first token{hidden ? ", which is hidden; the rest is shown" : ""}.
        </span>
      )}
      <span className={styles.quiet}>Where a head reads is not why the model answered.</span>
      {chosen ? <span className={styles.quiet}>Opened on this head because it reads most beyond the first, the previous and its own token.</span> : null}
    </div>
  );
}
