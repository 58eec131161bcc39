import path from "node:path";
import { Worker } from "node:worker_threads";
import type { InspectionShot } from "@/lib/domain/inspection-shot";
import type { SignedReport } from "@/lib/domain/report";
import type { WriterAnswer, WriterTask } from "./writer-worker";

/** `new` out of the bundler's sight: it takes the file of `new Worker(file)` for a module of its own, and fails for one that is made later. */
const made = <Arguments extends unknown[], Made>(Kind: new (...all: Arguments) => Made, ...all: Arguments): Made => new Kind(...all);

/** Runs one task in a thread of its own, which ends with it. */
function write(programFolder: string, task: WriterTask): Promise<Uint8Array<ArrayBuffer>> {
  const dist = path.join(programFolder, "dist");
  return new Promise((settle, fail) => {
    const worker = made(Worker, path.join(dist, "report-writer.js"), { workerData: { assets: dist } });
    worker.once("message", (answer: WriterAnswer) => {
      if (answer.kind === "failed") fail(new Error(`The report could not be written: ${answer.message}`));
      else settle(answer.bytes);
      void worker.terminate();
    });
    worker.once("error", fail);
    worker.once("exit", (code) => fail(new Error(`The thread that writes reports ended by itself (code ${code}).`)));
    worker.postMessage(task);
  });
}

/**
 * The report as one self-contained HTML file, UTF-8, made off the event loop. `programFolder` holds dist/, where the thread and the
 * file's style and script are. Error: what went wrong in the thread.
 */
export function writeReport(programFolder: string, signed: SignedReport): Promise<Uint8Array<ArrayBuffer>> {
  return write(programFolder, { kind: "report", signed });
}

/** The view of an inspection as one self-contained HTML file without scripts; as `writeReport`. */
export function writeShot(programFolder: string, shot: InspectionShot): Promise<Uint8Array<ArrayBuffer>> {
  return write(programFolder, { kind: "inspection", shot });
}
