import { expect, it } from "vitest";
import { align, differences, optionShares } from "./token-diff";

const words = (text: string) => text.split(" ");

it("aligns what two texts share around the edit", () => {
  expect(align(words("the old man was lost"), words("the young man was lost"))).toEqual([0, -1, 2, 3, 4]);
  expect(align(words("she was a very good nurse"), words("he was a nurse"))).toEqual([-1, 1, 2, -1, -1, 3]);
});

it("aligns nothing across texts without a shared token, and everything of equal ones", () => {
  expect(align(["a"], ["b"])).toEqual([-1]);
  expect(align(["a", "a"], ["a", "a"])).toEqual([0, 1]);
  expect(align([], ["a"])).toEqual([]);
});

it("keeps the order where tokens repeat", () => {
  const matched = align(words("a b a b c"), words("b a c"));
  const places = matched.filter((place) => place >= 0);
  expect([...places].sort((x, y) => x - y)).toEqual(places);
  expect(places).toHaveLength(3);
});

it("subtracts the other text's log-probability, and none where there is no twin or no prediction", () => {
  const own = [{ text: "the", logprob: null }, { text: "old", logprob: -2 }, { text: "man", logprob: -1 }];
  const other = [{ text: "the", logprob: null }, { text: "young", logprob: -3 }, { text: "man", logprob: -1.5 }];
  expect(differences(own, other).map((token) => token.difference)).toEqual([null, null, 0.5]);
});

it("turns log-probabilities of options into shares that add up to 1, however small they are", () => {
  expect(optionShares([{ logprob: -1000 }, { logprob: -1000 }, { logprob: null }])).toEqual([0.5, 0.5, null]);
});
