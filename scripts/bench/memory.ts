import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { compare } from "./measure";
import { memoryReportSchema, type MemoryReport } from "./memory-report";
import type { BenchModel } from "./models";
import type { Comparison } from "./results";

const run = promisify(execFile);
const PROMPT_TOKENS = 512;

async function probe({ path }: BenchModel, mode: "plain" | "captured"): Promise<MemoryReport> {
  const script = join(import.meta.dirname, "memory-probe.ts");
  const { stdout } = await run(process.execPath, ["--import", "tsx", script, path, String(PROMPT_TOKENS), mode]);
  return memoryReportSchema.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
}

/** Host memory of a run with all captures, above that of the same run without, against the size of the trace. */
export async function measureMemory(model: BenchModel, repeats: number): Promise<Comparison[]> {
  const traces: number[] = [];
  const running: number[] = [];
  const written: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const plain = await probe(model, "plain");
    const captured = await probe(model, "captured");
    traces.push(captured.traceBytes);
    running.push(captured.runBytes - plain.runBytes);
    written.push(captured.writtenBytes - plain.writtenBytes);
  }
  const against = (when: string, subject: number[]): Comparison =>
    compare({ name: `memory for ${PROMPT_TOKENS} tokens / trace: ${when}`, model: model.label, unit: "bytes", target: 1.1 }, { plain: traces, subject });
  return [against("captures in the run", running), against("until it is written", written)];
}
