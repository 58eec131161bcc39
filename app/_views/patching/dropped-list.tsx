"use client";

import { useEffect, useMemo, useRef, type ReactElement } from "react";
import { decimal, percent } from "@/lib/charts/format";
import type { DisplayTokens } from "@/lib/domain/display-tokens";
import { explainError } from "@/lib/domain/explain-error";
import type { SweepRequest } from "@/lib/domain/sweep";
import { kindWords } from "@/lib/domain/sweep-words";
import { IconButton } from "@/lib/ui";
import { tokenName } from "../inspection/names";
import { useSweep } from "../sweep/use-sweep";
import { fineNats } from "../sweep/words";
import { droppedKey, droppedRequest, patchedCells, type DroppedCell } from "./build";
import styles from "./patching.module.css";

export interface DroppedListProps {
  inspection: string;
  whole: SweepRequest;
  dropped: readonly DroppedCell[];
  source: DisplayTokens;
  own: DisplayTokens;
  onRemove: (cell: DroppedCell) => void;
}

/** The cells that were put into this text one by one, each with its effect. */
export function DroppedList({ dropped, ...rest }: DroppedListProps): ReactElement | null {
  return dropped.length === 0 ? null : (
    <ul className={styles.dropped} aria-label="Cells put into this text">
      {dropped.map((cell) => (
        <Dropped key={droppedKey(cell)} cell={cell} {...rest} />
      ))}
    </ul>
  );
}

function Dropped({ cell, inspection, whole, source, own, onRemove }: Omit<DroppedListProps, "dropped"> & { cell: DroppedCell }): ReactElement {
  const request = useMemo(() => droppedRequest(whole, cell), [whole, cell]);
  const { known, detail, result, study, start, error } = useSweep(inspection, request);
  const begun = useRef<typeof request>(null);
  // Dropping it was the order to measure it; what was asked before is there already.
  useEffect(() => {
    if (!known || detail || begun.current === request) return;
    begun.current = request;
    start();
  }, [known, detail, start, request]);
  const measured = result && patchedCells(result).find(({ layer, column }) => layer === cell.layer && column === cell.position);
  const outcome = error
    ? explainError(error).what
    : !measured
      ? study.progress || !detail
        ? "is being measured …"
        : "not measured"
      : measured.share === null
        ? `Δ ${fineNats(measured.effect)} nats; both texts are alike in what is asked`
        : measured.noise
          ? `nothing recovered: ${decimal(measured.effect, 4)} nats are within the noise`
          : `${percent(measured.share)} recovered (Δ ${fineNats(measured.effect)} nats)`;
  return (
    <li>
      <span>
        <span className={styles.quiet}>
          {kindWords(cell.kind).label}, layer {cell.layer}
        </span>{" "}
        <span className={styles.mono}>
          {tokenName(source, cell.source)} → {tokenName(own, cell.position)}
        </span>
      </span>
      <strong>{outcome}</strong>
      <IconButton label={`Remove ${tokenName(source, cell.source)} in the place of ${tokenName(own, cell.position)}`} icon="close" size="s" onClick={() => onRemove(cell)} />
    </li>
  );
}
