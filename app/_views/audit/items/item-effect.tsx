"use client";

import type { ReactElement } from "react";
import { format, ScaleLegend, textOn, useTheme, valueScale, type Theme, type ValueScale } from "@/lib/charts";
import styles from "./items.module.css";

/** What an item's own effect is, by kind of item, and the size that is drawn at full strength. */
const kinds: Readonly<Record<string, { title: string; full: number }>> = {
  pair: { title: "effect: log p(more) − log p(less), nats", full: 4 },
  triplet: { title: "effect: stereotype − anti-stereotype, bits per token", full: 4 },
  question: { title: "effect: score of the stereotyped answer − the other one", full: 1 },
  coreference: { title: "effect: margin with − against the stereotype, nats per token", full: 4 },
  target: { title: "effect: log-odds of the first words, beyond a neutral subject", full: 4 },
  decision: { title: "effect: log-odds of yes", full: 4 },
  divergence: { title: "effect: divergence of the predictions, nats", full: Math.LN2 },
  sample: { title: "effect: sentiment of the continuation", full: 1 },
};
const unknown = { title: "effect", full: 4 };

/** Ochre towards the stereotype, the first words or yes, as in the findings; teal away from it. */
function effectScale(kind: string, theme: Theme): ValueScale {
  const { full } = kinds[kind] ?? unknown;
  const scale = valueScale("signed", [-full, full], theme);
  return { ...scale, ramp: (place) => scale.ramp(1 - place), colour: (value) => scale.ramp(1 - scale.position(value)) };
}

export function EffectLegend({ kind }: { kind: string }): ReactElement {
  const { title, full } = kinds[kind] ?? unknown;
  // Larger ones are drawn like the largest on the scale.
  const label = (value: number) => `${value >= full ? "≥\u2009" : value <= -full ? "≤\u2009" : ""}${format.decimal(value, 1)}`;
  return <ScaleLegend scale={effectScale(kind, useTheme())} title={title} format={label} />;
}

export function Effect({ kind, value }: { kind: string; value: number }): ReactElement {
  const fill = effectScale(kind, useTheme()).colour(value);
  return (
    <span className={styles.effect} style={{ background: fill, color: textOn(fill) }} title={format.exact(value)}>
      {format.decimal(value)}
    </span>
  );
}
