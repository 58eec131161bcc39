import type { AuditManifest } from "@/lib/domain/audit";
import { logLikelihood, type Score, type ScoreRequest } from "@/lib/domain/scored";
import type { Engine, ScoreUnitsJob } from "@/lib/engine/engine";
import { quantile } from "@/lib/stats/quantile";
import type { SuitePlan } from "./plan";

const TEXTS = 32;
const PERCENTILE = 0.999;

function textOf(request: ScoreRequest): string {
  switch (request.kind) {
    case "text":
      return request.text;
    case "divergence":
      return request.prompts[0];
    default:
      return request.prompt;
  }
}

/** Texts of the audit itself, spread evenly over all that it scores. */
export function noiseTexts(plans: readonly SuitePlan[]): string[] {
  const texts = [...new Set(plans.flatMap((plan) => plan.chunks.flatMap((chunk) => chunk.units.map(({ request }) => textOf(request)))))];
  if (texts.length <= TEXTS) return texts;
  return Array.from({ length: TEXTS }, (_, i) => texts[Math.floor((i * texts.length) / TEXTS)] ?? "");
}

const sums = (scores: readonly Score[]): number[] => scores.map((score) => (score.kind === "text" ? logLikelihood(score).logLikelihood : Number.NaN));

/**
 * How far the same text's log-likelihood moves with what it is packed with: the texts together, together without sharing what they begin
 * with in common, and one by one.
 * The value is the 99.9th percentile of |LL run 1 − LL run 2|, nats.
 */
export async function measureNoiseFloor(
  engine: Pick<Engine, "scoreUnits">,
  model: Pick<ScoreUnitsJob, "modelPath" | "modelSha256">,
  texts: readonly string[],
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<AuditManifest["noiseFloor"]> {
  const requests = texts.map((text): ScoreRequest => ({ kind: "text", text }));
  const runs: number[][] = [];
  for (const way of ["together", "unshared", "one by one"] as const) {
    onProgress(runs.length, 3);
    const { scores } = await engine.scoreUnits({ ...model, requests, oneByOne: way === "one by one", sharePrefixes: way === "together" }, { priority: "background", signal });
    runs.push(sums(scores));
  }
  onProgress(3, 3);
  const [first = [], ...others] = runs;
  const differences = others.flatMap((run) => run.map((value, i) => Math.abs(value - (first[i] ?? Number.NaN)))).filter((value) => Number.isFinite(value));
  return { value: differences.length === 0 ? 0 : quantile(differences, PERCENTILE), texts: texts.length, repeats: runs.length };
}
