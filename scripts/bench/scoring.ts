import { statSync } from "node:fs";
import { sharedSet } from "@/lib/audit/importers/shared-sets";
import { importSet } from "@/lib/audit/importers/import-set";
import { loadBundled } from "@/lib/audit/library";
import { isBundledSuite } from "@/lib/audit/suites/catalogue";
import { fromImportedSet, type LoadedSuite } from "@/lib/audit/library/loaded-suite";
import { measure } from "@/lib/audit/measure/measure";
import { planSuite, type PlannedChunk, type SuitePlan } from "@/lib/audit/runner/plan";
import { auditOptionsSchema } from "@/lib/domain/audit";
import { unitKeyText, type Score } from "@/lib/domain/scored";
import { createWorker, type EngineWorker } from "@/lib/engine/server/worker";
import { compare, interleave } from "./measure";
import { contextFor, loadModel, type BenchModel } from "./models";
import type { Comparison, Limit } from "./results";

/** How much of a suite one measurement takes, spread over all of it. */
const CHUNKS = 12;
/** The same on both sides of a comparison that also runs a large model. */
const FEW_CHUNKS = 4;
const signal = (): AbortSignal => new AbortController().signal;

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const spread = (chunks: readonly PlannedChunk[], count: number): PlannedChunk[] =>
  chunks.length <= count ? [...chunks] : Array.from({ length: count }, (_, i) => chunks[Math.floor((i * chunks.length) / count)]).flatMap((chunk) => chunk ?? []);

const planOf = (suite: LoadedSuite, { path }: BenchModel): Promise<SuitePlan> => planSuite(suite, auditOptionsSchema.parse({}), statSync(path).size);

async function scoreChunks(worker: EngineWorker, { path }: BenchModel, chunks: readonly PlannedChunk[], sharePrefixes = true): Promise<Map<string, Score>> {
  const scores = new Map<string, Score>();
  for (const { units } of chunks) {
    const found = await worker.scoreUnits({ modelPath: path, requests: units.map(({ request }) => request), sharePrefixes }, () => undefined, signal());
    units.forEach(({ key }, i) => found.scores[i] && scores.set(unitKeyText(key), found.scores[i]));
  }
  return scores;
}

/** Texts one at a time on the same libraries, with llama.cpp's own micro-batch and attention. Returns their log-likelihoods. */
async function oneAtATime(file: BenchModel): Promise<{ score: (texts: readonly string[]) => Promise<number[]>; close: () => void }> {
  const model = await loadModel(file);
  const tokenizer = await createWorker({ hashCachePath: null });
  const context = contextFor(file, model, 512, true);
  const score = async (texts: readonly string[]): Promise<number[]> => {
    const sums: number[] = [];
    for (const text of texts) {
      const { ids } = await tokenizer.tokenize({ modelPath: file.path, prompt: { kind: "text", text, mode: "completion" } }, () => undefined, signal());
      const { logprobs } = await model.score({ sequences: [Int32Array.from(ids)], context });
      sums.push(logprobs[0]?.subarray(1).reduce((sum, value) => sum + value, 0) ?? NaN);
    }
    return sums;
  };
  return { score, close: () => model.dispose() };
}

/** Largest difference between the two sides' log-likelihoods that counts as the same work, nats. */
const SAME_WORK = 8;

/** CrowS-Pairs on the demo model: all of it, and a part against one text at a time. Nothing where the set is absent, which is said. */
export async function measureCrows(model: BenchModel, repeats: number, log: (line: string) => void): Promise<{ comparisons: Comparison[]; limits: Limit[] }> {
  const set = sharedSet("crows-pairs/crows_pairs_anonymized.csv");
  if (!set.present) {
    log("CrowS-Pairs is not in ../shared/datasets: its rows are left out.");
    return { comparisons: [], limits: [] };
  }
  const plan = await planOf(fromImportedSet(await importSet(set.files()), "crows-pairs"), model);
  const worker = await createWorker({ hashCachePath: null });
  await scoreChunks(worker, model, plan.chunks.slice(0, 1));
  const whole = await timed(async () => {
    const scores = await scoreChunks(worker, model, plan.chunks);
    const measured = plan.trials.filter((trial) => "row" in measure(trial, scores)).length;
    if (measured !== plan.trials.length) throw new Error(`Only ${measured} of ${plan.trials.length} pairs were measured`);
  });
  const part = spread(plan.chunks, CHUNKS);
  const units = part.flatMap((chunk) => chunk.units);
  const texts = units.flatMap(({ request }) => (request.kind === "text" ? [request.text] : []));
  const single = await oneAtATime(model);
  try {
    const [alone, together] = [await single.score(texts.slice(0, 8)), await scoreChunks(worker, model, part)];
    alone.forEach((sum, i) => {
      const score = together.get(unitKeyText(units[i]?.key ?? { item: "", variant: "", phrasing: "", order: "" }));
      const own = score?.kind === "text" ? score.logprobs.reduce<number>((total, value) => total + (value ?? 0), 0) : NaN;
      if (!(Math.abs(own - sum) < SAME_WORK)) throw new Error(`The two sides disagree about “${texts[i] ?? ""}”: ${own} and ${sum}`);
    });
    const taken = await interleave(
      repeats,
      () => timed(async () => void (await single.score(texts))),
      () => timed(async () => void (await scoreChunks(worker, model, part))),
    );
    return {
      comparisons: [compare({ name: `${texts.length} texts of CrowS-Pairs / one at a time`, model: model.label, unit: "ms", target: 1 / 4 }, taken)],
      limits: [{ name: `CrowS-Pairs, ${plan.trials.length} pairs end to end`, model: model.label, values: [whole], judge: "median", target: null, strict: false }],
    };
  } finally {
    single.close();
    await worker.dispose();
  }
}

/** Parts of suites with templates, what texts begin with in common evaluated once against for each of them. The rate of pairs is in the ratio. */
export async function measureSharing(model: BenchModel, repeats: number, targets: Readonly<Record<string, number | null>>): Promise<Comparison[]> {
  const worker = await createWorker({ hashCachePath: null });
  const results: Comparison[] = [];
  for (const [id, target] of Object.entries(targets)) {
    if (!isBundledSuite(id)) throw new Error(`${id} is no bundled suite.`);
    const suite = await loadBundled(process.cwd(), id);
    const chunks = spread((await planOf(suite, model)).chunks, FEW_CHUNKS);
    const trials = chunks.reduce((sum, chunk) => sum + chunk.trials.length, 0);
    await scoreChunks(worker, model, chunks.slice(0, 1));
    const side = (sharePrefixes: boolean) => () => timed(async () => void (await scoreChunks(worker, model, chunks, sharePrefixes)));
    results.push(compare({ name: `${trials} trials of ${id}: shared beginnings once / for each text`, model: model.label, unit: "ms", target }, await interleave(repeats, side(false), side(true))));
  }
  await worker.dispose();
  return results;
}
