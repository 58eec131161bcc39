import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { measureItems, measureStatistics } from "./audit-data";
import { measureEdits } from "./edits";
import { measureSweep } from "./sweep";
import { measureCaptureOff, measureGeneration, measurePrompt, type Subject } from "./evaluation";
import { measureExplanations } from "./explanation";
import { measureFrames } from "./frames";
import { measureJourney } from "./journey";
import { describeMachine } from "./machine";
import { measureMemory } from "./memory";
import { BENCH_FOLDER, demoModel, loadModel, v2LiteModel, type BenchModel } from "./models";
import { measureCrows, measureSharing } from "./scoring";
import { addResults, readResults, writeResults, type Comparison, type Limit } from "./results";
import { formatTable } from "./table";

const parts = ["prompt", "generation", "off", "edits", "sweep", "explain", "memory", "journey", "frames", "scoring", "statistics", "items"] as const;
/** Parts that need no file of the V2-Lite shape. */
const withoutModel: readonly (typeof parts)[number][] = ["journey", "frames", "statistics", "items"];
const evaluations = { prompt: measurePrompt, generation: measureGeneration, off: measureCaptureOff, edits: measureEdits, sweep: measureSweep, explain: measureExplanations } as const;

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

type Kept = (measured: { comparisons?: Comparison[]; limits?: Limit[] }) => void;

/** Everything that is measured on one model file. */
async function measureModel(file: BenchModel, settings: Pick<Subject, "warmUp" | "targets">, { only, repeats }: Options, keep: Kept): Promise<void> {
  const wanted = (["prompt", "generation", "off", "edits", "sweep", "explain"] as const).filter((part) => only.includes(part));
  if (wanted.length > 0) {
    const model = await loadModel(file);
    for (const part of wanted) {
      log(`${file.label}: ${part} …`);
      keep({ comparisons: await evaluations[part]({ file, model, repeats, ...settings }) });
    }
    model.dispose();
  }
  if (only.includes("memory")) {
    log(`${file.label}: memory …`);
    keep({ comparisons: await measureMemory(file, repeats) });
  }
  if (only.includes("scoring")) {
    log(`${file.label}: scoring …`);
    if (file === demoModel) keep(await measureCrows(file, repeats, log));
    keep({ comparisons: await measureSharing(file, repeats, file === demoModel ? { "occupation-pronouns": null } : { "occupation-pronouns": 1 / 1.5, "sentence-pairs": null }) });
  }
}

async function main(options: Options): Promise<void> {
  const machine = await describeMachine();
  const loadBefore = loadavg()[0] ?? NaN;
  if (loadBefore > 1) log(`Other programs keep this machine busy (load ${loadBefore.toFixed(1)}): expect wide ranges, and repeat when it is quiet.`);
  let results = readResults(options.out, machine);
  const keep: Kept = (measured) => {
    results = addResults(results, measured, { at: new Date().toISOString(), loadBefore });
    writeResults(options.out, results);
  };

  if (options.model.includes("demo")) await measureModel(demoModel, { warmUp: 512, targets: { generation: null } }, options, keep);
  if (options.model.includes("v2-lite") && options.only.some((part) => !withoutModel.includes(part))) {
    const file = await v2LiteModel(options.shape, log);
    await measureModel(file, { warmUp: 32, targets: { generation: 1.15 } }, options, keep);
  }
  if (options.only.includes("journey")) {
    log("demo: from Run to the complete view …");
    keep({ limits: [await measureJourney(options.repeats)] });
  }
  if (options.only.includes("frames")) {
    log("demo: frames …");
    keep({ limits: await measureFrames() });
  }
  if (options.only.includes("statistics")) {
    log("statistics …");
    keep({ limits: await measureStatistics(options.repeats) });
  }
  if (options.only.includes("items")) {
    log("items …");
    keep({ limits: await measureItems(options.repeats) });
  }
  console.log(formatTable(results));
  log(`Kept in ${options.out}`);
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
