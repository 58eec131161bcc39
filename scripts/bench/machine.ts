import { availableParallelism, cpus, loadavg, totalmem, type as systemType, release } from "node:os";
import { loadLibraries } from "@/lib/engine/server/libraries";

export interface Machine {
  processor: string;
  cores: number;
  memoryGb: number;
  system: string;
  node: string;
  llamaCpp: string;
  /** How many programs wanted a core in the minute before: with more than a few tenths the ratios waver. */
  loadBefore: number;
  /** CPU features in use, as llama.cpp names them. */
  features: string[];
}

/** What the figures were taken on. */
export async function describeMachine(): Promise<Machine> {
  const { addon } = await loadLibraries();
  return {
    processor: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${systemType()} ${release()}`,
    node: process.versions.node,
    llamaCpp: addon.llamaCppBuild,
    loadBefore: loadavg()[0] ?? NaN,
    features: [...addon.systemInfo().matchAll(/(\w+) = 1/g)].map((match) => match[1] ?? ""),
  };
}
