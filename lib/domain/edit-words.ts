import type { Edit } from "./edit";

/** How edits are spoken of; what is not given is named by its number. */
export interface EditNames {
  /** A position's token in quotation marks. */
  place?: ((position: number) => string) | undefined;
  /** A token of the vocabulary in quotation marks. */
  token?: ((id: number) => string) | undefined;
  /** Another run. */
  run?: ((source: string) => string) | undefined;
}

export const editKinds = [
  { kind: "expert-off", label: "Expert off", hint: "its gate is 0; the others keep theirs" },
  { kind: "expert-reroute", label: "Expert re-routed", hint: "never chosen; the next best takes its place" },
  { kind: "expert-force", label: "Expert forced", hint: "takes the place of the worst chosen one" },
  { kind: "head-off", label: "Head off", hint: "its output is 0" },
  { kind: "head-mean", label: "Head at its mean", hint: "its output is its mean over the prompt" },
  { kind: "attention-block", label: "Attention blocked", hint: "one token no longer reads another" },
  { kind: "attention-write-off", label: "Attention of a layer off", hint: "what it would write is 0" },
  { kind: "ffn-write-off", label: "Feed-forward of a layer off", hint: "with all its experts" },
  { kind: "residual-scale", label: "Residual scaled", hint: "the stream after a layer, times a factor" },
  { kind: "residual-add", label: "Residual moved", hint: "along a token’s direction, or the difference of two runs" },
  { kind: "residual-patch", label: "Residual from another run", hint: "the stream after a layer takes its values" },
] as const satisfies readonly { kind: Edit["kind"]; label: string; hint: string }[];

const LISTED = 4;

/** "at every position", "at “ is” (4)", "at positions 2, 3 and 5". */
export function positionWords(positions: "all" | readonly number[], place?: EditNames["place"]): string {
  if (positions === "all") return "at every position";
  const [only] = positions;
  if (positions.length === 1 && only !== undefined) return place ? `at ${place(only)} (position ${only})` : `at position ${only}`;
  const shown = positions.slice(0, LISTED).map(String);
  const rest = positions.length - shown.length;
  const last = rest > 0 ? `${rest} more` : (shown.pop() ?? "");
  return `at positions ${shown.join(", ")} and ${last}`;
}

const times = (factor: number): string => String(Number(factor.toPrecision(6))).replace("-", "−");

function block({ layer, head, from, to }: Extract<Edit, { kind: "attention-block" }>, place: EditNames["place"]): string {
  const name = (position: number): string => (place ? `${place(position)} (${position})` : `position ${position}`);
  const where = layer === "all" ? (head === "all" ? "in every head of every layer" : `in head ${head} of every layer`) : head === "all" ? `in every head of layer ${layer}` : `in head ${head} of layer ${layer}`;
  return `${to === "all" ? `No later position reads ${name(from)}` : `${to === from ? `${name(to)} does not read itself` : `${name(to)} does not read ${name(from)}`}`}, ${where}`.replace(/^p/, "P");
}

/** A list as one sentence's part; of a long one its beginning, and how many more there are. */
export function editsSentence(edits: readonly Edit[], names: EditNames = {}): string {
  const shown = edits.slice(0, LISTED - 1).map((edit) => editSentence(edit, names));
  return [...shown, ...(edits.length > shown.length ? [`${edits.length - shown.length} more`] : [])].join("; ");
}

/** One edit as a sentence without its full stop: "Expert 5 of layer 3 off, at every position". */
export function editSentence(edit: Edit, { place, token, run }: EditNames = {}): string {
  const at = "positions" in edit ? positionWords(edit.positions, place) : "";
  const source = (id: string): string => run?.(id) ?? `run ${id.slice(0, 8)}`;
  switch (edit.kind) {
    case "expert-off":
      return `Expert ${edit.expert} of layer ${edit.layer} off, ${at}`;
    case "expert-reroute":
      return `Expert ${edit.expert} of layer ${edit.layer} never chosen, ${at}`;
    case "expert-force":
      return `Expert ${edit.expert} of layer ${edit.layer} always chosen, ${at}`;
    case "head-off":
      return `Head ${edit.head} of layer ${edit.layer} off, ${at}`;
    case "head-mean":
      return `Head ${edit.head} of layer ${edit.layer} at its mean over the prompt, ${at}`;
    case "attention-block":
      return block(edit, place);
    case "attention-write-off":
      return `Attention of layer ${edit.layer} writes nothing, ${at}`;
    case "ffn-write-off":
      return `Feed-forward of layer ${edit.layer} writes nothing, ${at}`;
    case "residual-scale":
      return `Residual stream after layer ${edit.layer} times ${times(edit.factor)}, ${at}`;
    case "residual-add": {
      const { direction } = edit;
      const along =
        "token" in direction
          ? `the direction of ${token?.(direction.token) ?? `token ${direction.token}`}`
          : `${source(direction.plus.source)} at ${direction.plus.position} less ${source(direction.minus.source)} at ${direction.minus.position}`;
      return `Residual stream after layer ${edit.layer} plus ${times(edit.factor)} × ${along}, ${at}`;
    }
    case "residual-patch":
      return `Residual stream after layer ${edit.layer} from ${source(edit.source)}${edit.sourcePositions ? `, its positions ${edit.sourcePositions.join(", ")}` : ""}, ${at}`;
  }
}
