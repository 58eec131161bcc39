"use client";

import Link from "next/link";
import { useMemo, type ReactElement } from "react";
import { ChartCard, largest, roundUp, ScaleLegend, useTheme, valueScale } from "@/lib/charts";
import { decimal } from "@/lib/charts/format";
import { attentionMap, mapTable } from "./build";
import type { CompareProps } from "./contract";
import { MapChart } from "./map-chart";
import styles from "./compare.module.css";

/** How far each head's reading lies apart. */
export function AttentionCard({ comparison, a, b, pair, view, source }: CompareProps): ReactElement {
  const theme = useTheme();
  const map = useMemo(() => attentionMap(comparison), [comparison]);
  const scale = useMemo(() => valueScale("linear", [0, roundUp(largest(map.values))], theme), [map, theme]);
  const { layer, head } = view.state;
  const row = layer === undefined ? -1 : map.layers.indexOf(layer);
  const locked = row >= 0 && head !== undefined && head < map.columns ? { row, column: head } : null;
  const at = comparison.pairs[pair];
  const open = (id: string, position: number | undefined) => `/?${new URLSearchParams({ i: id, t: String(position ?? 0), tab: "attention", l: String(layer ?? 0), h: String(head ?? 0) })}`;
  return (
    <ChartCard
      title="Which heads read differently"
      help="How much of its weight each head gives to other tokens in B, as a mean over the aligned tokens: 0 is the same reading, 1 has nothing in common. Click a head to open it in both."
      caveat="Attention is where a head reads, not why the model answered. A head that parks its weight on the first token hardly differs, whatever it reads besides."
      provenance={{ kind: "derived", how: "Total variation of the two measured rows over aligned keys; keys without a partner count whole." }}
      source={source}
      status={map.layers.length > 0 ? { kind: "ready" } : { kind: "empty", title: "Not to be compared", text: "One of the two runs has not recorded its attention whole (long texts keep only the strongest keys), or the models differ in heads." }}
      legend={<ScaleLegend scale={scale} title="share of weight that moved" />}
      table={() => mapTable(map, "head", "share of weight that moved")}
      footer={
        locked ? (
          <span className={styles.links}>
            Layer {layer}, head {head}: <Link href={open(a.summary.id, at?.a)}>open in A</Link> <Link href={open(b.summary.id, at?.b)}>open in B</Link>
          </span>
        ) : undefined
      }
    >
      <MapChart
        map={map}
        label="Difference of attention"
        column={{ one: "head", many: "heads" }}
        scale={scale}
        describe={(cell) => [`Layer ${map.layers[cell.row] ?? "?"}, head ${cell.column}`, `${decimal(map.values[cell.row * map.columns + cell.column], 3)} of its weight moved`]}
        locked={locked}
        onLock={(cell) => view.set(cell ? { layer: map.layers[cell.row], head: cell.column } : { head: undefined })}
        maxHeight={420}
      />
    </ChartCard>
  );
}
