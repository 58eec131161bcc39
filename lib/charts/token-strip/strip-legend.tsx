"use client";

import { useId, type ReactElement } from "react";
import { useTheme } from "../theme";
import { chipRamp } from "./palette";
import type { StripScale } from "./strip-scale";
import styles from "./strip-legend.module.css";

const WIDTH = 168;
const BAR = 8;

/** What the colours of the strip mean: a ramp with its ends and middle, the quantity and its unit. */
export function StripLegend({ scale, title }: { scale: StripScale; title: string }): ReactElement {
  const theme = useTheme();
  const id = useId();
  const ends = scale.ticks.length > 0 ? `${title}: from ${scale.ticks[0]?.label} to ${scale.ticks.at(-1)?.label}` : title;
  return (
    <div className={styles.legend}>
      <span className={styles.title} data-figure="text">
        {title}
      </span>
      <svg data-figure="svg" width={WIDTH} height={26} role="img" aria-label={ends}>
        <linearGradient id={id}>
          {Array.from({ length: 13 }, (_, i) => (
            <stop key={i} offset={i / 12} stopColor={chipRamp(i / 12, theme)} />
          ))}
        </linearGradient>
        <rect className={styles.frame} x={0.5} y={0.5} width={WIDTH - 1} height={BAR} rx={1.5} fill={`url(#${id})`} />
        {scale.ticks.map(({ at, label }) => (
          <g key={at}>
            <line className={styles.notch} x1={0.5 + at * (WIDTH - 1)} x2={0.5 + at * (WIDTH - 1)} y1={BAR} y2={BAR + 3} />
            <text className={styles.label} x={at * WIDTH} y={23} textAnchor={at === 0 ? "start" : at === 1 ? "end" : "middle"}>
              {label}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

/** How the parts of the text are told apart. */
export function PartsLegend({ thinks }: { thinks: boolean }): ReactElement {
  return (
    <span className={styles.parts}>
      <span className={styles.part}>
        <span className={styles.underlined} aria-hidden="true" />
        prompt
      </span>
      <span className={styles.part}>
        <span className={styles.filled} aria-hidden="true" />
        written
      </span>
      {thinks ? (
        <span className={styles.part}>
          <span className={styles.bracket} aria-hidden="true" />
          thinking
        </span>
      ) : null}
    </span>
  );
}
