"use client";

import { useMemo, type ReactElement } from "react";
import { Bars, ChartCard, HeatMap, indexLabels, largest, roundUp, ScaleLegend, useTheme, valueScale, type Cell } from "@/lib/charts";
import { count, decimal, factor, percent, probability, weight } from "@/lib/charts/format";
import type { ExpertCorpusStatistics } from "@/lib/domain/expert-statistics";
import { classNames, Segmented, Select } from "@/lib/ui";
import figures from "../study/figures.module.css";
import { domainRatios, domainTable, loadTable, loadValues, pairTable, pairValues, shareOf, strongestPreference, tokenTexts, type Control, type LoadMeasure, type Preference } from "./build";
import type { CorpusView } from "./use-corpus-view";
import styles from "./corpus.module.css";

export interface CorpusCardProps {
  statistics: ExpertCorpusStatistics;
  view: CorpusView;
  source: string;
}

/** Doublings as a factor: 1 gives "2×", −3 gives "1/8×". */
export const timesText = (log: number): string => (log < 0 ? `1/${Number((2 ** -log).toPrecision(2))}×` : `${Number((2 ** log).toPrecision(2))}×`);

const measureNames: Record<LoadMeasure, { label: string; title: string; help: string }> = {
  load: { label: "Load", title: "load, times even share", help: "How often each expert was chosen, against its even share. Click a square to see what the expert is chosen for." },
  mass: { label: "Gate mass", title: "gate mass per token", help: "How much gate weight each expert got per token, averaged over all tokens." },
  gate: { label: "Mean gate", title: "mean gate when chosen", help: "How strongly each expert was weighed where it was chosen." },
};

export function LoadCard({ statistics, view, source }: CorpusCardProps): ReactElement {
  const { layers, experts, used, tokens, texts } = statistics;
  const theme = useTheme();
  const { measure } = view.state;
  const values = useMemo(() => loadValues(statistics, measure), [statistics, measure]);
  const scale = useMemo(() => valueScale("linear", [0, roundUp(largest(values))], theme), [values, theme]);
  const rowLabels = useMemo(() => layers.map(({ layer }) => String(layer)), [layers]);
  const columnLabels = useMemo(() => indexLabels(experts), [experts]);
  const names = measureNames[measure];
  const row = layers.findIndex(({ layer }) => layer === view.layer.layer);
  const describe = ({ row: l, column }: Cell) => {
    const layer = layers[l];
    return [
      `Layer ${layer?.layer ?? "?"}, expert ${column}`,
      `${percent(layer?.selectionRate[column])} of all tokens, ${factor((layer?.selectionRate[column] ?? 0) / statistics.uniform)} its even share`,
      `mean gate ${weight(layer?.meanGate[column])}, gate mass ${probability(layer?.mass[column], 3)} a token`,
    ];
  };
  return (
    <ChartCard
      title="Load of every expert"
      help={names.help}
      caveat={
        <>
          <p>An even load is no sign of health, and an uneven one none of failure: what the texts are decides too.</p>
          <p>How often an expert is chosen does not say how much it matters for an answer; switching it off would.</p>
        </>
      }
      provenance={{ kind: "measured", how: `Counted over ${count(tokens)} tokens of ${count(texts)} texts; an even share is ${used} in ${experts}.` }}
      source={source}
      controls={
        <Segmented
          label="Shown"
          size="s"
          value={measure}
          onChange={(next) => view.set({ measure: next })}
          options={(["load", "mass", "gate"] as const).map((value) => ({ value, label: measureNames[value].label }))}
        />
      }
      legend={<ScaleLegend scale={scale} title={names.title} {...(measure === "load" ? { format: (value: number) => `${Number(value.toPrecision(3))}×` } : {})} empty={measure === "gate" ? "never chosen" : undefined} />}
      table={() => loadTable(statistics)}
    >
      <HeatMap
        label={`${names.label} of ${experts} experts in ${layers.length} layers`}
        rows={layers.length}
        columns={experts}
        values={values}
        scale={scale}
        rowLabels={rowLabels}
        columnLabels={columnLabels}
        rowTitle="layer ↓"
        columnTitle="expert →"
        describe={describe}
        locked={row < 0 ? null : { row, column: view.expert }}
        held={view.held}
        onLock={(cell) => view.set(cell ? { layer: layers[cell.row]?.layer, expert: cell.column } : { expert: undefined })}
        maxHeight={420}
      />
    </ChartCard>
  );
}

function LayerChoice({ statistics, view }: Pick<CorpusCardProps, "statistics" | "view">): ReactElement {
  return (
    <Select
      label="Layer"
      size="s"
      value={String(view.layer.layer)}
      onChange={(layer) => view.set({ layer: Number(layer) })}
      options={statistics.layers.map(({ layer }) => ({ value: String(layer), label: String(layer) }))}
    />
  );
}

const controlNames: Record<Control, { label: string; title: string }> = {
  plain: { label: "As counted", title: "" },
  position: { label: "Positions alike", title: "every position in a text weighs what it weighs in all texts" },
  length: { label: "Lengths alike", title: "every length of text weighs what it weighs in all texts" },
};

export function ControlChoice({ view }: Pick<CorpusCardProps, "view">): ReactElement {
  return (
    <Segmented
      label="Control"
      labelPlace="beside"
      size="s"
      value={view.state.control}
      onChange={(control) => view.set({ control })}
      options={(["plain", "position", "length"] as const).map((value) => ({ value, label: controlNames[value].label, title: controlNames[value].title }))}
    />
  );
}

export function DomainCard({ statistics, view, source }: CorpusCardProps): ReactElement {
  const { experts, uniform } = statistics;
  const { layer } = view;
  const { control } = view.state;
  const theme = useTheme();
  const values = useMemo(() => domainRatios(layer, experts, uniform, control), [layer, experts, uniform, control]);
  const most = Math.max(1, Math.ceil(values.reduce((size, value) => Math.max(size, Math.abs(value) || 0), 0)));
  const scale = useMemo(() => valueScale("signed", [-most, most], theme), [most, theme]);
  const rowLabels = useMemo(() => layer.domains.map(({ domain }) => domain), [layer]);
  const columnLabels = useMemo(() => indexLabels(experts), [experts]);
  const preference = useMemo(() => strongestPreference(layer, uniform), [layer, uniform]);
  const describe = ({ row, column }: Cell) => [
    `${rowLabels[row] ?? ""}, expert ${column} of layer ${layer.layer}`,
    ...(["plain", "position", "length"] as const).map((kind) => {
      const share = shareOf(layer, row, column, kind);
      return `${controlNames[kind].label.toLowerCase()}: ${percent(share)} of its tokens, ${factor(share === null ? null : share / uniform)} the even share`;
    }),
  ];
  return (
    <ChartCard
      title={`What layer ${layer.layer} sends where`}
      help="Share of each domain’s tokens that chose each expert, against the even share. Teal: more than even; ochre: less."
      caveat={
        <>
          <p>Experts react to where a token stands and how long its text is. Domains whose texts are shorter differ by that alone: compare what is left with positions, or lengths, alike.</p>
          <p>A preference is a habit of the router. It does not say that the expert knows the domain.</p>
        </>
      }
      provenance={{ kind: "derived", how: control === "plain" ? "Counts of choices divided by the tokens of the domain." : `Direct standardisation: ${controlNames[control].title}, over those that the domain has.` }}
      source={source}
      controls={
        <>
          <LayerChoice statistics={statistics} view={view} />
          <ControlChoice view={view} />
        </>
      }
      legend={<ScaleLegend scale={scale} title="share, times even share" format={timesText} width={200} />}
      table={() => domainTable(layer)}
      footer={preference ? <p>{preferenceText(preference)}</p> : undefined}
    >
      <HeatMap
        label={`Share of ${rowLabels.length} domains in ${experts} experts of layer ${layer.layer}`}
        rows={rowLabels.length}
        columns={experts}
        values={values}
        scale={scale}
        rowLabels={rowLabels}
        columnLabels={columnLabels}
        rowTitle="domain ↓"
        columnTitle="expert →"
        describe={describe}
        locked={null}
        onLock={(cell) => view.set({ expert: cell?.column })}
        maxHeight={480}
      />
    </ChartCard>
  );
}

export function preferenceText({ domain, expert, plain, position, length }: Preference): string {
  const left = [position === null ? null : `${factor(position)} with positions alike`, length === null ? null : `${factor(length)} with lengths alike`].filter((text) => text !== null);
  return `Strongest preference: “${domain}” chose expert ${expert} at ${factor(plain)} its even share${left.length > 0 ? `; ${left.join(", ")}` : ""}.`;
}

/** What one expert is chosen for. */
export function ExpertCard({ statistics, view, source }: CorpusCardProps): ReactElement {
  const { layer, expert } = view;
  const textOf = useMemo(() => tokenTexts(statistics), [statistics]);
  const listed = layer.tokens[expert] ?? [];
  return (
    <ChartCard
      title={`Expert ${expert} of layer ${layer.layer}`}
      help="Tokens that chose it most often, by the share of their occurrences."
      caveat="Only the commonest tokens of the texts are counted one by one, and only those that occur five times or more. The same token can go elsewhere in other company."
      provenance={{ kind: "measured", how: "Occurrences of each token that chose the expert, divided by all its occurrences." }}
      source={source}
      status={listed.length > 0 ? { kind: "ready" } : { kind: "empty", title: "No token stands out", text: "None of the tokens that are counted one by one chose this expert." }}
      table={() => ({ columns: [{ label: "token" }, { label: "token id", numeric: true }, { label: "share", numeric: true }, { label: "occurrences", numeric: true }], rows: listed.map(({ id, share, count: n }) => [textOf(id), id, share, n]) })}
      footer={
        <p>
          Chosen by {percent(layer.selectionRate[expert])} of all tokens ({factor((layer.selectionRate[expert] ?? 0) / statistics.uniform)} its even share), with a mean gate of {weight(layer.meanGate[expert])}.
        </p>
      }
    >
      <Bars
        label={`Tokens that chose expert ${expert} of layer ${layer.layer}`}
        full={1}
        items={listed.map(({ id, share, count: n }) => ({ key: String(id), label: textOf(id), note: `of ${count(n)}`, value: share, valueText: probability(share), title: `${textOf(id)}: ${percent(share)} of ${count(n)} occurrences` }))}
      />
    </ChartCard>
  );
}

/** Which experts are chosen together. */
export function PairCard({ statistics, view, source }: CorpusCardProps): ReactElement {
  const { experts, used } = statistics;
  const { layer } = view;
  const theme = useTheme();
  const values = useMemo(() => pairValues(layer, experts), [layer, experts]);
  const scale = useMemo(() => valueScale("linear", [0, roundUp(largest(values))], theme), [values, theme]);
  const names = useMemo(() => indexLabels(experts), [experts]);
  return (
    <ChartCard
      title={`Chosen together in layer ${layer.layer}`}
      help="Of the tokens that chose the row’s expert, the share that chose the column’s too."
      caveat="Two experts that are both chosen often meet often by chance. Which one leads, if either, cannot be seen from counts."
      provenance={{ kind: "measured", how: `All pairs of the ${used} experts of each token are counted.` }}
      source={source}
      status={used > 1 ? { kind: "ready" } : { kind: "empty", title: "Experts are never chosen together", text: "This model uses one expert a token." }}
      controls={<LayerChoice statistics={statistics} view={view} />}
      legend={<ScaleLegend scale={scale} title="share of its tokens" empty="itself, or never chosen" />}
      table={() => pairTable(layer)}
    >
      <HeatMap
        label={`Co-activation of ${experts} experts of layer ${layer.layer}`}
        rows={experts}
        columns={experts}
        values={values}
        scale={scale}
        rowLabels={names}
        columnLabels={names}
        rowTitle="expert ↓"
        columnTitle="with expert →"
        describe={({ row, column }) => (row === column ? [`Expert ${row}`, "itself"] : [`Expert ${row} with expert ${column}`, `${percent(layer.coActivation[row]?.[column])} of its tokens`])}
        locked={null}
        onLock={(cell) => view.set({ expert: cell?.row })}
        maxHeight={420}
      />
    </ChartCard>
  );
}

/** How evenly and how surely each layer works, as a table. */
export function LayersTable({ statistics }: { statistics: ExpertCorpusStatistics }): ReactElement {
  const { layers, experts, uniform } = statistics;
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Figures of each layer">
      <table className={classNames(figures.table, styles.table)}>
        <thead>
          <tr>
            <th scope="col">layer</th>
            <th scope="col" title="largest load ÷ mean load − 1">MaxVio</th>
            <th scope="col" title={`entropy of the loads ÷ ln ${experts}: 1 is even`}>evenness of loads</th>
            <th scope="col" title={`mean entropy of the router’s scores ÷ ln ${experts}`}>routing entropy</th>
            <th scope="col" title="experts in common with the token before, as a share">adjacent overlap</th>
            <th scope="col" title="score of the last chosen expert less that of the next">margin</th>
            <th scope="col">strongest preference</th>
          </tr>
        </thead>
        <tbody>
          {layers.map((layer) => {
            const preference = strongestPreference(layer, uniform);
            return (
              <tr key={layer.layer}>
                <th scope="row">{layer.layer}</th>
                <td>{decimal(layer.maxViolation)}</td>
                <td>{decimal(layer.loadEntropy, 3)}</td>
                <td>{decimal(layer.routingEntropy, 3)}</td>
                <td>{decimal(layer.adjacentOverlap, 3)}</td>
                <td>{decimal(layer.margin, 3)}</td>
                <td className={styles.words}>{preference ? `${preference.domain} → ${preference.expert} (${factor(preference.plain)}; positions alike ${factor(preference.position)})` : "–"}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
