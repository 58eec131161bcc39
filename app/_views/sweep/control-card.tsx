"use client";

import { scaleLinear } from "d3-scale";
import { useMemo, type ReactElement } from "react";
import { CategoryLegend, ChartCard, useWidth } from "@/lib/charts";
import { axisTick, decimal } from "@/lib/charts/format";
import { effectOf, type SweepControl } from "@/lib/domain/sweep";
import { sourceLine } from "../inspection/names";
import { useDisplayTokens } from "../inspection/use-tokens";
import { controlRank, stackedDots } from "./build";
import type { SweepCardProps } from "./map-card";
import { placeName, unitOf } from "./names";
import { effectTitle } from "./use-sweep-names";
import { controlSentence, signedNats } from "./words";
import styles from "./sweep.module.css";

/** The chosen set against random ones of the same size. */
export function ControlCard({ view: { detail }, sweep, names, control }: SweepCardProps & { control: SweepControl }): ReactElement {
  const display = useDisplayTokens(detail);
  const { kind } = sweep;
  const { many } = unitOf(kind);
  const rank = useMemo(() => controlRank(control), [control]);
  const members = control.members.map((place) => placeName(kind, place, display)).join("; ");
  return (
    <ChartCard
      title="Against random sets"
      help={`The ${control.members.length} ${many} that matter most, changed together, beside ${control.draws.length} random sets of the same size, drawn from the ${control.pool} others that were active here.`}
      caveat="It tells whether these members matter more than any others would. The set was chosen by its single effects on this very text, so that some lead is to be expected."
      provenance={{ kind: "derived", how: "Effects are measured; the rank counts random sets whose effect is at least as large in either direction, p = (1 + those) / (1 + all)." }}
      source={sourceLine(detail)}
      legend={<CategoryLegend items={[{ label: `chosen: ${members}`, colour: "var(--accent)" }, { label: "a random set", colour: "var(--data-neutral)" }]} />}
      table={() => ({
        columns: [{ label: "set" }, { label: "members" }, { label: "Δ (nats)", numeric: true }],
        rows: [["chosen", members, effectOf(control.together)], ...control.draws.map((draw, i) => [`random ${i + 1}`, draw.members.map((place) => placeName(kind, place, display)).join("; "), effectOf(draw)])],
      })}
      footer={<p>{controlSentence(rank, control.members.length, many)}</p>}
    >
      <Dots draws={control.draws.map(effectOf)} together={effectOf(control.together)} title={effectTitle(names)} />
    </ChartCard>
  );
}

const SIZE = 9;
/** Stacks that would be higher overlap. */
const HIGHEST = 110;
const BASE = 38;
const SIDE = 18;

function Dots({ draws, together, title }: { draws: readonly number[]; together: number; title: string }): ReactElement {
  const [ref, width] = useWidth<HTMLDivElement>();
  const plot = Math.max(60, (width ?? 300) - 2 * SIDE);
  const all = [0, together, ...draws];
  const x = scaleLinear().domain([Math.min(...all), Math.max(...all) || 1]).nice(5).range([0, plot]);
  const dots = stackedDots(draws, x, SIZE);
  const highest = dots.reduce((most, { level }) => Math.max(most, level), 0);
  const step = Math.min(SIZE, HIGHEST / Math.max(1, highest));
  const top = 30 + highest * step;
  const ticks = x.ticks(Math.max(2, Math.round(plot / 90)));
  const text = x.tickFormat(ticks.length);
  const at = x(together);
  return (
    <div ref={ref} style={{ minHeight: top + BASE }}>
      {width === null ? null : (
        <svg data-figure="svg" width={width} height={top + BASE} role="img" aria-label={`${draws.length} random sets between ${decimal(Math.min(...draws), 3)} and ${decimal(Math.max(...draws), 3)} nats; the chosen set at ${signedNats(together)} nats`}>
          <g transform={`translate(${SIDE}, ${top})`}>
            {ticks.map((tick) => (
              <g key={tick} transform={`translate(${x(tick)}, 0)`}>
                <line className={tick === 0 ? styles.zero : styles.gridLine} y1={-top + 6} y2={6} />
                <text className={styles.tick} y={18} textAnchor="middle">
                  {axisTick(text(tick))}
                </text>
              </g>
            ))}
            {dots.map(({ at: place, level, index }) => (
              <circle key={index} className={styles.draw} cx={place} cy={-5 - level * step} r={SIZE / 2 - 0.75} />
            ))}
            <line className={styles.together} x1={at} x2={at} y1={-top + 16} y2={0} />
            <circle className={styles.togetherDot} cx={at} cy={-5} r={SIZE / 2 + 0.5} />
            <text className={styles.togetherText} x={at} y={-top + 10} textAnchor={at > plot - 40 ? "end" : at < 40 ? "start" : "middle"}>
              {signedNats(together)}
            </text>
          </g>
          <text className={styles.tick} x={SIDE + plot} y={top + BASE - 4} textAnchor="end">
            {title}
          </text>
        </svg>
      )}
    </div>
  );
}
