import { checkReport } from "@/lib/report/check";
import type { SignedReport } from "@/lib/domain/report";
import type { CheckMessage } from "./messages";

/**
 * The side of the worker, which has nothing but the data of the file. What they hold besides the item tables is taken as it is: a
 * wrong value is a mismatch of the hash and of its figure.
 */
const post = (message: CheckMessage): void => postMessage(message);

function check(text: string): void {
  try {
    const signed = JSON.parse(text) as SignedReport;
    post({ kind: "result", result: checkReport(signed, (progress) => post({ kind: "progress", progress })) });
  } catch (error) {
    post({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
}

export function setUpWorker(): void {
  addEventListener("message", (event: MessageEvent<string>) => check(event.data));
}
