"use client";

import { useMemo, type ReactElement } from "react";
import { ChartCard, roundUp } from "@/lib/charts";
import { decimal } from "@/lib/charts/format";
import { sourceLine } from "../inspection/names";
import { useDisplayTokens } from "../inspection/use-tokens";
import { SignedBars } from "../prompt-parts/signed-bars";
import { largestEffects, LISTED_LEAST, placeKey, placeOf, sweptCells } from "./build";
import type { SweepCardProps } from "./map-card";
import { placeName, shortName, unitOf } from "./names";
import { cellLines, effectText } from "./words";
import styles from "./sweep.module.css";

const LISTED = 12;

/** The largest effects by size. */
export function EffectsCard({ view: { detail }, sweep, names, onLock }: SweepCardProps): ReactElement {
  const display = useDisplayTokens(detail);
  const { kind, own } = sweep;
  const cells = useMemo(() => sweptCells(sweep, "own"), [sweep]);
  const listed = useMemo(() => largestEffects(cells, LISTED), [cells]);
  const [first] = listed;
  const noise = cells.filter((cell) => cell.noise).length;
  return (
    <ChartCard
      title="What mattered most"
      help={`The ${unitOf(kind).many} with the largest effects, whatever their sign. Click one to lock it in the map.`}
      caveat="Effects of single parts do not add up to the effect of all of them."
      provenance={{ kind: "measured", how: `Edited − clean, in nats; ${noise} of ${cells.length} measured ${unitOf(kind).many} lie within the noise floor of ${own.noiseFloor < 0.0005 ? "below 0.001" : decimal(own.noiseFloor, 3)} nats; they, and effects below ${LISTED_LEAST}, are left out.` }}
      source={sourceLine(detail)}
      status={first ? { kind: "ready" } : { kind: "empty", title: "Nothing stands out", text: `No ${unitOf(kind).one} measured so far changes ${names.answer} by more than the noise.` }}
      table={() => ({
        columns: [{ label: "layer", numeric: true }, { label: "column", numeric: true }, { label: "name" }, { label: "Δ (nats)", numeric: true }],
        rows: largestEffects(cells, cells.length).map((cell) => [cell.layer, cell.column, placeName(kind, cell, display), cell.effect]),
      })}
      footer={
        first ? (
          <p>
            {placeName(kind, first, display).replace(/^l/, "L")} matters most: {effectText(kind, first, names.answer)}. <span className={styles.quiet}>It proves that the answer depends on it in this text.</span>
          </p>
        ) : undefined
      }
    >
      <SignedBars
        label={`Largest effects on ${names.answer}`}
        full={roundUp(Math.abs(first?.effect ?? 0))}
        floor={own.noiseFloor}
        items={listed.map((cell) => ({ key: placeKey(cell), label: shortName(kind, cell, display), value: cell.effect, title: cellLines(kind, placeName(kind, cell, display), cell, names.answer, false).join(" · ") }))}
        onSelect={(key) => onLock(placeOf(key))}
      />
    </ChartCard>
  );
}
