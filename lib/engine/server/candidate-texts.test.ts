import { describe, expect, it } from "vitest";
import { tensorNames } from "@/lib/trace/names";
import { withCandidateTexts } from "./candidate-texts";
import type { CapturedTensors } from "./trace-file";

const model = {
  tokenBytes: (id: number) => new TextEncoder().encode(`<${id}>`),
  isControl: (id: number) => id === 7,
};
const kept = Int32Array.of(12, 7, 3, 7, 12, -1).buffer;
function read(name: string): ArrayBuffer;
function read(name: string, into: Uint8Array): Uint8Array;
function read(_: string, into?: Uint8Array): ArrayBuffer | Uint8Array {
  into?.set(new Uint8Array(kept));
  return into ? into.subarray(0, kept.byteLength) : kept;
}
const capture = { tensors: [{ name: tensorNames.logitIds, dtype: "I32" as const, shape: [2, 3] }], read };

/** Reads by way of a buffer that held something else before, into one of its own. */
function reader(from: CapturedTensors): (name: string) => ArrayBuffer {
  const shared = new Uint8Array(64).fill(255);
  return (name) => Uint8Array.from(from.read(name, shared)).buffer;
}

describe("texts of candidates", () => {
  it("name each kept token once, in ascending order, with its bytes and whether it is a control token", () => {
    const read = reader(withCandidateTexts(capture, model));
    const ids = new Int32Array(read(tensorNames.candidateIds));
    const offsets = new Int32Array(read(tensorNames.candidateOffsets));
    const bytes = new Uint8Array(read(tensorNames.candidateBytes));
    expect([...ids]).toEqual([3, 7, 12]);
    expect([...ids].map((_, i) => new TextDecoder().decode(bytes.slice(offsets[i], offsets[i + 1])))).toEqual(["<3>", "<7>", "<12>"]);
    expect([...new Uint8Array(read(tensorNames.candidateSpecial))]).toEqual([0, 1, 0]);
  });

  it("declare shapes that match what they hold, beside the tensors that were there", () => {
    const added = withCandidateTexts(capture, model);
    const { tensors } = added;
    const read = reader(added);
    expect(tensors[0]).toEqual(capture.tensors[0]);
    for (const { name, dtype, shape } of tensors.slice(1)) expect(read(name).byteLength).toBe((shape[0] ?? 0) * (dtype === "I32" ? 4 : 1));
    expect([...new Int32Array(read(tensorNames.logitIds))]).toEqual([12, 7, 3, 7, 12, -1]);
  });

  it("are not added to a run without logits", () => {
    const bare = { tensors: [], read };
    expect(withCandidateTexts(bare, model)).toBe(bare);
  });
});
