import { auditOptionsSchema, type AuditOptions, type AuditPreview, type AuditRequestInput, type SuiteSummary } from "@/lib/domain/audit";

/** What has been chosen on the page so far. Texts of fields are kept as typed. */
export interface Plan {
  suites: readonly string[];
  limit: string;
  seed: string;
  letterOrders: number;
  continuations: boolean;
  /** By suite: phrasing ids that are left out. */
  without: Readonly<Record<string, readonly string[]>>;
  /** By suite and metric, as typed. */
  smallestEffect: Readonly<Record<string, Readonly<Record<string, string>>>>;
  title: string;
}

const defaults: AuditOptions = auditOptionsSchema.parse({});

export function firstPlan(suites: readonly string[]): Plan {
  return { suites, limit: "", seed: String(defaults.seed), letterOrders: defaults.letterOrders, continuations: defaults.continuations, without: {}, smallestEffect: {}, title: "" };
}

export type PlanFault = "limit" | "seed" | `effect ${string}/${string}`;

const wholeNumber = /^\d+$/;

export function limitOf({ limit }: Plan): number | null | undefined {
  if (limit.trim() === "") return null;
  const value = Number(limit);
  return wholeNumber.test(limit.trim()) && value >= 1 && value <= 1_000_000 ? value : undefined;
}

export function seedOf({ seed }: Plan): number | undefined {
  const value = Number(seed);
  return wholeNumber.test(seed.trim()) && value <= 0xffff_ffff ? value : undefined;
}

/** A positive number with a point or a comma; undefined for anything else. */
export function effectOf(text: string): number | undefined {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() !== "" && Number.isFinite(value) && value > 0 ? value : undefined;
}

export function faultsOf(plan: Plan): PlanFault[] {
  return [
    ...(limitOf(plan) === undefined ? (["limit"] as const) : []),
    ...(seedOf(plan) === undefined ? (["seed"] as const) : []),
    ...plan.suites.flatMap((suite) =>
      Object.entries(plan.smallestEffect[suite] ?? {}).flatMap(([metric, text]): PlanFault[] => (effectOf(text) === undefined ? [`effect ${suite}/${metric}`] : [])),
    ),
  ];
}

/** The request for what is chosen; null while a field is wrong or nothing is chosen. Only what differs from a suite's own declaration is sent. */
export function requestOf(plan: Plan, model: string | null, known: readonly SuiteSummary[]): AuditRequestInput | null {
  const limit = limitOf(plan);
  const seed = seedOf(plan);
  if (model === null || plan.suites.length === 0 || limit === undefined || seed === undefined || faultsOf(plan).length > 0) return null;
  const smallestEffect: Record<string, Record<string, number>> = {};
  const phrasings: Record<string, string[]> = {};
  for (const suite of plan.suites) {
    for (const [metric, text] of Object.entries(plan.smallestEffect[suite] ?? {})) {
      const value = effectOf(text);
      if (value !== undefined) smallestEffect[suite] = { ...smallestEffect[suite], [metric]: value };
    }
    const without = plan.without[suite] ?? [];
    const ids = known.find(({ id }) => id === suite)?.phrasingIds ?? [];
    if (without.length > 0) phrasings[suite] = ids.filter((id) => !without.includes(id));
  }
  const title = plan.title.trim();
  return {
    model,
    suites: [...plan.suites],
    options: { limit, seed, letterOrders: plan.letterOrders, continuations: plan.continuations, phrasings, smallestEffect },
    ...(title === "" ? {} : { title }),
  };
}

/** Seconds that a suite will take, from the rate of the probe; null before the probe. */
export function secondsFor(preview: AuditPreview | undefined, suite: string, unitsPerSecond: number | null): number | null {
  const units = preview?.suites.find((entry) => entry.suite === suite)?.units;
  return units === undefined || unitsPerSecond === null || unitsPerSecond <= 0 ? null : units / unitsPerSecond;
}
