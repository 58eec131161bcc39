import { readFile } from "node:fs/promises";
import path from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import type { SignedReport } from "@/lib/domain/report";
import { reportDocument } from "./document";

/** What the thread answers: the file in UTF-8, or why there is none. */
export type WriterAnswer = { kind: "file"; bytes: Uint8Array<ArrayBuffer> } | { kind: "failed"; message: string };

const { assets } = z.object({ assets: z.string() }).parse(workerData);
const asset = (name: string): Promise<string> => readFile(path.join(assets, name), "utf8");

/** Entry of dist/report-writer.js: one report, one file, off the event loop of whoever asks. */
async function answer(signed: SignedReport): Promise<WriterAnswer> {
  try {
    const [css, script] = await Promise.all([asset("report.css"), asset("report-script.js")]);
    return { kind: "file", bytes: new TextEncoder().encode(reportDocument(signed, { css, script })) };
  } catch (error) {
    return { kind: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

parentPort?.on("message", (signed: SignedReport) => {
  void answer(signed).then((told) => parentPort?.postMessage(told, told.kind === "file" ? [told.bytes.buffer] : []));
});
