import { expect, test } from "vitest";
import { sweepRequestSchema } from "./sweep";
import { sweepTitle } from "./sweep-words";

const title = (request: object): string => sweepTitle(sweepRequestSchema.parse({ position: 5, target: 1, ...request }));
const source = { inspection: "11111111-1111-4111-8111-111111111111", position: 4 };

test("a sweep's title says what it asks and leaves out what is usual", () => {
  expect(title({ kind: "expert-off" })).toBe("Experts off");
  expect(title({ kind: "head-off", where: "all", layers: [3, 4], prompts: ["a", "b"], control: { size: 4, draws: 20, seed: 1 } })).toBe("Heads off, every position, layers 3, 4, 2 further texts, 20 random sets");
  expect(title({ kind: "patch-ffn", source })).toBe("FFN’s part patched");
  expect(title({ kind: "patch-residual", layers: [2], source: { ...source, pairs: [{ position: 4, source: 4 }] } })).toBe("Residual stream patched, layer 2, 1 position by hand");
});
