/** How a process ended, as Node reports it. */
export interface ProcessEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Lines that native code and Node print on the way down, the most telling first. */
const tellingLines = [/GGML_ASSERT/, /what\(\):/, /terminate called/, /out of memory/i, /failed to allocate|bad_alloc/i, /^\w*Error\b/, /error/i];
const LINE_LIMIT = 300;

const signalMeanings: Partial<Record<NodeJS.Signals, string>> = {
  SIGKILL: "it was killed (SIGKILL), as the system does when memory runs out",
  SIGABRT: "it aborted itself (SIGABRT)",
  SIGSEGV: "it read memory that is not its own (SIGSEGV)",
  SIGBUS: "it read a file that became shorter, or memory that is not there (SIGBUS)",
  SIGILL: "it met an instruction that this processor does not have (SIGILL)",
  SIGTERM: "it was asked to end (SIGTERM)",
};

/** Half a sentence: how the process ended and, where its error output tells, what it said last. */
export function crashReason(end: ProcessEnd, errorOutput: string): string {
  const how = end.signal
    ? (signalMeanings[end.signal] ?? `it was ended by ${end.signal}`)
    : `it ended with exit code ${end.code ?? "unknown"}`;
  const line = tellingLine(errorOutput);
  return line ? `${how}, saying “${line}”` : how;
}

function tellingLine(errorOutput: string): string | null {
  const lines = errorOutput
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  for (const pattern of tellingLines) {
    const line = lines.findLast((candidate) => pattern.test(candidate));
    if (line) return line.length > LINE_LIMIT ? `${line.slice(0, LINE_LIMIT)}…` : line;
  }
  return null;
}
