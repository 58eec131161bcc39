"use client";

import { useMemo, type ReactElement } from "react";
import { readableText } from "@/lib/domain/visible-text";
import type { Comparison } from "@/lib/domain/comparison";
import type { InspectionDetail } from "@/lib/domain/inspection";
import { useDisplayTokens } from "../inspection/use-tokens";
import { AttentionCard } from "./attention-card";
import { tellingPair } from "./build";
import type { CompareProps } from "./contract";
import { ControlCard } from "./control-card";
import { DifferencesList } from "./differences-list";
import { LensCard } from "./lens-card";
import { MovesCard } from "./moves-card";
import { ResidualCard } from "./residual-card";
import { RoutingCard } from "./routing-card";
import { StripCard } from "./strip-card";
import { useCompareView } from "./use-compare-view";
import { WordingCard } from "./wording-card";
import styles from "./compare.module.css";

/** Two inspections side by side; every difference is B less A. */
export function InspectionComparison({ comparison, a, b }: { comparison: Comparison; a: InspectionDetail; b: InspectionDetail }): ReactElement {
  const view = useCompareView();
  const [ours, theirs] = [useDisplayTokens(a), useDisplayTokens(b)];
  const names = useMemo(() => ({ a: ours.tokens.map(({ shown }) => shown || "⋯"), b: theirs.tokens.map(({ shown }) => shown || "⋯") }), [ours, theirs]);
  const telling = useMemo(() => tellingPair(comparison), [comparison]);
  const chosen = view.state.pair;
  const source = `A: ${readableText(a.summary.title)}, ${a.manifest.model.fileName}; B: ${readableText(b.summary.title)}, ${b.manifest.model.fileName}`;
  const props: CompareProps = { comparison, a, b, names, view, source, pair: chosen !== undefined && chosen < comparison.pairs.length ? chosen : telling };
  return (
    <div className={styles.result}>
      <DifferencesList comparison={comparison} />
      <StripCard {...props} />
      <div className={styles.pair}>
        <LensCard {...props} />
        <AttentionCard {...props} />
      </div>
      <ResidualCard {...props} />
      <div className={styles.pair}>
        <RoutingCard {...props} />
        <ControlCard {...props} />
      </div>
      <WordingCard {...props} />
      <MovesCard {...props} />
    </div>
  );
}
