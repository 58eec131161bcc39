import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeTensor } from "@/lib/trace/decode";
import { tensorNames } from "@/lib/trace/names";
import { withTrace } from "@/lib/trace/safetensors-reader";
import { randomModelKinds, writeRandomModel } from "@/scripts/gguf/random-models";
import { widenToFloat32 } from "@/scripts/gguf/widen";
import { forward } from "@/scripts/reference/forward";
import { ReferenceModel } from "@/scripts/reference/model";
import { dot, matVec } from "@/scripts/reference/operations";
import { Bench, demoModel, someTokens } from "./testing/harness";

let bench: Bench;
beforeAll(async () => {
  // Small decodes, so that the values come in several pieces.
  bench = await Bench.open({ microBatchTokens: 8 });
});
afterAll(() => bench?.close());

test.each(["the demo model", ...randomModelKinds] as const)("norms of what heads take from a token agree with the reference in %s", async (kind) => {
  const modelPath = path.join(bench.folder, `${kind}.gguf`);
  if (kind === "the demo model") await widenToFloat32(demoModel, modelPath);
  else await writeRandomModel(kind, modelPath, demoModel);
  const tokens = someTokens(18);
  const tracePath = bench.tracePath();
  await bench.worker.valueNorms({ modelPath, tokens, tracePath }, () => undefined, new AbortController().signal);
  const ours = await withTrace(tracePath, async (trace) => {
    const { dtype, bytes } = await trace.read(tensorNames.valueNorms);
    return decodeTensor(dtype, bytes);
  });
  const model = new ReferenceModel(modelPath);
  const { values } = forward(model, tokens);
  const { heads, width, layers } = model.shape;
  expect(ours).toHaveLength(layers * heads * tokens.length);
  values.forEach((layer, l) =>
    layer.forEach((perHead, token) =>
      perHead.forEach((value, head) => {
        const alone = new Float64Array(heads * value.length);
        alone.set(value, head * value.length);
        const write = matVec(model.layer(l, "attn_output.weight"), width, alone.length, alone);
        const norm = Math.sqrt(dot(write, write));
        expect(Math.abs(ours[(l * heads + head) * tokens.length + token]! - norm)).toBeLessThan(1e-3 * Math.max(1, norm));
      }),
    ),
  );
});
