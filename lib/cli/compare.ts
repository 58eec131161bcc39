import path from "node:path";
import type { Comparison, WordingControl } from "@/lib/domain/comparison";
import { compareTraces } from "@/lib/inspect/compare/compare-traces";
import { measureWordingControl, WORDING_DRAWS } from "@/lib/inspect/compare/wording-control";
import { UsageError, type Command, type CommandContext } from "./command";
import { requireFolderOf, writeWhole } from "./files";
import { parseFlags, required } from "./flags";
import { countInWords } from "./words";

const flags = { out: { type: "string" }, model: { type: "string" }, json: { type: "boolean", default: false } } as const;

/** The two files stand before the flags. */
function splitFiles([a, b, ...rest]: readonly string[]): { files: [string, string]; rest: string[] } {
  if (a === undefined || b === undefined || a.startsWith("--") || b.startsWith("--")) throw new UsageError("give two traces to compare, then the flags");
  return { files: [a, b], rest };
}

/** The overlap of experts beside its placebo, as means over layers. */
function routingSentences({ layers }: Comparison): string[] {
  const controls = layers.flatMap(({ routing }) => (routing?.control ? [routing.control] : []));
  const [first] = controls;
  if (!first) return [];
  const mean = (values: readonly number[]): string => (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3);
  const places = controls.flatMap(({ sameToken }) => (sameToken ? [sameToken] : []));
  const shifts = controls.flatMap(({ shifted }) => (shifted ? [shifted.mean] : []));
  return [
    `Experts in common (Jaccard, mean over layers) ${mean(controls.map(({ aligned }) => aligned))} over ${countInWords(first.pairs, "pair")} from the first difference on.`,
    places.length === 0
      ? "No token occurs twice there, so that there is no placebo."
      : `Placebo: ${countInWords(places[0]?.pairs ?? 0, "token")} have ${mean(places.map(({ aligned }) => aligned))} in their place, and ${mean(places.map(({ elsewhere }) => elsewhere))} with the same token elsewhere.`,
    ...(shifts.length === 0 ? [] : [`Floor, shifted against each other: ${mean(shifts)}.`]),
  ];
}

function report(context: CommandContext, out: string, comparison: Comparison, wording: WordingControl | null): void {
  const { pairs, firstDifferentToken, firstDifference, layers, sameSettings } = comparison;
  const moved = pairs.filter(({ topChanged }) => topChanged === true).length;
  const deltas = pairs.flatMap(({ deltaLogprob }) => (deltaLogprob === null ? [] : [Math.abs(deltaLogprob)]));
  context.print(`${countInWords(pairs.length, "token")} compared${firstDifferentToken === null ? "" : `; the first that differs is pair ${firstDifferentToken}`}.`);
  if (deltas.length > 0) context.print(`Log-probabilities move by up to ${deltas.reduce((a, b) => Math.max(a, b)).toFixed(4)}; the likeliest next token changes after ${countInWords(moved, "token")}.`);
  if (firstDifference) context.print(`The residual streams part in layer ${firstDifference.layer}, at pair ${firstDifference.pair}.`);
  else if (layers.some(({ residual }) => residual !== null)) context.print("The residual streams are equal.");
  for (const sentence of routingSentences(comparison)) context.print(sentence);
  if (wording) {
    const farther = wording.drawn.filter((share) => share <= wording.aligned).length;
    context.print(`Other words in the same places: ${farther} of ${countInWords(wording.drawn.length, "wording")} move the experts of ${countInWords(wording.tokens, "unchanged token")} as far as B’s or farther (B ${wording.aligned.toFixed(3)}, others from ${Math.min(...wording.drawn).toFixed(3)} to ${Math.max(...wording.drawn).toFixed(3)}; p ${wording.p.toFixed(2)}).`);
  }
  if (!sameSettings) context.note("The runs were evaluated with different settings: small differences may come from these.");
  context.print(`The comparison is in ${out}.`);
}

async function run(args: readonly string[], context: CommandContext): Promise<void> {
  const { files, rest } = splitFiles(args);
  const values = parseFlags(rest, flags);
  const out = required(values.out, "out");
  const file = await requireFolderOf(out);
  const [fileA, fileB] = [path.resolve(files[0]), path.resolve(files[1])];
  const comparison = await compareTraces(fileA, fileB);
  const wording =
    values.model === undefined
      ? null
      : await measureWordingControl(context.engine, { modelPath: path.resolve(required(values.model, "model")), fileA, fileB, draws: WORDING_DRAWS }, {
          job: { signal: context.signal },
          onDraw: (done, total) => context.progress(`Reading other words … ${done} of ${total}`),
        });
  context.progress("");
  await writeWhole(file, `${JSON.stringify(wording ? { ...comparison, wording } : comparison)}\n`);
  if (!values.json) return report(context, out, comparison, wording);
  const { alignment, pairs, firstDifferentToken, firstDifference, sameModel, sameSettings } = comparison;
  context.print(JSON.stringify({ out, alignment, pairs: pairs.length, firstDifferentToken, firstDifference, sameModel, sameSettings, ...(wording ? { wording: { aligned: wording.aligned, drawn: wording.drawn, p: wording.p } } : {}) }));
}

export const compareCommand: Command = {
  name: "compare",
  summary: "two traces side by side: log-probabilities, residual streams, experts and attention",
  usage: "compare A.safetensors B.safetensors --out diff.json [--model FILE] [--json]\n        every difference is B − A; with the model, B’s words are set beside other words in the same places",
  run,
};
