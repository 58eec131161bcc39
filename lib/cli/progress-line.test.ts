import { expect, it } from "vitest";
import { ProgressLine } from "./progress-line";

const terminal = (columns: number, isTTY = true) => {
  const written: string[] = [];
  return { written, isTTY, columns, write: (text: string) => written.push(text) };
};
/** What stays in sight after the control codes. */
const shown = (written: readonly string[]): string => written.join("").split("\r\u001b[2K").at(-1) ?? "";

it("cuts what does not fit, and takes a width of 0 for one that is not known", () => {
  const narrow = terminal(9);
  new ProgressLine(narrow).show("Reading the prompt");
  expect(shown(narrow.written)).toBe("Reading ");
  const unknown = terminal(0);
  new ProgressLine(unknown).show("Reading the prompt");
  expect(shown(unknown.written)).toBe("Reading the prompt");
});

it("leaves nothing behind, and writes nothing where there is no terminal", () => {
  const stream = terminal(80);
  const line = new ProgressLine(stream);
  line.show("Reading the prompt");
  line.clear();
  expect(shown(stream.written)).toBe("");
  const file = terminal(80, false);
  new ProgressLine(file).show("Reading the prompt");
  expect(file.written).toEqual([]);
});
