"use client";

import { useMemo, type ReactElement } from "react";
import { Bars, ChartCard, largest, roundUp, ScaleLegend, ShadedText, useTheme, valueScale, type ChartStatus, type ShadedPiece } from "@/lib/charts";
import { exact, probability } from "@/lib/charts/format";
import { Button } from "@/lib/ui";
import { sourceLine, tokenName } from "../inspection/names";
import { spokenToken, useDisplayTokens } from "../inspection/use-tokens";
import { DetailControls, detailTitle, type DetailCardProps } from "./detail-card";
import { mostRead } from "./reading";
import { useReading } from "./use-reading";
import styles from "./attention.module.css";

const HEIGHT = 320;
const LISTED = 6;

/** What one token read, shaded over the text itself. */
export function TextCard({ props, head }: DetailCardProps): ReactElement {
  const { detail, state, setState } = props;
  const theme = useTheme();
  const display = useDisplayTokens(detail);
  const token = spokenToken(props);
  const found = useReading(props, head, true);
  const reading = found.kind === "ready" ? found.reading : null;
  const most = roundUp(largest(reading?.values.map((value) => value ?? Number.NaN) ?? []));
  const scale = useMemo(() => valueScale("linear", [0, most], theme), [most, theme]);

  const pieces = useMemo<ShadedPiece[]>(
    () =>
      display.tokens.map((shown, position) => {
        const value = reading?.values[position] ?? null;
        return {
          text: shown.shown || "⋯",
          value,
          breaks: shown.raw.endsWith("\n"),
          lines: [tokenName(display, position), value === null ? "no weight here" : `weight ${exact(Number(value.toPrecision(4)))}`, `position ${position}`],
        };
      }),
    [display, reading],
  );
  const listed = useMemo(() => mostRead(reading?.values ?? [], LISTED), [reading]);

  const status: ChartStatus =
    found.kind === "ready"
      ? { kind: "ready" }
      : found.kind === "error"
        ? { kind: "error", error: found.error, retry: found.retry }
        : found.kind === "none"
          ? { kind: "empty", title: found.title, text: found.text }
          : { kind: "loading", height: HEIGHT, label: "Reading what the token read" };

  const name = tokenName(display, token);
  return (
    <ChartCard
      title={detailTitle({ props, head })}
      help={
        state.over === "rollout"
          ? `How much of ${name} stems from each token before it, followed through all layers. Click a token to ask about it.`
          : `What ${name} read: the stronger the colour, the more. Click a token to ask about it.`
      }
      caveat={
        state.over === "rollout"
          ? "Rollout treats attention as the only way that information moves, and counts each layer’s own input as half. It ignores what the feed-forward parts and the experts do."
          : "Where a head reads is not why the model answered. A mean over heads hides the one head that matters."
      }
      provenance={found.kind === "ready" ? found.provenance : { kind: state.over === "head" ? "measured" : "derived", how: "From the weights of the run." }}
      source={sourceLine(detail)}
      status={status}
      controls={<DetailControls props={props} head={head} />}
      legend={found.kind === "ready" ? <ScaleLegend scale={scale} title={found.title} empty={found.kept === "largest" ? "not kept: below the largest 8" : undefined} /> : undefined}
      table={
        reading
          ? () => ({
              columns: [{ label: "position", numeric: true }, { label: "token" }, { label: "weight", numeric: true }],
              rows: display.tokens.map((shown, position) => [position, shown.raw, position === 0 ? reading.first : (reading.values[position] ?? null)]),
            })
          : undefined
      }
      footer={
        <div className={styles.sentence}>
          <span className={styles.quiet}>Where a head reads is not why the model answered.</span>
          {reading && state.hide && token > 0 ? <span>The first token is hidden: it drew {probability(reading.first)}.</span> : null}
          {token > 0 ? (
            <span>
              To see what led to {name}, ask about the token before it:{" "}
              <Button size="s" onClick={() => setState({ t: token - 1 })}>
                {tokenName(display, token - 1)}
              </Button>
            </span>
          ) : null}
        </div>
      }
    >
      <ShadedText label={`The text, shaded by ${found.kind === "ready" ? found.title : "attention"}`} pieces={pieces} scale={scale} marked={token} onSelect={(t) => setState({ t })} />
      <h4 className={styles.listTitle} data-figure="text">
        Read most
      </h4>
      <Bars
        label={`Tokens that ${name} read most`}
        items={listed.map(({ position, weight }) => ({
          key: String(position),
          label: display.tokens[position]?.shown || "⋯",
          note: String(position),
          value: weight,
          valueText: probability(weight),
          title: `${tokenName(display, position)} at position ${position}: ${exact(Number(weight.toPrecision(4)))}`,
        }))}
        full={most}
        onSelect={(key) => setState({ t: Number(key) })}
      />
    </ChartCard>
  );
}
