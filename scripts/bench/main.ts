import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { measureCaptureOff, measureGeneration, measurePrompt, type Subject } from "./evaluation";
import { measureFrames } from "./frames";
import { measureJourney } from "./journey";
import type { Limit } from "./limit";
import { describeMachine } from "./machine";
import type { Comparison } from "./measure";
import { measureMemory } from "./memory";
import { BENCH_FOLDER, demoModel, loadModel, v2LiteModel, type BenchModel } from "./models";
import { formatTable } from "./table";

const parts = ["prompt", "generation", "off", "memory", "journey", "frames"] as const;
const evaluations = { prompt: measurePrompt, generation: measureGeneration, off: measureCaptureOff } as const;

const usage = `npm run bench -- [--only ${parts.join(",")}] [--model demo,v2-lite] [--shape auto|full|narrow] [--repeats 5] [--out FILE]`;
const list = <T extends string>(choices: readonly [T, ...T[]]) =>
  z
    .string()
    .transform((value) => value.split(","))
    .pipe(z.array(z.enum(choices)));
const optionsSchema = z.object({
  only: list(parts).default([...parts]),
  model: list(["demo", "v2-lite"]).default(["demo", "v2-lite"]),
  shape: z.enum(["auto", "full", "narrow"]).default("auto"),
  repeats: z.coerce.number().int().min(1).default(5),
  out: z.string().default(join(BENCH_FOLDER, "results.json")),
});
type Options = z.infer<typeof optionsSchema>;

const log = (line: string): void => console.error(line);

/** Everything that is measured on one model file. */
async function measureModel(file: BenchModel, settings: Pick<Subject, "warmUp" | "targets">, { only, repeats }: Options): Promise<Comparison[]> {
  const results: Comparison[] = [];
  const wanted = (["prompt", "generation", "off"] as const).filter((part) => only.includes(part));
  if (wanted.length > 0) {
    const model = await loadModel(file);
    for (const part of wanted) {
      log(`${file.label}: ${part} …`);
      results.push(...(await evaluations[part]({ file, model, repeats, ...settings })));
    }
    model.dispose();
  }
  if (only.includes("memory")) {
    log(`${file.label}: memory …`);
    results.push(...(await measureMemory(file, repeats)));
  }
  return results;
}

async function main(options: Options): Promise<void> {
  const machine = await describeMachine();
  if (machine.loadBefore > 1) log(`Other programs keep this machine busy (load ${machine.loadBefore.toFixed(1)}): expect wide ranges, and repeat when it is quiet.`);
  const comparisons: Comparison[] = [];
  const limits: Limit[] = [];
  if (options.model.includes("demo")) {
    comparisons.push(...(await measureModel(demoModel, { warmUp: 512, targets: { generation: null } }, options)));
  }
  if (options.model.includes("v2-lite") && options.only.some((part) => part !== "journey" && part !== "frames")) {
    const file = await v2LiteModel(options.shape, log);
    comparisons.push(...(await measureModel(file, { warmUp: 32, targets: { generation: 1.15 } }, options)));
  }
  if (options.only.includes("journey")) {
    log("demo: from Run to the complete view …");
    limits.push(await measureJourney(options.repeats));
  }
  if (options.only.includes("frames")) {
    log("demo: frames …");
    limits.push(...(await measureFrames()));
  }
  console.log(formatTable(machine, comparisons, limits));
  mkdirSync(dirname(options.out), { recursive: true });
  writeFileSync(options.out, JSON.stringify({ machine, takenAt: new Date().toISOString(), comparisons, limits }, null, 2));
  log(`Written to ${options.out}`);
}

const parsed = optionsSchema.safeParse(
  parseArgs({
    options: { only: { type: "string" }, model: { type: "string" }, shape: { type: "string" }, repeats: { type: "string" }, out: { type: "string" } },
  }).values,
);
if (parsed.success) {
  await main(parsed.data);
  // The libraries keep threads that would hold the process.
  process.exit(0);
} else {
  console.error(usage);
  process.exitCode = 2;
}
