import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeCapture } from "@/lib/engine/server/trace-file";
import { captures, contextFor, greedy, loadModel, randomPrompt } from "./models";
import { memoryReportSchema, type MemoryReport } from "./memory-report";

/**
 * Runs in a process of its own: how much more memory the process takes at its peak than before, when it evaluates a prompt by
 * llama.cpp alone ("plain") or with all captures, written to disk as the engine does it ("captured").
 * Arguments: model file, number of tokens, "plain" or "captured". Prints a MemoryReport.
 */
const [path = "", length = "", mode = ""] = process.argv.slice(2);
const file = { label: "", path };
const model = await loadModel(file);
const tokens = randomPrompt(Number(length));
const context = contextFor(file, model, tokens.length, false);

// All weights are touched and llama.cpp's buffers have their size once, so that both modes start alike.
await model.plain({ tokens, generate: 0, context });
const before = privateBytes();
let peak = before;
const sampling = setInterval(() => (peak = Math.max(peak, privateBytes())), 2);

const report: MemoryReport = { runBytes: 0, writtenBytes: 0, traceBytes: 0 };
if (mode === "captured") {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-bench-"));
  const { capture } = await model.run({ tokens, generate: 0, sampling: greedy, context, capture: captures.everything });
  report.runBytes = Math.max(peak, privateBytes()) - before;
  report.traceBytes = (await writeCapture(join(folder, "trace.safetensors"), capture, {}, () => (peak = Math.max(peak, privateBytes())))).bytes;
  capture.dispose();
  rmSync(folder, { recursive: true });
} else {
  await model.plain({ tokens, generate: 0, context });
  report.runBytes = Math.max(peak, privateBytes()) - before;
}
clearInterval(sampling);
report.writtenBytes = Math.max(peak, privateBytes()) - before;
console.log(JSON.stringify(memoryReportSchema.parse(report)));
model.dispose();
process.exit(0);

/** Memory of this process that no file stands behind: mapped weights come and go as the system likes. */
function privateBytes(): number {
  if (process.platform !== "linux") return process.memoryUsage().rss;
  const anonymous = /RssAnon:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  if (anonymous === undefined) throw new Error("/proc/self/status does not tell RssAnon");
  return Number(anonymous) * 1_024;
}
