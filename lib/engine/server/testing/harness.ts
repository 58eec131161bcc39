import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Sampling } from "@/lib/domain/inspection";
import { captureKinds } from "@/lib/domain/model";
import type { InspectJob, InspectOutcome, InspectProgress, PromptInput } from "@/lib/engine/engine";
import { createWorker, type EngineWorker } from "@/lib/engine/server/worker";
import type { RunLimits } from "@/lib/engine/server/run-settings";
import { decodeTensor, type TensorData } from "@/lib/trace/decode";
import { openTrace } from "@/lib/trace/safetensors-reader";

export const demoFolder = path.join(process.cwd(), "models", "demo");
export const demoModel = path.join(demoFolder, "demo-f16.gguf");
export const greedy: Sampling = { temperature: 0, topK: 0, topP: 1, minP: 0, seed: 1 };

export const tokenPrompt = (ids: readonly number[]): PromptInput => ({
  kind: "tokens",
  ids: [...ids],
  promptTokens: ids.length,
  forcedPositions: [],
  text: null,
  mode: "completion",
  renderedPrompt: null,
});

/** Ids of the demo model that look like text: repeated now and then, so that heads find something. */
export function someTokens(count: number): number[] {
  let state = 12_345;
  return Array.from({ length: count }, (_, i) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return i === 0 ? 0 : 260 + (state >> 8) % (i % 3 === 0 ? 40 : 1_500);
  });
}

export interface RecordedRun {
  outcome: InspectOutcome;
  /** Of the trace. */
  path: string;
  events: InspectProgress[];
  names: ReadonlySet<string>;
  shape: (name: string) => readonly number[];
  /** Decoded values of a tensor. */
  read: (name: string) => Promise<TensorData>;
}

/** A worker with a folder of its own for traces. */
export class Bench {
  private constructor(
    readonly worker: EngineWorker,
    readonly folder: string,
  ) {}

  private runs = 0;
  private readonly closing: (() => Promise<void>)[] = [];

  static async open(limits: RunLimits = {}): Promise<Bench> {
    const folder = mkdtempSync(path.join(tmpdir(), "vitrine-engine-"));
    return new Bench(await createWorker({ hashCachePath: null, limits }), folder);
  }

  tracePath(): string {
    return path.join(this.folder, `${++this.runs}.safetensors`);
  }

  async inspect(job: Partial<InspectJob> & Pick<InspectJob, "prompt">, onEvent: (event: InspectProgress) => void = () => undefined, signal = new AbortController().signal): Promise<RecordedRun> {
    const events: InspectProgress[] = [];
    const tracePath = this.tracePath();
    const full = { modelPath: demoModel, generate: 0, sampling: greedy, capture: [...captureKinds], tracePath, ...job };
    const outcome = await this.worker.inspect(full, (event) => (events.push(event), onEvent(event)), signal);
    const trace = await openTrace(full.tracePath);
    this.closing.push(() => trace.close());
    return {
      outcome,
      path: full.tracePath,
      events,
      names: new Set(trace.tensors.keys()),
      shape: (name) => trace.entry(name).shape,
      read: async (name) => {
        const { dtype, bytes } = await trace.read(name);
        return decodeTensor(dtype, bytes);
      },
    };
  }

  async close(): Promise<void> {
    for (const close of this.closing) await close();
    await this.worker.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** NaN when lengths differ or any value is NaN, so that a comparison with a tolerance fails. */
export function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return NaN;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const gap = Math.abs((a[i] ?? NaN) - (b[i] ?? NaN));
    if (Number.isNaN(gap)) return NaN;
    if (gap > largest) largest = gap;
  }
  return largest;
}

export const largestOf = (values: ArrayLike<number>): number => Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
