import { expect, it } from "vitest";
import { takingTurns } from "./corpus-study";

const text = (domain: string, id: number) => ({ id: String(id), text: "x", domain });

it("lets domains take turns, also where one has many more texts than another", () => {
  const texts = [...Array.from({ length: 6 }, (_, i) => text("a", i)), ...Array.from({ length: 2 }, (_, i) => text("b", i))];
  const turns = takingTurns(texts);
  expect(turns).toHaveLength(8);
  expect(turns.map(({ domain }) => domain).join("")).toBe("aabaaaba");
  expect(turns.filter(({ domain }) => domain === "a").map(({ id }) => id)).toEqual(["0", "1", "2", "3", "4", "5"]);
});
