import { describe, expect, it } from "vitest";
import { tensorNames } from "@/lib/trace/names";
import { withCandidateTexts } from "./candidate-texts";

const model = {
  tokenBytes: (id: number) => new TextEncoder().encode(`<${id}>`),
  isControl: (id: number) => id === 7,
};
const capture = {
  tensors: [{ name: tensorNames.logitIds, dtype: "I32" as const, shape: [2, 3] }],
  read: () => Int32Array.of(12, 7, 3, 7, 12, -1).buffer,
};

describe("texts of candidates", () => {
  it("name each kept token once, in ascending order, with its bytes and whether it is a control token", () => {
    const { read } = withCandidateTexts(capture, model);
    const ids = new Int32Array(read(tensorNames.candidateIds));
    const offsets = new Int32Array(read(tensorNames.candidateOffsets));
    const bytes = new Uint8Array(read(tensorNames.candidateBytes));
    expect([...ids]).toEqual([3, 7, 12]);
    expect([...ids].map((_, i) => new TextDecoder().decode(bytes.slice(offsets[i], offsets[i + 1])))).toEqual(["<3>", "<7>", "<12>"]);
    expect([...new Uint8Array(read(tensorNames.candidateSpecial))]).toEqual([0, 1, 0]);
  });

  it("declare shapes that match what they hold, beside the tensors that were there", () => {
    const { tensors, read } = withCandidateTexts(capture, model);
    expect(tensors[0]).toEqual(capture.tensors[0]);
    for (const { name, dtype, shape } of tensors.slice(1)) expect(read(name).byteLength).toBe((shape[0] ?? 0) * (dtype === "I32" ? 4 : 1));
    expect([...new Int32Array(read(tensorNames.logitIds))]).toEqual([12, 7, 3, 7, 12, -1]);
  });

  it("are not added to a run without logits", () => {
    const bare = { tensors: [], read: capture.read };
    expect(withCandidateTexts(bare, model)).toBe(bare);
  });
});
