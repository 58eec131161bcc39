"use client";

import { useMemo, type ReactElement } from "react";
import { ChartCard, HeatMap, indexLabels, ScaleLegend, useTheme, valueScale } from "@/lib/charts";
import { decimal, factor, percent } from "@/lib/charts/format";
import type { ExpertCorpusStatistics } from "@/lib/domain/expert-statistics";
import { rankCorrelation } from "@/lib/math/rank-correlation";
import { classNames, EmptyState, Select, VisuallyHidden } from "@/lib/ui";
import figures from "../study/figures.module.css";
import layout from "../study/layout.module.css";
import { differentShapes, domainDifference, loadDifference, loadValues, shareOf } from "./build";
import { ControlChoice, timesText } from "./corpus-cards";
import { useCorpusView } from "./use-corpus-view";
import styles from "./corpus.module.css";

export interface ComparisonProps {
  a: ExpertCorpusStatistics;
  b: ExpertCorpusStatistics;
  /** The texts are the same. */
  sameTexts: boolean;
}

const size = (values: ArrayLike<number>): number => Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0);

/** Two models over texts: what differs, b less a. */
export function CorpusComparison({ a, b, sameTexts }: ComparisonProps): ReactElement | null {
  const problem = differentShapes(a, b);
  const view = useCorpusView(a);
  const theme = useTheme();
  const { layers, experts } = a;
  const differences = useMemo(() => (problem ? new Float64Array() : loadDifference(a, b)), [a, b, problem]);
  const most = Math.max(0.05, size(differences));
  const scale = useMemo(() => valueScale("signed", [-most, most], theme), [most, theme]);
  const agreement = useMemo(() => (problem ? null : rankCorrelation([...loadValues(a, "load")], [...loadValues(b, "load")])), [a, b, problem]);
  if (!view) return null;
  const source = `${b.model.fileName} less ${a.model.fileName}`;
  const names = indexLabels(experts);
  return (
    <div className={layout.result}>
      <VisuallyHidden as="h2">What differs</VisuallyHidden>
      {sameTexts ? null : <p className={layout.quiet}>These are counts over different texts: what differs may be the texts, not the models.</p>}
      <LayerDifferences a={a} b={b} />
      {problem ? (
        <EmptyState title="The experts cannot be laid over each other">{problem}</EmptyState>
      ) : (
        <>
          <ChartCard
            title="Difference of load"
            help="How much more (teal) or less (ochre) often b’s expert was chosen than a’s, in times the even share."
            caveat="Expert 3 of one model is expert 3 of another only where both come from the same training, such as two quantisations of one model. Otherwise numbers are names without a meaning."
            provenance={{ kind: "derived", how: `Loads of ${b.model.fileName} less those of ${a.model.fileName}. Rank correlation of all loads: ${decimal(agreement, 3)}.` }}
            source={source}
            legend={<ScaleLegend scale={scale} title="difference of load, times even share" format={(value) => `${decimal(value)}×`} width={200} />}
            table={() => ({
              columns: ["layer", "expert", "a", "b", "b − a"].map((label) => ({ label, numeric: true })),
              rows: layers.flatMap((layer, l) => layer.selectionRate.map((rate, e) => [layer.layer, e, rate / a.uniform, (b.layers[l]?.selectionRate[e] ?? 0) / b.uniform, differences[l * experts + e] ?? null])),
            })}
          >
            <HeatMap
              label="Difference of load of every expert"
              rows={layers.length}
              columns={experts}
              values={differences}
              scale={scale}
              rowLabels={layers.map(({ layer }) => String(layer))}
              columnLabels={names}
              rowTitle="layer ↓"
              columnTitle="expert →"
              describe={({ row, column }) => [
                `Layer ${layers[row]?.layer ?? "?"}, expert ${column}`,
                `a ${factor((layers[row]?.selectionRate[column] ?? 0) / a.uniform)}, b ${factor((b.layers[row]?.selectionRate[column] ?? 0) / b.uniform)} the even share`,
              ]}
              locked={null}
              onLock={(cell) => view.set({ layer: layers[cell?.row ?? -1]?.layer })}
              maxHeight={420}
            />
          </ChartCard>
          <DomainDifferences a={a} b={b} view={view} source={source} />
        </>
      )}
    </div>
  );
}

function DomainDifferences({ a, b, view, source }: Pick<ComparisonProps, "a" | "b"> & { view: NonNullable<ReturnType<typeof useCorpusView>>; source: string }): ReactElement | null {
  const theme = useTheme();
  const other = b.layers.find(({ layer }) => layer === view.layer.layer);
  const { control } = view.state;
  const found = useMemo(
    () => (other ? domainDifference(view.layer, other, { experts: a.experts, a: a.uniform, b: b.uniform }, control) : { domains: [], values: new Float64Array() }),
    [view.layer, other, a, b, control],
  );
  const most = Math.max(0.25, size(found.values));
  const scale = useMemo(() => valueScale("signed", [-most, most], theme), [most, theme]);
  if (!other) return null;
  const place = (layer: typeof other, domain: string) => layer.domains.findIndex((one) => one.domain === domain);
  return (
    <ChartCard
      title={`What layer ${view.layer.layer} sends elsewhere`}
      help="Share of each domain’s tokens in each expert: b against a. Teal: b more often."
      caveat="With few tokens in a domain small differences are chance."
      provenance={{ kind: "derived", how: "Ratio of the two shares, each against its even share." }}
      source={source}
      status={found.domains.length > 0 ? { kind: "ready" } : { kind: "empty", title: "No domain in common", text: "The two sets of texts name different domains." }}
      controls={
        <>
          <Select label="Layer" size="s" value={String(view.layer.layer)} onChange={(layer) => view.set({ layer: Number(layer) })} options={a.layers.map(({ layer }) => ({ value: String(layer), label: String(layer) }))} />
          <ControlChoice view={view} />
        </>
      }
      legend={<ScaleLegend scale={scale} title="b’s share, times a’s" format={timesText} width={200} />}
      table={() => ({
        columns: [{ label: "domain" }, ...["expert", "a", "b"].map((label) => ({ label, numeric: true }))],
        rows: found.domains.flatMap((domain) =>
          Array.from({ length: a.experts }, (_, e) => [domain, e, shareOf(view.layer, place(view.layer, domain), e, control), shareOf(other, place(other, domain), e, control)]),
        ),
      })}
    >
      <HeatMap
        label="Difference of domains and experts"
        rows={found.domains.length}
        columns={a.experts}
        values={found.values}
        scale={scale}
        rowLabels={found.domains}
        columnLabels={indexLabels(a.experts)}
        rowTitle="domain ↓"
        columnTitle="expert →"
        describe={({ row, column }) => {
          const domain = found.domains[row] ?? "";
          return [`${domain}, expert ${column}`, `a ${percent(shareOf(view.layer, place(view.layer, domain), column, control))}, b ${percent(shareOf(other, place(other, domain), column, control))} of its tokens`];
        }}
        locked={null}
        onLock={() => undefined}
        maxHeight={480}
      />
    </ChartCard>
  );
}

function LayerDifferences({ a, b }: Pick<ComparisonProps, "a" | "b">): ReactElement {
  const numbers = [...new Set([...a.layers, ...b.layers].map(({ layer }) => layer))].sort((x, y) => x - y);
  const columns = [
    ["MaxVio", "maxViolation"],
    ["evenness of loads", "loadEntropy"],
    ["routing entropy", "routingEntropy"],
    ["adjacent overlap", "adjacentOverlap"],
  ] as const;
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Figures of each layer in both">
      <table className={classNames(figures.table, styles.table)}>
        <thead>
          <tr>
            <th scope="col">layer</th>
            {columns.flatMap(([name]) => [
              <th key={`${name} a`} scope="col">
                {name}, a
              </th>,
              <th key={`${name} b`} scope="col">
                b
              </th>,
            ])}
          </tr>
        </thead>
        <tbody>
          {numbers.map((number) => {
            const [x, y] = [a.layers.find(({ layer }) => layer === number), b.layers.find(({ layer }) => layer === number)];
            return (
              <tr key={number}>
                <th scope="row">{number}</th>
                {columns.flatMap(([name, key]) => [<td key={`${name} a`}>{decimal(x?.[key], 3)}</td>, <td key={`${name} b`}>{decimal(y?.[key], 3)}</td>])}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
