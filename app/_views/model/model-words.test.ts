import { describe, expect, it } from "vitest";
import { modelSummarySchema } from "@/lib/domain/model";
import { architectureName, modelLine, parameterCount, whyNot } from "./model-words";

const model = modelSummarySchema.parse({
  id: "a.gguf",
  fileName: "a.gguf",
  sizeBytes: 1,
  modifiedAt: "2026-01-01T00:00:00.000Z",
  details: {
    name: null,
    architecture: "deepseek2",
    quantisation: "F16",
    parameters: 8_100_000,
    shape: { layers: 6, heads: 6, width: 192, vocabulary: 2048, contextLength: 512, experts: 16, expertsUsed: 2, sharedExperts: 1, leadingDenseLayers: 1, routerGate: "sigmoid" },
    hasChatTemplate: true,
    licence: null,
    capabilities: { attention: { available: true }, router: { available: true }, residual: { available: true }, logits: { available: true } },
    capabilitiesAre: "predicted",
    memory: { neededBytes: 9e9, availableBytes: 4e9, fits: false },
  },
  problem: null,
  isDefault: true,
  isDemo: true,
  loaded: false,
});
const details = model.details;
if (!details) throw new Error("the fixture has details");

describe("models in words", () => {
  it("tells V2 from V3 by the router, which share an architecture name", () => {
    expect(architectureName(details)).toBe("DeepSeek-V3");
    expect(architectureName({ ...details, shape: { ...details.shape, routerGate: "softmax" } })).toBe("DeepSeek-V2");
    expect(architectureName({ ...details, architecture: "mamba" })).toBe("mamba");
  });

  it("writes parameters with their magnitude", () => {
    expect(parameterCount(8_100_000)).toBe("8.1\u2009M");
    expect(parameterCount(15_700_000_000)).toBe("15.7\u2009B");
    expect(parameterCount(671e9)).toBe("671\u2009B");
    expect(parameterCount(null)).toBe("size unknown");
    expect(modelLine(details)).toBe("DeepSeek-V3 architecture · 8.1\u2009M · F16");
  });

  it("gives both numbers when a model does not fit, and the reason when a file is broken", () => {
    expect(whyNot(model)).toMatch(/9\.0.GB.*4\.0.GB/);
    expect(whyNot({ ...model, details: { ...details, memory: { ...details.memory, fits: true } } })).toBeNull();
    expect(whyNot({ ...model, details: null, problem: { code: "model-unreadable", message: "The file is cut off." } })).toBe("The file is cut off.");
  });
});
