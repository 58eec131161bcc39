import { describe, expect, it } from "vitest";
import { exampleRecord } from "@/lib/db/testing";
import { manifestMetadata, parseManifest } from "./manifest";

const { manifest } = exampleRecord();

describe("the manifest of a trace", () => {
  it("is read back as it was written", () => {
    expect(parseManifest(new Map(Object.entries(manifestMetadata(manifest))))).toEqual(manifest);
  });

  it.each([
    ["is missing", new Map<string, string>(), "no manifest"],
    ["is not JSON", new Map([["manifest", "{"]]), "not valid JSON"],
    ["lacks a field", new Map([["manifest", JSON.stringify({ ...manifest, promptTokens: undefined })]]), "manifest.promptTokens"],
    ["is of a later version", new Map([["manifest", JSON.stringify({ ...manifest, version: 2 })]]), "manifest.version"],
  ])("is refused, saying where, when it %s", (_, metadata, message) => {
    expect(() => parseManifest(metadata)).toThrow(expect.objectContaining({ code: "trace-unreadable", message: expect.stringContaining(message) as string }));
  });
});
