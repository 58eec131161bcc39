import { loadSuite } from "@/lib/audit/library";
import { measure } from "@/lib/audit/measure/measure";
import type { Row } from "@/lib/audit/rows";
import { planSuite, type PlannedChunk } from "@/lib/audit/runner/plan";
import { unitsOf } from "@/lib/audit/trial";
import { VitrineError } from "@/lib/domain/errors";
import type { ReportAudit, ReportSuite, SignedReport } from "@/lib/domain/report";
import { unitKeyText, type Score } from "@/lib/domain/scored";
import { seededRandom } from "@/lib/stats/random";
import { decodeTables } from "./item-table";
import type { ReportContext } from "./report-context";

/**
 * Beside the noise floor, in the unit of each number. The same libraries give nearly the same digits: what a text is packed with moves
 * the last ones. Others sum in another order.
 */
const SAME_ENGINE = 1e-3;
const OTHER_ENGINE = 0.05;

export interface RerunSuite {
  suite: string;
  /** Items scored again. */
  items: number;
  /** Largest difference of a number, in its unit (mostly nats). */
  worst: number;
  tolerance: number;
  /** Numbers that differ by more than the tolerance. */
  differences: { item: string; phrasing: string; field: string; stated: number | null; found: number | null }[];
  /** Why nothing was scored. */
  skipped: string | null;
}

export interface RerunOptions {
  modelPath: string;
  /** Items a suite, at least. */
  sample: number;
  /** Of the draw. */
  seed: number;
  signal: AbortSignal;
  onProgress: (suite: string, done: number) => void;
}

const keyOf = (row: Pick<Row, "kind" | "item" | "phrasing">): string => [row.kind, row.item, row.phrasing, "seed" in row ? String(row.seed) : ""].join("\u001f");

/** Of the trial that a row is of; a row and its trial have the same. */
const placeOf = (one: Pick<Row, "item" | "phrasing"> | undefined): string => (one ? `${one.item}\u001f${one.phrasing}` : "");

/** Every number of a row by its place. */
function numbersOf(value: unknown, place = ""): [string, number | null][] {
  if (typeof value === "number" || value === null) return [[place, value]];
  if (typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, child]) => numbersOf(child, place === "" ? key : `${place}.${key}`));
}

/** Whole chunks, as the audit scored them: packing moves last digits. */
function drawn(chunks: readonly PlannedChunk[], sample: number, seed: number): PlannedChunk[] {
  const random = seededRandom(seed, "rerun");
  const left = [...chunks];
  const taken: PlannedChunk[] = [];
  for (let items = 0; items < sample && left.length > 0; ) {
    const [chunk] = left.splice(random.below(left.length), 1);
    if (!chunk) break;
    taken.push(chunk);
    items += chunk.trials.length;
  }
  return taken;
}

const skipped = (suite: string, reason: string): RerunSuite => ({ suite, items: 0, worst: 0, tolerance: 0, differences: [], skipped: reason });

async function rerunSuite(context: ReportContext, { manifest }: ReportAudit, suite: ReportSuite, sameEngine: boolean, options: RerunOptions): Promise<RerunSuite> {
  const { suite: id } = suite;
  if (suite.tables === null) return skipped(id, "The report holds no items of it.");
  const loaded = await loadSuite(context, id).catch((error: unknown) => {
    if (error instanceof VitrineError) return null;
    throw error;
  });
  if (!loaded || loaded.summary.sha256 !== suite.sha256) return skipped(id, `This Vitrine does not have the suite as it was (SHA-256 ${suite.sha256}). Add it first.`);
  const stated = new Map(decodeTables(suite.tables).map((row) => [keyOf(row), row]));
  const statedTrials = new Set([...stated.values()].map(placeOf));
  const plan = await planSuite(loaded, manifest.options, manifest.model.sizeBytes);
  const result: RerunSuite = { ...skipped(id, ""), tolerance: manifest.noiseFloor.value + (sameEngine ? SAME_ENGINE : OTHER_ENGINE), skipped: null };
  // What several trials need (neutral prompts) is scored in the chunk of the first of them.
  const chunkOf = new Map(plan.chunks.flatMap((chunk) => chunk.units.map(({ key }) => [unitKeyText(key), chunk] as const)));
  const known = new Map<string, Score>();
  const done = new Set<PlannedChunk>();
  const score = async (chunk: PlannedChunk): Promise<void> => {
    if (done.has(chunk)) return;
    options.signal.throwIfAborted();
    const { scores } = await context.engine.scoreUnits({ modelPath: options.modelPath, modelSha256: manifest.model.sha256, requests: chunk.units.map(({ request }) => request) }, { priority: "background", signal: options.signal });
    chunk.units.forEach(({ key }, i) => {
      const found = scores[i];
      if (found) known.set(unitKeyText(key), found);
    });
    done.add(chunk);
  };
  // What a partial audit had not come to is not stated; in a whole one every chunk is, and a row that lacks is a difference.
  const chunks = suite.complete ? plan.chunks : plan.chunks.filter(({ trials }) => trials.some((number) => statedTrials.has(placeOf(plan.trials[number]))));
  for (const chunk of drawn(chunks, options.sample, options.seed)) {
    const trials = chunk.trials.flatMap((number) => plan.trials[number] ?? []);
    const needed = trials.flatMap((trial) => unitsOf(trial, { letterOrders: manifest.options.letterOrders, answerWords: true })).flatMap(({ key }) => chunkOf.get(unitKeyText(key)) ?? []);
    for (const one of new Set([chunk, ...needed])) await score(one);
    for (const trial of trials) {
      const measured = measure(trial, known);
      if (!("row" in measured)) continue;
      const before = stated.get(keyOf(measured.row));
      const [one, other] = [new Map(before ? numbersOf(before) : []), new Map(numbersOf(measured.row))];
      result.items += 1;
      for (const field of new Set([...one.keys(), ...other.keys()])) {
        const [a, b] = [one.get(field) ?? null, other.get(field) ?? null];
        const difference = a === null || b === null ? (a === b ? 0 : Infinity) : Math.abs(a - b);
        if (Number.isFinite(difference)) result.worst = Math.max(result.worst, difference);
        if (difference > result.tolerance) result.differences.push({ item: measured.row.item, phrasing: measured.row.phrasing, field, stated: a, found: b });
      }
    }
    options.onProgress(id, result.items);
  }
  return result;
}

/**
 * Scores a random sample of a report's items again on the model file and compares the numbers of their rows. Errors: `bad-request`
 * where the file is not the one that any audit of the report names; those of the engine.
 */
export async function rerunSample(context: ReportContext, { report }: SignedReport, options: RerunOptions): Promise<RerunSuite[]> {
  const facts = await context.engine.modelFacts(options.modelPath);
  const audits = report.audits.filter(({ manifest }) => manifest.model.sha256 === facts.sha256);
  if (audits.length === 0) {
    throw new VitrineError("bad-request", `${facts.fileName} (SHA-256 ${facts.sha256}) is not the file of this report: ${report.audits.map(({ manifest }) => `${manifest.model.fileName}, SHA-256 ${manifest.model.sha256}`).join("; ")}.`);
  }
  const results = [];
  for (const audit of audits) {
    const { llamaCpp, backend, threads } = audit.manifest.engine;
    const sameEngine = llamaCpp === facts.engine.llamaCpp && backend === facts.engine.backend && threads === facts.engine.threads;
    for (const suite of audit.suites) results.push(await rerunSuite(context, audit, suite, sameEngine, options));
  }
  return results;
}
