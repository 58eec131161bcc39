import { expect, test } from "vitest";
import { fileStem, wrap } from "./figure-file";

test("a caption breaks between words and keeps all of them", () => {
  expect(wrap("one two three four", 9)).toEqual(["one two", "three", "four"]);
  expect(wrap("a considerably long word", 6).join(" ")).toBe("a considerably long word");
});

test("a file is named after its chart in plain letters", () => {
  expect(fileStem("Layer 1 · head 5")).toBe("layer-1-head-5");
  expect(fileStem("Où “·é” went")).toBe("ou-e-went");
  expect(fileStem("“·の”")).toBe("chart");
});
