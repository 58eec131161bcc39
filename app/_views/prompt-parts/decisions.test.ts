import { describe, expect, it } from "vitest";
import { textFigures, unsurePlaces } from "./decisions";

describe("figures along a text", () => {
  it("are in bits, and belong to the token that stands there", () => {
    const { entropy, surprisal } = textFigures({ logprob: [null, -Math.LN2, 0], entropy: [2 * Math.LN2, null, Math.LN2] });
    expect([...surprisal]).toEqual([Number.NaN, 1, -0]);
    expect([...entropy]).toEqual([Number.NaN, 2, Number.NaN]);
  });
});

describe("places where the model was unsure", () => {
  const none = new Array<boolean>(12).fill(false);

  it("are peaks above the rest of the text, most open first", () => {
    const entropy = [Number.NaN, 0.1, 0.2, 4, 0.1, 0.1, 5, 0.2, 0.1, 0.2, 0.1, 0.1];
    expect(unsurePlaces(entropy, none, 1, 5)).toEqual([6, 3]);
    expect(unsurePlaces(entropy, none, 1, 1)).toEqual([6]);
    expect(unsurePlaces(entropy, none, 5, 5)).toEqual([6]);
  });

  it("are none where every choice was settled, however much it varies", () => {
    expect(unsurePlaces([Number.NaN, 0.1, 0.9, 0.1, 0.2, 0.1, 0.1, 0.1], none, 1, 5)).toEqual([]);
  });

  it("count a plateau once and leave control tokens out", () => {
    expect(unsurePlaces([0, 0.1, 3, 3, 0.1, 0.1, 0.1, 0.1, 0.1], none, 0, 5)).toEqual([3]);
    expect(unsurePlaces([0, 0.1, 3, 0.1, 0.1, 0.1], [false, false, true, false, false, false], 0, 5)).toEqual([]);
  });
});
