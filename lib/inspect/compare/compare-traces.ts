import path from "node:path";
import type { Comparison } from "@/lib/domain/comparison";
import { VitrineError } from "@/lib/domain/errors";
import type { Manifest, TokenTable } from "@/lib/domain/inspection";
import { readTokenTable } from "@/lib/inspect/token-table";
import { decodeTensor } from "@/lib/trace/decode";
import { parseManifest } from "@/lib/trace/manifest";
import { tensorNames } from "@/lib/trace/names";
import { withTrace, type TraceReader } from "@/lib/trace/safetensors-reader";
import { align, type Pair } from "@/lib/math/align";
import { compareLayer, type LayerInBoth } from "./compare-layers";
import { differencesOf } from "./differences";
import { routingControl } from "./routing-control";

interface Run {
  /** Of the file, or what a person calls it. */
  fileName: string;
  trace: TraceReader;
  manifest: Manifest;
  table: TokenTable;
  /** The likeliest next token after each; null where logits were not recorded. */
  first: number[] | null;
}

async function openRun(fileName: string, trace: TraceReader): Promise<Run> {
  const entry = trace.tensors.get(tensorNames.logitIds);
  let first: number[] | null = null;
  if (entry) {
    const { dtype, bytes } = await trace.read(tensorNames.logitIds, ":,0");
    first = [...decodeTensor(dtype, bytes)];
  }
  return { fileName, trace, manifest: parseManifest(trace.metadata), table: await readTokenTable(trace), first };
}

const runPart = ({ fileName, manifest, table }: Run): Comparison["a"] => ({
  fileName,
  modelFileName: manifest.model.fileName,
  modelSha256: manifest.model.sha256,
  promptTokens: manifest.promptTokens,
  totalTokens: table.ids.length,
  edits: manifest.edits ?? [],
});

const difference = (a: number | null | undefined, b: number | null | undefined): number | null => (typeof a === "number" && typeof b === "number" ? b - a : null);

/** Bytes and kind: token ids mean nothing across vocabularies. */
const tokenKeys = ({ bytes, special }: TokenTable): string[] => bytes.map((each, i) => `${special[i] ? "special" : "text"} ${each}`);

function pairPart(a: Run, b: Run, keys: { a: string[]; b: string[] }, sameVocabulary: boolean) {
  return (pair: Pair): Comparison["pairs"][number] => {
    const same = keys.a[pair.a] === keys.b[pair.b];
    const comparable = sameVocabulary && a.first !== null && b.first !== null;
    return {
      ...pair,
      same,
      deltaLogprob: same ? difference(a.table.logprob[pair.a], b.table.logprob[pair.b]) : null,
      deltaEntropy: difference(a.table.entropy[pair.a], b.table.entropy[pair.b]),
      topChanged: comparable ? a.first?.[pair.a] !== b.first?.[pair.b] : null,
    };
  };
}

function firstDifference(layers: Comparison["layers"]): Comparison["firstDifference"] {
  for (const { layer, residual } of layers) {
    const pair = residual?.relative.findIndex((value) => value !== 0) ?? -1;
    if (pair >= 0) return { layer, pair };
  }
  return null;
}

/** The first pair at which anything differs; null: nothing does. */
function firstDifferentPair(pairs: Comparison["pairs"], layers: readonly LayerInBoth[]): number | null {
  const found = pairs.findIndex(
    ({ same }, i) => !same || layers.some(({ residual, routing }) => (residual?.relative[i] ?? 0) !== 0 || (routing?.routing.jaccard[i] ?? 1) < 1),
  );
  return found < 0 ? null : found;
}

async function compare(a: Run, b: Run): Promise<Comparison> {
  const keys = { a: tokenKeys(a.table), b: tokenKeys(b.table) };
  const { by, pairs } = align(keys.a, keys.b);
  if (pairs.length === 0) throw new VitrineError("bad-request", `“${a.fileName}” and “${b.fileName}” have no token in common, so there is nothing to compare.`);
  const sameVocabulary = a.manifest.model.shape.vocabulary === b.manifest.model.shape.vocabulary;
  const compared = pairs.map(pairPart(a, b, keys, sameVocabulary));
  const different = compared.findIndex(({ same }) => !same);
  const both: LayerInBoth[] = [];
  for (let layer = 0; layer < Math.min(a.manifest.model.shape.layers, b.manifest.model.shape.layers); layer++) both.push(await compareLayer(a.trace, b.trace, layer, pairs));
  const from = firstDifferentPair(compared, both);
  const layers = both.map(({ routing, ...rest }): Comparison["layers"][number] => ({
    ...rest,
    routing: routing && { ...routing.routing, control: from === null ? null : routingControl(routing.choices.a, routing.choices.b, pairs, keys, from) },
  }));
  const differs = differencesOf(a.manifest, b.manifest);
  return {
    format: "vitrine-comparison",
    version: 1,
    a: runPart(a),
    b: runPart(b),
    sameModel: a.manifest.model.sha256 === b.manifest.model.sha256,
    sameVocabulary,
    sameSettings: differs.every(({ about }) => about !== "computation"),
    differs,
    alignment: by,
    pairs: compared,
    firstDifferentToken: different < 0 ? null : different,
    firstDifference: firstDifference(layers),
    layers,
  };
}

/**
 * Two traces side by side: two prompts on one model, one prompt on two models, or one prompt with and without edits. `names`: what a
 * person calls them, by default the names of their files. Errors: `not-found`, `trace-unreadable`; `bad-request` when no token of one
 * can be aligned with one of the other.
 */
export function compareTraces(fileA: string, fileB: string, names = { a: path.basename(fileA), b: path.basename(fileB) }): Promise<Comparison> {
  return withTrace(fileA, (traceA) => withTrace(fileB, async (traceB) => compare(await openRun(names.a, traceA), await openRun(names.b, traceB))));
}
