import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Explanation } from "@/lib/domain/explanation";
import { explanationNotebook } from "./notebook";

const word = (text: string) => Buffer.from(text).toString("base64");
const explanation: Explanation = {
  model: { fileName: "demo_*😀.gguf", sha256: "ab".repeat(32), architecture: "deepseek2", quantisation: "F16" },
  tokens: [1, 2, 3],
  promptTokens: 2,
  mode: "completion",
  position: 1,
  target: { id: 3, bytes: word(' "Zoë"\u2028\\'), logit: 2, logprob: -0.1, rank: 1 },
  foil: null,
  lens: [{ layer: 0, ids: [3], probs: [0.9], entropy: 0.4, targetLogprob: -0.1, targetRank: 1, foilLogprob: null, foilRank: null }],
  everFirst: [],
  names: [{ id: 3, bytes: word(' "Zoë"\u2028\\') }],
  contributions: null,
  logit: 2,
  remainder: null,
  checks: { lastLayerGap: 0 },
  notes: [],
  missing: { lens: null, contributions: { reason: "nodes\u2028 are \"missing\"" } },
};
const notebook = explanationNotebook({ explanation, title: "The capital [of] *France*", traceFile: "The-capital.safetensors", software: "vitrine 1" });

/** What nbformat 4.5 asks of a notebook: https://github.com/jupyter/nbformat, nbformat.v4.5.schema.json. */
const cellId = z.string().regex(/^[a-zA-Z0-9-_]+$/).min(1).max(64);
const source = z.array(z.string());
const markdownCell = z.strictObject({ cell_type: z.literal("markdown"), id: cellId, metadata: z.object({}), source });
const codeCell = z.strictObject({ cell_type: z.literal("code"), id: cellId, metadata: z.object({}), source, execution_count: z.int().nullable(), outputs: z.array(z.unknown()) });
const nbformat = z.strictObject({
  nbformat: z.literal(4),
  nbformat_minor: z.int().min(5),
  metadata: z.object({ kernelspec: z.object({ name: z.string(), display_name: z.string() }), language_info: z.object({ name: z.string() }) }),
  cells: z.array(z.discriminatedUnion("cell_type", [markdownCell, codeCell])).min(1),
});

const text = (id: string): string => notebook.cells.find((cell) => cell.id === id)?.source.join("") ?? "";

describe("the notebook of an explanation", () => {
  it("is a notebook of nbformat 4.5, with ids that are each used once", () => {
    const { cells } = nbformat.parse(JSON.parse(JSON.stringify(notebook)));
    expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
  });

  it("keeps each cell as lines of which all but the last end with a line break", () => {
    for (const { source: all } of notebook.cells) {
      expect(all.slice(0, -1).every((line) => line.endsWith("\n"))).toBe(true);
      expect(all.at(-1)).not.toMatch(/\n$/);
    }
  });

  it("holds the explanation itself, in a literal that Python reads as the same text", () => {
    const literal = /json\.loads\((".*")\)/.exec(text("explanation"))?.[1] ?? "";
    // With no escape but those of quotation marks and backslashes, a JSON string is a Python string.
    expect(literal).toMatch(/^"([\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"$/);
    expect(JSON.parse(z.string().parse(JSON.parse(literal)))).toEqual(explanation);
  });

  it("imports numpy and the standard library alone, IPython aside where it can show a picture", () => {
    const code = notebook.cells.filter(({ cell_type }) => cell_type === "code").flatMap((cell) => cell.source).join("");
    const imported = [...code.matchAll(/^\s*(?:import|from) ([\w, .]+?)(?: import .*| as .*)?$/gm)].flatMap(([, names]) => (names ?? "").split(",").map((name) => name.trim()));
    expect([...new Set(imported)].sort()).toEqual(["IPython.display", "base64", "html", "json", "math", "numpy", "struct"]);
    expect(text("load")).toContain('"The-capital.safetensors"');
  });

  it("shows names as text, whatever markup they hold", () => {
    expect(text("about")).toContain("# The capital \\[of\\] \\*France\\*");
    expect(text("about")).toContain("demo\\_\\*😀\\.gguf");
  });
});
