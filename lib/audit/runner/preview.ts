import { stat } from "node:fs/promises";
import type { AuditPreview, AuditRequest } from "@/lib/domain/audit";
import { unitKeyText, type ScoreRequest } from "@/lib/domain/scored";
import { seededRandom } from "@/lib/stats/random";
import type { AuditContext } from "../audit-context";
import { loadSuite } from "../library";
import { measure } from "../measure/measure";
import { lineOf } from "../results/item-line";
import { planSuite, type SuitePlan } from "./plan";
import { auditModelPath } from "./prepare";

const SHOWN = 10;
/** Chunks that a probe times after one that warms up. */
const PROBED = 2;

/** Drawn over the whole suite, with the seed: the first ten would all be of one kind. */
function drawn(plan: SuitePlan, seed: number): SuitePlan["trials"] {
  const random = seededRandom(seed, `preview/${plan.suite}`);
  const numbers = new Set<number>();
  while (numbers.size < Math.min(SHOWN, plan.trials.length)) numbers.add(random.below(plan.trials.length));
  return [...numbers].sort((a, b) => a - b).flatMap((number) => plan.trials[number] ?? []);
}

/** What an audit would do, before it is started. With `probe`, a few chunks are scored to tell how fast, and which words are lacking. */
export async function previewAudit(context: AuditContext, request: AuditRequest, probe: boolean): Promise<AuditPreview> {
  const modelPath = await auditModelPath(context, request.model);
  const { size } = await stat(modelPath);
  const plans = await Promise.all(request.suites.map(async (id) => planSuite(await loadSuite(context, id), request.options, size)));
  const lacking = new Map<string, string[]>();
  let units = 0;
  let milliseconds = 0;
  for (const plan of probe ? plans : []) {
    const words = new Set<string>();
    const chunks = [0, Math.floor(plan.chunks.length / 2), plan.chunks.length - 1].slice(0, 1 + PROBED).flatMap((at) => plan.chunks[at] ?? []);
    for (const [turn, chunk] of chunks.entries()) {
      const requests: ScoreRequest[] = chunk.units.map(({ request: one }) => one);
      const started = performance.now();
      const { scores } = await context.engine.scoreUnits({ modelPath, requests }, { priority: "interactive" });
      if (turn > 0 || chunks.length === 1) {
        milliseconds += performance.now() - started;
        units += requests.length;
      }
      const byKey = new Map(chunk.units.flatMap(({ key }, i) => (scores[i] ? [[unitKeyText(key), scores[i]] as const] : [])));
      for (const number of chunk.trials) {
        const trial = plan.trials[number];
        const measured = trial ? measure(trial, byKey) : { leftOut: "" };
        for (const word of "lacking" in measured ? measured.lacking : []) words.add(word);
      }
    }
    lacking.set(plan.suite, [...words].sort());
  }
  return {
    suites: plans.map((plan) => ({
      suite: plan.suite,
      trials: plan.trials.length,
      units: plan.units,
      clusters: new Set(plan.trials.map((trial) => trial.cluster)).size,
      items: drawn(plan, request.options.seed).map((trial) => lineOf(plan.suite, trial, null, 0)),
      lackingWords: lacking.get(plan.suite) ?? [],
    })),
    unitsPerSecond: milliseconds > 0 ? (units * 1_000) / milliseconds : null,
  };
}
