import { describe, expect, it } from "vitest";
import { fileBytes, memoryBytes, pullCommand, quantisations, realModels } from "./real-models";

describe("models to fetch", () => {
  it("have file sizes from parameters times bits", () => {
    expect(fileBytes({ parameters: 8e9 }, 16)).toBe(16e9);
    const lite = realModels.find(({ name }) => name.includes("V2-Lite"));
    if (!lite) throw new Error("V2-Lite is listed");
    // Published files of 4.9 and 8.5 bits have 10.4 and 16.7 GB.
    expect(fileBytes(lite, 4.85) / 1e9).toBeGreaterThan(9);
    expect(fileBytes(lite, 4.85) / 1e9).toBeLessThan(11);
  });

  it("need more memory than their file, by the cache and buffers", () => {
    for (const model of realModels) {
      for (const { bits } of quantisations) expect(memoryBytes(model, bits)).toBeGreaterThan(fileBytes(model, bits) + 0.6e9);
    }
  });

  it("cache less per token with latent attention than a dense model of half the size", () => {
    const cached = Object.fromEntries(realModels.map(({ name, cachedPerToken }) => [name, cachedPerToken]));
    expect(cached["DeepSeek-V2-Lite-Chat"]).toBeLessThan(cached["DeepSeek-R1-Distill-Llama-8B"] ?? 0);
  });

  it("are fetched with a command that the installed downloader understands", () => {
    expect(pullCommand({ uri: "hf:someone/some-GGUF" }, "Q4_K_M")).toBe("npx --no node-llama-cpp pull --dir models hf:someone/some-GGUF:Q4_K_M");
  });
});
