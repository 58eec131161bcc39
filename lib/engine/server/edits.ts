import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { editIssues, type Edit } from "@/lib/domain/edit";
import { VitrineError } from "@/lib/domain/errors";
import type { MadeWith } from "@/lib/engine/engine";
import type { ModelShape } from "@/lib/domain/model";
import { decodeTensor } from "@/lib/trace/decode";
import { parseManifest } from "@/lib/trace/manifest";
import { tensorNames } from "@/lib/trace/names";
import { withTrace } from "@/lib/trace/safetensors-reader";
import type { EditOptions } from "@/native/index";

export interface EditContext {
  shape: ModelShape;
  modelSha256: () => Promise<string>;
  /** The longest that the text can become. */
  tokens: number;
}

export interface PreparedEdits {
  /** For the addon. */
  options: EditOptions[];
  /** For the manifest: sources by name and content, without a place on this machine. */
  recorded: Edit[];
}

type Place = { positions?: Int32Array };
const place = (positions: "all" | number[]): Place => (positions === "all" ? {} : { positions: Int32Array.from(positions) });

const wrong = (at: string, message: string): VitrineError => new VitrineError("bad-request", `Edit ${at}: ${message}.`, [{ path: `edits.${at}`, message }]);

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** The residual stream after one layer of a recorded run. */
interface Recorded {
  tokens: number;
  sha256: string;
  /** (positions, D), float32. */
  rows(positions: readonly number[]): Float32Array;
}

async function recorded(at: string, { source, sha256: wanted }: { source: string; sha256?: string | undefined }, layer: number, context: EditContext): Promise<Recorded> {
  const name = path.basename(source);
  return withTrace(source, async (trace) => {
    const { model } = parseManifest(trace.metadata);
    if (model.shape.width !== context.shape.width) throw wrong(at, `“${name}” is of a model of width ${model.shape.width}, and this one is ${context.shape.width} wide`);
    if (model.sha256 !== (await context.modelSha256())) throw wrong(at, `“${name}” was recorded with another model, “${model.fileName}”`);
    const tensor = tensorNames.residual(layer);
    if (!trace.tensors.has(tensor)) throw wrong(at, `“${name}” holds no residual stream after layer ${layer}: record it with the capture “residual”`);
    const found = await sha256(source);
    if (wanted !== undefined && wanted !== found) throw wrong(at, `“${name}” is not the file that was meant: its SHA-256 is ${found}`);
    const { dtype, shape, bytes } = await trace.read(tensor);
    const values = decodeTensor(dtype, bytes);
    const [tokens = 0, width = 0] = shape;
    if (!(values instanceof Float32Array) || width !== context.shape.width) throw wrong(at, `the residual stream in “${name}” has a shape that this program does not know`);
    return {
      tokens,
      sha256: found,
      rows: (positions) => {
        const rows = new Float32Array(positions.length * width);
        positions.forEach((position, i) => {
          if (position >= tokens) throw wrong(at, `“${name}” has ${tokens} tokens, so none at position ${position}`);
          rows.set(values.subarray(position * width, (position + 1) * width), i * width);
        });
        return rows;
      },
    };
  });
}

async function patch(at: string, edit: Extract<Edit, { kind: "residual-patch" }>, context: EditContext): Promise<{ options: EditOptions; recorded: Edit }> {
  const { layer } = edit;
  const source = await recorded(at, edit, layer, context);
  const positions = edit.positions === "all" ? Array.from({ length: source.tokens }, (_, i) => i) : edit.positions;
  return {
    options: { kind: edit.kind, layer, positions: Int32Array.from(positions), values: source.rows(edit.sourcePositions ?? positions) },
    recorded: { ...edit, source: path.basename(edit.source), sha256: source.sha256 },
  };
}

async function addition(at: string, edit: Extract<Edit, { kind: "residual-add" }>, context: EditContext): Promise<{ options: EditOptions; recorded: Edit }> {
  const { kind, layer, factor, direction } = edit;
  const where = { kind, layer, factor, ...place(edit.positions) };
  if ("token" in direction) return { options: { ...where, token: direction.token }, recorded: edit };
  const side = async (name: "plus" | "minus") => {
    const source = await recorded(`${at}.direction.${name}`, direction[name], layer, context);
    return { values: source.rows([direction[name].position]), named: { ...direction[name], source: path.basename(direction[name].source), sha256: source.sha256 } };
  };
  const [plus, minus] = [await side("plus"), await side("minus")];
  const values = plus.values.map((value, i) => value - (minus.values[i] ?? NaN));
  return { options: { ...where, values }, recorded: { ...edit, direction: { plus: plus.named, minus: minus.named } } };
}

async function prepare(at: string, edit: Edit, context: EditContext): Promise<{ options: EditOptions; recorded: Edit }> {
  switch (edit.kind) {
    case "residual-patch":
      return patch(at, edit, context);
    case "residual-add":
      return addition(at, edit, context);
    case "attention-block": {
      const { kind, layer, head, from, to } = edit;
      const options = { kind, from, ...(layer === "all" ? {} : { layer }), ...(head === "all" ? {} : { head }), ...(to === "all" ? {} : { to }) };
      return { options, recorded: edit };
    }
    default: {
      const { positions, ...rest } = edit;
      return { options: { ...rest, ...place(positions) }, recorded: edit };
    }
  }
}

/**
 * Checks edits against the model and the text, and fetches what they take from other traces. Errors: `bad-request` naming the edit and
 * what is wrong with it; `not-found` and `trace-unreadable` for a source.
 */
export async function prepareEdits(edits: readonly Edit[], context: EditContext): Promise<PreparedEdits> {
  const issues = editIssues(edits, context.shape, context.tokens);
  const [first] = issues;
  if (first) throw new VitrineError("bad-request", `Edit ${first.path}: ${first.message}.`, issues.map(({ path: at, message }) => ({ path: `edits.${at}`, message })));
  const prepared: PreparedEdits = { options: [], recorded: [] };
  for (const [i, edit] of edits.entries()) {
    const one = await prepare(String(i), edit, context);
    prepared.options.push(one.options);
    prepared.recorded.push(one.recorded);
  }
  return prepared;
}

/** What the addon takes in order to evaluate a recorded run's tokens once more with its edits. Errors: as of `prepareEdits`. */
export async function prepareMadeWith(madeWith: MadeWith | undefined, context: EditContext): Promise<{ edits: EditOptions[]; meanTokens: number }> {
  const { options } = await prepareEdits(madeWith?.edits ?? [], context);
  return { edits: options, meanTokens: madeWith?.given ?? 0 };
}
