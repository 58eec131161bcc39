import { describe, expect, it } from "vitest";
import type { Contributions } from "@/lib/domain/explanation";
import { componentRows, openKeys, partsOf, remainderShare, toggled, topComponents, waterfallRows } from "./build";

const contributions: Contributions = {
  embedding: 0.5,
  bias: 0,
  sigma: 1,
  attention: [
    { layer: 0, total: 1, heads: [1.5, -0.5] },
    { layer: 1, total: -2, heads: null },
  ],
  ffn: [
    { layer: 0, total: 3, experts: [], shared: null, dense: 3 },
    { layer: 1, total: 4, experts: [{ id: 7, gate: 0.6, value: 3.5 }, { id: 2, gate: null, value: -0.25 }], shared: 0.75, dense: null },
  ],
};
const parts = partsOf(contributions);
const whole = { logit: 6.501, remainder: 0.001 };
const rowsOf = (order: "layers" | "size", open: string[] = []) => waterfallRows(parts, whole, order, new Set(open), "logit of “x”");

describe("the parts of a logit", () => {
  it("follow the residual stream: embedding, then attention and feed-forward of each layer", () => {
    expect(parts.map(({ key }) => key)).toEqual(["embedding", "a0", "f0", "a1", "f1"]);
    expect(partsOf({ ...contributions, bias: 0.1 }).at(-1)?.label).toBe("output bias");
  });

  it("tell heads and experts apart where the model allows it", () => {
    expect(parts.map(({ components }) => components.length)).toEqual([0, 2, 0, 0, 3]);
    expect(parts[4]?.components.map(({ label, note, link }) => [label, note, link])).toEqual([
      ["expert 7", "gate .60", { tab: "experts", l: 1, e: 7 }],
      ["expert 2", undefined, { tab: "experts", l: 1, e: 2 }],
      ["shared experts", undefined, null],
    ]);
  });
});

describe("the waterfall", () => {
  it("starts each bar where the one before ended, and comes to the logit by way of the remainder", () => {
    const rows = rowsOf("layers");
    rows.slice(1, -1).forEach((row, i) => expect(row.from).toBe(rows[i]?.to));
    expect(rows.at(-2)).toMatchObject({ key: "remainder", from: 6.5, to: 6.501 });
    expect(rows.at(-1)).toMatchObject({ key: "logit", from: 0, to: 6.501, kind: "sum", valueText: "6.50" });
  });

  it("shows the parts of an open layer below it, within its own bar", () => {
    const rows = rowsOf("layers", ["a0"]);
    const at = rows.findIndex(({ key }) => key === "a0");
    expect(rows.slice(at, at + 3).map(({ key, from, to }) => [key, from, to])).toEqual([["a0", 0.5, 1.5], ["a0.h0", 0.5, 2], ["a0.h1", 2, 1.5]]);
    expect(rows[at + 3]).toMatchObject({ key: "f0", from: 1.5 });
  });

  it("sorts by size whatever the sign, inside open layers too, and still adds up", () => {
    const rows = rowsOf("size", ["f1"]);
    expect(rows.map(({ key }) => key)).toEqual(["f1", "f1.e7", "f1.shared", "f1.e2", "f0", "a1", "a0", "embedding", "remainder", "logit"]);
    expect(rows.find(({ key }) => key === "remainder")?.from).toBeCloseTo(6.5, 12);
  });

  it("offers to open only what has parts", () => {
    expect(rowsOf("layers").filter(({ open }) => open !== undefined).map(({ key }) => key)).toEqual(["a0", "f1"]);
    expect(rowsOf("layers").filter(({ active }) => active).map(({ key }) => key)).toEqual(["a0", "f1"]);
  });
});

describe("the largest components", () => {
  it("are single heads, experts and undivided parts of the whole model", () => {
    expect(topComponents(parts, 4).map(({ name, value }) => [name, value])).toEqual([["layer 1, expert 7", 3.5], ["layer 0 dense FFN", 3], ["layer 1 attention", -2], ["layer 0, head 0", 1.5]]);
    expect(topComponents(parts, 99).reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(6.5, 12);
  });

  it("are drawn from 0 and lead to what can be looked at", () => {
    expect(componentRows(topComponents(parts, 3)).map(({ from, to, active }) => [from, to, active])).toEqual([[0, 3.5, true], [0, 3, false], [0, -2, false]]);
  });
});

describe("which layers are open", () => {
  it("goes into the address and back", () => {
    expect(toggled(undefined, "a3")).toBe("a3");
    expect(toggled("a3", "f4")).toBe("a3.f4");
    expect(toggled("a3.f4", "a3")).toBe("f4");
    expect(toggled("f4", "f4")).toBeUndefined();
    expect([...openKeys("a3.f4")]).toEqual(["a3", "f4"]);
  });
});

describe("the remainder", () => {
  it("is a share of all that is added and taken away, however little is left of that", () => {
    expect(remainderShare(-0.0105, parts)).toBeCloseTo(0.001, 12);
    expect(remainderShare(null, parts)).toBeNull();
    expect(remainderShare(0, [])).toBeNull();
  });
});
