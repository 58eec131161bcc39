import type { ChartTable } from "@/lib/charts";
import { displayTokens } from "@/lib/domain/display-tokens";
import type { ExpertCorpusStatistics, ExpertLayer } from "@/lib/domain/expert-statistics";

export const loadMeasures = ["load", "mass", "gate"] as const;
export type LoadMeasure = (typeof loadMeasures)[number];
export const controls = ["plain", "position", "length"] as const;
export type Control = (typeof controls)[number];

const keyOf = { plain: "plain", position: "positionControlled", length: "lengthControlled" } as const;
const orNaN = (value: number | null | undefined): number => value ?? Number.NaN;

/** (L, E): load as times the even share, or gate mass, or the mean gate when chosen; NaN where never chosen. */
export function loadValues({ layers, experts, uniform }: ExpertCorpusStatistics, measure: LoadMeasure): Float64Array {
  const values = new Float64Array(layers.length * experts).fill(Number.NaN);
  layers.forEach((layer, l) => {
    for (let e = 0; e < experts; e++) {
      const value = measure === "load" ? orNaN(layer.selectionRate[e]) / uniform : orNaN(measure === "mass" ? layer.mass[e] : layer.meanGate[e]);
      values[l * experts + e] = value;
    }
  });
  return values;
}

/** Ratios below this are drawn like it: a share of nothing has no logarithm. */
const LEAST_RATIO = 1 / 16;

/** (D, E): share of a domain's tokens that chose each expert, as log₂ of times the even share, at least −4. */
export function domainRatios(layer: ExpertLayer, experts: number, uniform: number, control: Control): Float64Array {
  const values = new Float64Array(layer.domains.length * experts).fill(Number.NaN);
  layer.domains.forEach((domain, d) => {
    for (let e = 0; e < experts; e++) values[d * experts + e] = Math.log2(Math.max(LEAST_RATIO, orNaN(domain[keyOf[control]][e]) / uniform));
  });
  return values;
}

export const shareOf = (layer: ExpertLayer, domain: number, expert: number, control: Control): number | null => layer.domains[domain]?.[keyOf[control]][expert] ?? null;

export interface Preference {
  domain: string;
  expert: number;
  /** Times the even share, as counted and with positions alike and lengths alike. */
  plain: number;
  position: number | null;
  length: number | null;
}

/** The domain that goes to one expert most, over its even share, as counted. Null without domains. */
export function strongestPreference(layer: ExpertLayer, uniform: number): Preference | null {
  let best: Preference | null = null;
  layer.domains.forEach(({ domain, plain, positionControlled, lengthControlled }) =>
    plain.forEach((share, expert) => {
      if (share === null || (best !== null && share / uniform <= best.plain)) return;
      const times = (value: number | null | undefined) => (value === null || value === undefined ? null : value / uniform);
      best = { domain, expert, plain: share / uniform, position: times(positionControlled[expert]), length: times(lengthControlled[expert]) };
    }),
  );
  return best;
}

/** (E, E): of the tokens that chose the row's expert, the share that chose the column's too; NaN on the diagonal and where never chosen. */
export function pairValues({ coActivation }: ExpertLayer, experts: number): Float64Array {
  const values = new Float64Array(experts * experts).fill(Number.NaN);
  coActivation.forEach((row, i) => row?.forEach((share, j) => (values[i * experts + j] = i === j ? Number.NaN : share)));
  return values;
}

/** Texts of the tokens that statistics name, by id, made visible. */
export function tokenTexts({ names }: Pick<ExpertCorpusStatistics, "names">): (id: number) => string {
  const shown = new Map(names.map(({ id, bytes }) => [id, displayTokens({ bytes: [bytes], special: [false] }).tokens[0]?.shown ?? ""]));
  return (id) => shown.get(id) || `#${id}`;
}

/** A line a layer: how evenly it works. */
export function layersTable({ layers }: ExpertCorpusStatistics): ChartTable {
  return {
    columns: ["layer", "MaxVio", "evenness of loads", "routing entropy (÷ ln E)", "adjacent overlap", "margin"].map((label) => ({ label, numeric: true })),
    rows: layers.map((layer) => [layer.layer, layer.maxViolation, layer.loadEntropy, layer.routingEntropy, layer.adjacentOverlap, layer.margin]),
  };
}

export function loadTable({ layers }: ExpertCorpusStatistics): ChartTable {
  return {
    columns: ["layer", "expert", "selection rate", "mean gate", "gate mass"].map((label) => ({ label, numeric: true })),
    rows: layers.flatMap((layer) => layer.selectionRate.map((rate, e) => [layer.layer, e, rate, layer.meanGate[e] ?? null, layer.mass[e] ?? null])),
  };
}

export function domainTable(layer: ExpertLayer): ChartTable {
  return {
    columns: [{ label: "domain" }, ...["expert", "share", "share, positions alike", "share, lengths alike"].map((label) => ({ label, numeric: true }))],
    rows: layer.domains.flatMap(({ domain, plain, positionControlled, lengthControlled }) => plain.map((share, e) => [domain, e, share, positionControlled[e] ?? null, lengthControlled[e] ?? null])),
  };
}

export function pairTable({ coActivation }: ExpertLayer): ChartTable {
  return {
    columns: ["expert", "other expert", "share of its tokens"].map((label) => ({ label, numeric: true })),
    rows: coActivation.flatMap((row, i) => (row ?? []).flatMap((share, j) => (i === j ? [] : [[i, j, share]]))),
  };
}

/** Why two statistics cannot be laid over each other; null where they can. */
export function differentShapes(a: ExpertCorpusStatistics, b: ExpertCorpusStatistics): string | null {
  if (a.experts !== b.experts) return `One model has ${a.experts} experts a layer, the other ${b.experts}: there is no expert of one that is one of the other.`;
  if (a.layers.map(({ layer }) => layer).join() !== b.layers.map(({ layer }) => layer).join()) return "The models have experts in different layers.";
  return null;
}

/** (L, E): selection rate of b less that of a, in times the even share. Both must be of one shape. */
export function loadDifference(a: ExpertCorpusStatistics, b: ExpertCorpusStatistics): Float64Array {
  const [x, y] = [loadValues(a, "load"), loadValues(b, "load")];
  return y.map((value, i) => value - (x[i] ?? Number.NaN));
}

/** (D, E) of the domains that both have: log₂ ratio of b less that of a. */
export function domainDifference(a: ExpertLayer, b: ExpertLayer, sides: { experts: number; a: number; b: number }, control: Control): { domains: string[]; values: Float64Array } {
  const domains = a.domains.map(({ domain }) => domain).filter((domain) => b.domains.some((other) => other.domain === domain));
  const pick = (layer: ExpertLayer, uniform: number): Float64Array =>
    domainRatios({ ...layer, domains: domains.flatMap((domain) => layer.domains.filter((other) => other.domain === domain)) }, sides.experts, uniform, control);
  const [x, y] = [pick(a, sides.a), pick(b, sides.b)];
  return { domains, values: y.map((value, i) => value - (x[i] ?? Number.NaN)) };
}
