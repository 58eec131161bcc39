import { readFile } from "node:fs/promises";
import path from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import type { InspectionShot } from "@/lib/domain/inspection-shot";
import type { SignedReport } from "@/lib/domain/report";
import { reportDocument, shotDocument } from "./document";

/** What the thread is asked for. */
export type WriterTask = { kind: "report"; signed: SignedReport } | { kind: "inspection"; shot: InspectionShot };

/** What the thread answers: the file in UTF-8, or why there is none. */
export type WriterAnswer = { kind: "file"; bytes: Uint8Array<ArrayBuffer> } | { kind: "failed"; message: string };

const { assets } = z.object({ assets: z.string() }).parse(workerData);
const asset = (name: string): Promise<string> => readFile(path.join(assets, name), "utf8");

/** Entry of dist/report-writer.js: one task, one file, off the event loop of whoever asks. */
async function answer(task: WriterTask): Promise<WriterAnswer> {
  try {
    const [css, script] = await Promise.all([asset("report.css"), asset("report-script.js")]);
    const html = task.kind === "report" ? reportDocument(task.signed, { css, script }) : shotDocument(task.shot, { css });
    return { kind: "file", bytes: new TextEncoder().encode(html) };
  } catch (error) {
    return { kind: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

parentPort?.on("message", (task: WriterTask) => {
  void answer(task).then((told) => parentPort?.postMessage(told, told.kind === "file" ? [told.bytes.buffer] : []));
});
