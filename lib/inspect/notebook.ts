import type { Explanation } from "@/lib/domain/explanation";
import { NOTEBOOK_CHARTS, NOTEBOOK_READER } from "./notebook-code";

interface Cell {
  cell_type: "markdown" | "code";
  id: string;
  metadata: Record<string, never>;
  source: string[];
  execution_count?: null;
  outputs?: [];
}

export interface Notebook {
  nbformat: 4;
  nbformat_minor: 5;
  metadata: { kernelspec: { display_name: string; language: string; name: string }; language_info: { name: string } };
  cells: Cell[];
}

/** nbformat keeps a cell as its lines, each with its line break but the last. */
const lines = (text: string): string[] => text.trim().split(/(?<=\n)/);

const markdown = (id: string, text: string): Cell => ({ cell_type: "markdown", id, metadata: {}, source: lines(text) });
const code = (id: string, text: string): Cell => ({ cell_type: "code", id, metadata: {}, execution_count: null, outputs: [], source: lines(text) });

/** JSON in ASCII: everything else by JSON's own escapes, so that Python, too, puts both halves of a surrogate pair together. */
const asciiJson = (value: unknown): string => JSON.stringify(value).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** ASCII text as a Python string literal: JSON's escapes for it mean the same there. */
const pythonString = (text: string): string => JSON.stringify(text);

/** Text as Markdown shows it: on one line, nothing of it is markup. */
const plainMarkdown = (text: string): string => text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>()#+\-.!|$&]/g, (mark) => `\\${mark}`);

export interface NotebookSource {
  explanation: Explanation;
  /** How the run is called. */
  title: string;
  /** Name of the trace file that stands beside the notebook. */
  traceFile: string;
  software: string;
}

/**
 * An explanation as a Jupyter notebook (nbformat 4.5): it reads the run's .safetensors trace with numpy alone, holds the explanation
 * itself, checks that its parts add up, and draws the main charts as SVG without any other package.
 */
export function explanationNotebook({ explanation, title, traceFile, software }: NotebookSource): Notebook {
  const { model, position } = explanation;
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { display_name: "Python 3", language: "python", name: "python3" }, language_info: { name: "python" } },
    cells: [
      markdown(
        "about",
        `# ${plainMarkdown(title)}

Why the model predicts one token at position ${position + 1} of this run, from the token before it. Model: ${plainMarkdown(model.fileName)} (${plainMarkdown(model.architecture)}, ${plainMarkdown(model.quantisation)}), SHA-256 \`${model.sha256}\`. Made with ${plainMarkdown(software)}.

Save the run's trace as \`${traceFile.replaceAll("`", "")}\` beside this notebook (*Export as .safetensors* on the page of the run). Needs numpy; nothing else.`,
      ),
      markdown("reading", "## Reading the trace\n\nA `.safetensors` file is a length, a JSON header, and the numbers one after the other."),
      code("reader", NOTEBOOK_READER),
      code("load", `TRACE = ${pythonString(traceFile)}\ntensors, metadata = read_safetensors(TRACE)\ntokens = token_texts(tensors)\nprint(len(tokens), "tokens:", "".join(tokens)[:200])\nsorted(tensors)[:12]`),
      markdown("explained", "## The explanation\n\nAs it was exported. Logarithms are natural; contributions are parts of the logit (of the difference of two logits where two tokens are compared)."),
      code("explanation", `import json\nexplanation = json.loads(${pythonString(asciiJson(explanation))})\nassert list(tensors["tokens"]) == explanation["tokens"], "this trace belongs to another run"\nname_of = explanation_names(explanation)\ntarget, foil = explanation["target"], explanation["foil"]\nprint("target", repr(name_of(target["id"])), "log p", round(target["logprob"], 4), "rank", target["rank"])\nif foil: print("foil  ", repr(name_of(foil["id"])), "log p", round(foil["logprob"], 4), "rank", foil["rank"])`),
      markdown("checks-text", "## Checks\n\nThe parts come to the logit, and the explanation agrees with the trace about the token that was written."),
      code(
        "checks",
        `if explanation["contributions"]:
    parts = contribution_parts(explanation["contributions"])
    total = sum(value for _, value in parts)
    print("parts", round(total, 6), "logit", round(explanation["logit"], 6), "remainder", explanation["logit"] - total)
    assert abs(explanation["logit"] - total) <= 1e-3 * max(abs(target["logit"]), abs(foil["logit"]) if foil else 0)
place = explanation["position"] + 1
if place < len(tokens) and explanation["tokens"][place] == target["id"]:
    print("log p in the trace", tensors["logprob"][place], "in the explanation", target["logprob"])
    assert abs(tensors["logprob"][place] - target["logprob"]) < 0.05`,
      ),
      markdown("charts", "## Charts\n\nDrawn as SVG with the standard library."),
      code("drawing", NOTEBOOK_CHARTS),
      markdown("lens-text", "### Logit lens over layers\n\nEach layer read with the model's last step. Unreliable in early layers; its steps do not add up."),
      code("lens", `if explanation["lens"]: show(lens_chart(explanation, name_of))\nelse: print(explanation["missing"]["lens"])`),
      markdown("parts-text", "### Contributions\n\nDirect effects only: what a part wrote for later layers to build on is credited to those."),
      code("parts", `if explanation["contributions"]: show(waterfall_chart(explanation))\nelse: print(explanation["missing"]["contributions"])`),
      code("largest", `if explanation["contributions"]: show(largest_chart(explanation))`),
      markdown("text-text", "### Surprisal along the text\n\nBits; a peak is a token that the model did not expect."),
      code("text", `show(surprisal_chart(tensors, tokens, place))`),
      markdown("attention-text", "### What the strongest head read\n\nWeights of the head that adds most to the target, at the token before it. Present where the run recorded attention as whole maps."),
      code("attention", `chart = attention_chart(tensors, tokens, explanation)\nshow(chart) if chart else print("The trace holds no whole attention map for it.")`),
    ],
  };
}
