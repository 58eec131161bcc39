import { describe, expect, it } from "vitest";
import { columnsInSight, fitText, scrollTo, textGridFrame } from "./text-grid-layout";

const shape = { width: 654, rows: 27, columns: 512, columnCharacters: 30, cells: "text" as const };

describe("the frame of a grid of words", () => {
  it("keeps cells wide enough for a word, however many there are, and shows as many as fit", () => {
    const frame = textGridFrame(shape);
    expect(frame.cellWidth).toBeGreaterThanOrEqual(60);
    expect(frame.plotWidth).toBe(600);
    expect(frame.plotHeight).toBe(27 * frame.cellHeight);
    expect(columnsInSight(frame, 512, 0)).toEqual([0, Math.floor(600 / frame.cellWidth)]);
  });

  it("makes cells small where the whole is to be seen, and no wider than they need", () => {
    expect(textGridFrame({ ...shape, cells: "small" }).cellWidth).toBe(5);
    expect(textGridFrame({ ...shape, cells: "small", columns: 60 }).cellWidth).toBe(10);
    const few = textGridFrame({ ...shape, columns: 3 });
    expect(few.plotWidth).toBe(3 * few.cellWidth);
  });
});

describe("scrolling to a cell", () => {
  const frame = textGridFrame(shape);
  it("leaves what is in sight where it is", () => {
    expect(scrollTo({ row: 0, column: 2 }, frame, 0)).toBeNull();
  });

  it("brings what is not into the middle", () => {
    const left = scrollTo({ row: 0, column: 100 }, frame, 0) ?? 0;
    const middle = (100 + 0.5) * frame.cellWidth - left;
    expect(middle).toBeCloseTo(frame.plotWidth / 2, 0);
    expect(scrollTo({ row: 0, column: 0 }, frame, 900)).toBe(0);
  });
});

describe("text in a cell", () => {
  it("is cut with a sign that it goes on, and left out where nothing of it could be read", () => {
    expect(fitText("Paris", 62)).toBe("Paris");
    expect(fitText("Constantinople", 62)).toBe("Constan…");
    expect(fitText("Constantinople", 12)).toBe("");
  });
});
