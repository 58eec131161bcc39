import { describe, expect, it } from "vitest";
import { examples } from "@/lib/domain/examples";
import { inspectionRequestSchema } from "@/lib/domain/inspection";
import type { ModelSummary } from "@/lib/domain/model";
import { draftOf, exampleDraft, firstDraft, requestFor, settingsInWords, withCapture } from "./draft";

const dense: ModelSummary = {
  id: "a.gguf",
  fileName: "a.gguf",
  sizeBytes: 1,
  modifiedAt: "2026-01-01T00:00:00.000Z",
  details: {
    name: null,
    architecture: "llama",
    quantisation: "F16",
    parameters: 1,
    shape: { layers: 1, heads: 1, width: 1, vocabulary: 1, contextLength: 1, experts: 0, expertsUsed: 0, sharedExperts: 0, leadingDenseLayers: 0, routerGate: null },
    hasChatTemplate: false,
    licence: null,
    capabilities: { attention: { available: true }, router: { available: false, reason: "dense" }, residual: { available: true }, logits: { available: true } },
    capabilitiesAre: "predicted",
    memory: { neededBytes: 1, availableBytes: 2, fits: true },
  },
  problem: null,
  isDefault: false,
  isDemo: false,
  loaded: false,
};

describe("the prompt bar's draft", () => {
  it("begins with the first example", () => {
    expect(firstDraft.prompt).toBe(examples[0]?.request.prompt);
  });

  it("makes a request that the domain accepts, for every example", () => {
    for (const example of examples) {
      const request = inspectionRequestSchema.parse(requestFor(exampleDraft(example), { ...dense, id: "b.gguf" }));
      expect(request).toMatchObject({ model: "b.gguf", prompt: example.request.prompt, mode: example.request.mode });
    }
  });

  it("comes back unchanged from the request that it made", () => {
    const draft = exampleDraft(examples[1] ?? (() => { throw new Error("no example"); })());
    const everything: ModelSummary = { ...dense, details: dense.details && { ...dense.details, capabilities: { ...dense.details.capabilities, router: { available: true } } } };
    expect(draftOf(inspectionRequestSchema.parse(requestFor(draft, everything)))).toEqual(draft);
  });

  it("does not ask a dense model for its router", () => {
    expect(requestFor(firstDraft, dense).capture).toEqual(["attention", "residual", "logits"]);
  });

  it("keeps captures in the order of the domain when one is switched", () => {
    expect(withCapture(["logits"], "attention", true)).toEqual(["attention", "logits"]);
    expect(withCapture(["attention", "logits"], "attention", false)).toEqual(["logits"]);
  });

  it("says its settings in words and leaves out what is off", () => {
    expect(settingsInWords(firstDraft)).toBe(`${firstDraft.generate} tokens · greedy`);
    expect(settingsInWords({ ...firstDraft, sampling: { temperature: 0.7, topK: 40, topP: 1, minP: 0, seed: 3 } })).toBe(
      `${firstDraft.generate} tokens · temperature 0.7 · top-k 40 · seed 3`,
    );
  });
});
