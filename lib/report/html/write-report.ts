import path from "node:path";
import { Worker } from "node:worker_threads";
import type { SignedReport } from "@/lib/domain/report";
import type { WriterAnswer } from "./writer-worker";

/** `new` out of the bundler's sight: it takes the file of `new Worker(file)` for a module of its own, and fails for one that is made later. */
const made = <Arguments extends unknown[], Made>(Kind: new (...all: Arguments) => Made, ...all: Arguments): Made => new Kind(...all);

/**
 * The report as one self-contained HTML file, UTF-8, made in a thread of its own. `programFolder` holds dist/, where the thread and the
 * file's style and scripts are. Error: what went wrong in the thread.
 */
export function writeReport(programFolder: string, signed: SignedReport): Promise<Uint8Array<ArrayBuffer>> {
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
    worker.postMessage(signed);
  });
}
