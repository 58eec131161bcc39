import { z } from "zod";
import type { ModelShape } from "./model";

/**
 * Interventions in a run: one thing inside the model is changed, and everything behind it follows. A list of them is what
 * `edits.json` holds. Layers, heads, experts and positions count from 0; a position is a token's place in the whole text.
 */

const index = z.int().nonnegative();
/** Finite in float32, in which the model computes. */
const factor = z.number().min(-3e38).max(3e38);
/** Left out: every position, those of generated tokens too. */
const positions = z.union([z.literal("all"), z.array(index).min(1).max(100_000)]).default("all");
const onExpert = { layer: index, expert: index, positions };
const onHead = { layer: index, head: index, positions };
const onLayer = { layer: index, positions };

/** A path in a request; in a manifest the file's name. With `sha256` given, another file is refused. */
const trace = { source: z.string().min(1).max(4_000), sha256: z.string().regex(/^[0-9a-f]{64}$/).optional() };
/** One residual vector of a recorded run. */
const traceVector = z.strictObject({ ...trace, position: index });

/** What the residual stream is moved along: a token's row of the output matrix, or the difference of two recorded residuals after the edit's layer. */
const direction = z.union([z.strictObject({ token: index }), z.strictObject({ plus: traceVector, minus: traceVector })]);

export const editSchema = z.discriminatedUnion("kind", [
  /** Its gate is 0; the other chosen experts keep theirs. */
  z.strictObject({ kind: z.literal("expert-off"), ...onExpert }),
  /** Never chosen: the next best takes its place, and gates follow. */
  z.strictObject({ kind: z.literal("expert-reroute"), ...onExpert }),
  /** Chosen in place of the worst of the chosen, with the gate that its score gives. */
  z.strictObject({ kind: z.literal("expert-force"), ...onExpert }),
  /** Its output is 0 before the output matrix. */
  z.strictObject({ kind: z.literal("head-off"), ...onHead }),
  /** Its output is its mean over the prompt, taken from a run without edits. */
  z.strictObject({ kind: z.literal("head-mean"), ...onHead }),
  /**
   * Position `to` does not read position `from`; the other weights of its row share the rest. "all": no position behind `from`
   * reads it.
   */
  z.strictObject({
    kind: z.literal("attention-block"),
    layer: z.union([z.literal("all"), index]).default("all"),
    head: z.union([z.literal("all"), index]).default("all"),
    from: index,
    to: z.union([z.literal("all"), index]),
  }),
  /** What attention, or the feed-forward with all its experts, would add to the residual stream is 0. */
  z.strictObject({ kind: z.literal("attention-write-off"), ...onLayer }),
  z.strictObject({ kind: z.literal("ffn-write-off"), ...onLayer }),
  /** The residual stream after the layer, times `factor`. */
  z.strictObject({ kind: z.literal("residual-scale"), ...onLayer, factor }),
  /** The residual stream after the layer, plus `factor` times the direction. */
  z.strictObject({ kind: z.literal("residual-add"), ...onLayer, factor: factor.default(1), direction }),
  /**
   * The residual stream after the layer is that of another run of the same model. `sourcePositions` stand in the order of `positions`;
   * left out, they are the same. "all": as many positions as the source has.
   */
  z.strictObject({ kind: z.literal("residual-patch"), ...onLayer, ...trace, sourcePositions: z.array(index).min(1).optional() }),
]);
export type Edit = z.infer<typeof editSchema>;
export type EditInput = z.input<typeof editSchema>;

export const EDITS_MOST = 1_000;
export const editListSchema = z.array(editSchema).max(EDITS_MOST, `at most ${EDITS_MOST} edits`);

interface EditIssue {
  /** e.g. "0.expert": the place in the list. */
  path: string;
  message: string;
}

const below = (value: number, count: number, what: string): string | null =>
  value < count ? null : `${what} ${value} does not exist: this model has ${count} ${what}${count === 1 ? "" : "s"}, counted from 0`;

type ExpertEdit = Extract<Edit, { expert: number }>;
const isExpertEdit = (edit: Edit): edit is ExpertEdit => "expert" in edit;

function expertIssue(edit: ExpertEdit, shape: ModelShape): [string, string] | null {
  if (shape.experts === 0) return ["kind", "this model has no experts"];
  if (edit.layer < shape.leadingDenseLayers) return ["layer", `layer ${edit.layer} is dense: it has no experts`];
  const wrong = below(edit.expert, shape.experts, "expert");
  return wrong === null ? null : ["expert", wrong];
}

/** What is wrong with one edit by itself: the field and a sentence's middle. */
function ownIssues(edit: Edit, shape: ModelShape, tokens: number): [string, string][] {
  const found: [string, string][] = [];
  const check = (field: string, message: string | null): unknown => message !== null && found.push([field, message]);
  if (edit.layer !== "all") check("layer", below(edit.layer, shape.layers, "layer"));
  if ("head" in edit && edit.head !== "all") check("head", below(edit.head, shape.heads, "head"));
  const expert = found.length === 0 && isExpertEdit(edit) ? expertIssue(edit, shape) : null;
  if (expert) found.push(expert);
  const outside = (position: number): string | null => (position < tokens ? null : `position ${position} lies behind the text, which has at most ${tokens} tokens`);
  if ("positions" in edit && edit.positions !== "all") check("positions", edit.positions.map(outside).find((message) => message !== null) ?? null);
  if (edit.kind === "attention-block") {
    check("from", outside(edit.from));
    if (edit.to !== "all") check("to", outside(edit.to) ?? (edit.to < edit.from ? `position ${edit.to} cannot read position ${edit.from}, which comes after it` : null));
  }
  if (edit.kind === "residual-add" && "token" in edit.direction) check("direction.token", below(edit.direction.token, shape.vocabulary, "token"));
  if (edit.kind === "residual-patch" && edit.sourcePositions && (edit.positions === "all" || edit.positions.length !== edit.sourcePositions.length))
    found.push(["sourcePositions", "“sourcePositions” needs as many “positions”"]);
  return found;
}

/** Distinct experts that edits of a kind name at each position of a layer: the most at any position. */
function mostTogether(edits: readonly ExpertEdit[]): number {
  const everywhere = new Set(edits.filter((edit) => edit.positions === "all").map((edit) => edit.expert));
  const at = new Map<number, Set<number>>();
  for (const edit of edits) {
    if (edit.positions === "all") continue;
    for (const position of edit.positions) at.set(position, (at.get(position) ?? new Set(everywhere)).add(edit.expert));
  }
  return Math.max(everywhere.size, ...[...at.values()].map((set) => set.size));
}

const overlap = (a: ExpertEdit, b: ExpertEdit): boolean => {
  const { positions: ours } = a;
  const { positions: theirs } = b;
  return ours === "all" || theirs === "all" || ours.some((position) => theirs.includes(position));
};

/** What is wrong with the edits of experts together. */
function choiceIssues(edits: readonly Edit[], shape: ModelShape): EditIssue[] {
  const issues: EditIssue[] = [];
  for (let layer = shape.leadingDenseLayers; layer < shape.layers; layer++) {
    const there = edits.filter(isExpertEdit).filter((edit) => edit.layer === layer);
    const [never, always] = [there.filter(({ kind }) => kind === "expert-reroute"), there.filter(({ kind }) => kind === "expert-force")];
    const path = (edit: ExpertEdit): string => `${edits.indexOf(edit)}.expert`;
    const [lastNever, lastAlways] = [never.at(-1), always.at(-1)];
    const [away, forced] = [mostTogether(never), mostTogether(always)];
    if (lastNever && shape.experts - away < shape.expertsUsed)
      issues.push({ path: path(lastNever), message: `re-routing ${away} of ${shape.experts} experts in layer ${layer} leaves fewer than the ${shape.expertsUsed} that each token needs` });
    if (lastAlways && forced > shape.expertsUsed)
      issues.push({ path: path(lastAlways), message: `${forced} experts are forced in layer ${layer}, and each token uses ${shape.expertsUsed}` });
    const both = always.find((edit) => never.some((other) => other.expert === edit.expert && overlap(edit, other)));
    if (both) issues.push({ path: path(both), message: `expert ${both.expert} of layer ${layer} is forced and re-routed at once` });
  }
  return issues;
}

/** A row of attention needs one key at least. */
function rowIssues(edits: readonly Edit[]): EditIssue[] {
  const blocks = edits.filter((edit) => edit.kind === "attention-block");
  return blocks.flatMap((edit) => {
    const { to } = edit;
    if (to === "all") return [];
    const meets = (a: number | "all", b: number | "all"): boolean => a === "all" || b === "all" || a === b;
    // Taken together where they meet, so that it errs on the safe side for blocks of single heads beside blocks of all.
    const keys = new Set(blocks.filter((other) => meets(other.layer, edit.layer) && meets(other.head, edit.head) && (other.to === to || (other.to === "all" && other.from < to))).map((other) => other.from));
    return keys.size > to ? [{ path: `${edits.indexOf(edit)}.to`, message: `position ${to} has nothing left to read` }] : [];
  });
}

/** Everything that makes a list of edits impossible for a model and a text of at most `tokens` tokens. Empty: nothing. */
export function editIssues(edits: readonly Edit[], shape: ModelShape, tokens: number): EditIssue[] {
  const own = edits.flatMap((edit, i) => ownIssues(edit, shape, tokens).map(([field, message]) => ({ path: `${i}.${field}`, message })));
  return own.length > 0 ? own : [...choiceIssues(edits, shape), ...rowIssues(edits)];
}
