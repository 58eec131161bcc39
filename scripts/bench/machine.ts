import { availableParallelism, cpus, totalmem, type as systemType, release } from "node:os";
import { loadLibraries } from "@/lib/engine/server/libraries";
import type { Machine } from "./results";

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
    features: [...addon.systemInfo().matchAll(/(\w+) = 1/g)].map((match) => match[1] ?? ""),
  };
}
