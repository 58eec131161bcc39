/** A program that ends while a run is in progress: `tsx exit-in-mid-run.ts MILLISECONDS`, with code 7. */
import { loadLibraries } from "@/lib/engine/server/libraries";
import { demoModel, greedy, someTokens } from "./harness";

const { addon } = await loadLibraries();
const model = await addon.Model.load({ path: demoModel, gpuLayers: 0, useMmap: true });
void model.run({
  tokens: Int32Array.from(someTokens(400)),
  generate: 100,
  sampling: greedy,
  context: { contextTokens: 512, microBatchTokens: 64, threads: 1, flashAttention: false, kvType: "f32" },
  capture: { attention: true, router: true, residual: true, logits: true },
  onTokens: () => undefined,
});
setTimeout(() => process.exit(7), Number(process.argv[2]));
