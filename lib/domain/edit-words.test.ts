import { expect, it } from "vitest";
import { editSentence, editsSentence, positionWords } from "./edit-words";

it("says each edit in plain words", () => {
  expect(editSentence({ kind: "expert-off", layer: 3, expert: 5, positions: "all" })).toBe("Expert 5 of layer 3 off, at every position");
  expect(editSentence({ kind: "head-off", layer: 1, head: 2, positions: [4] }, { place: () => "“ is”" })).toBe("Head 2 of layer 1 off, at “ is” (position 4)");
  expect(editSentence({ kind: "attention-block", layer: "all", head: "all", from: 3, to: 4 })).toBe("Position 4 does not read position 3, in every head of every layer");
  expect(editSentence({ kind: "attention-block", layer: 2, head: 1, from: 3, to: "all" })).toBe("No later position reads position 3, in head 1 of layer 2");
  expect(editSentence({ kind: "residual-scale", layer: 2, positions: [1, 2], factor: -0.5 })).toBe("Residual stream after layer 2 times −0.5, at positions 1 and 2");
  expect(editSentence({ kind: "residual-add", layer: 2, positions: "all", factor: 3, direction: { token: 415 } }, { token: () => "“ P”" })).toBe("Residual stream after layer 2 plus 3 × the direction of “ P”, at every position");
  expect(editSentence({ kind: "residual-patch", layer: 2, positions: "all", source: "0b5a2f0e-8d0c" })).toBe("Residual stream after layer 2 from run 0b5a2f0e, at every position");
});

it("lists few positions and counts the rest", () => {
  expect(positionWords([1, 2, 3])).toBe("at positions 1, 2 and 3");
  expect(positionWords([1, 2, 3, 4, 5, 6])).toBe("at positions 1, 2, 3, 4 and 2 more");
});

it("says the beginning of a long list", () => {
  const off = (layer: number) => ({ kind: "ffn-write-off" as const, layer, positions: "all" as const });
  expect(editsSentence([off(1), off(2)])).toBe("Feed-forward of layer 1 writes nothing, at every position; Feed-forward of layer 2 writes nothing, at every position");
  expect(editsSentence([1, 2, 3, 4, 5].map(off))).toMatch(/layer 3 writes nothing, at every position; 2 more$/);
});
