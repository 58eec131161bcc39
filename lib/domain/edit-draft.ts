import { editSchema, type Edit } from "./edit";
import { runsText } from "./number-runs";

/** A list of edits as it is worked on: each can be off for a while. It lives in the address, so its text is short. */
export interface DraftEdit {
  edit: Edit;
  on: boolean;
}

/** Longer lists would not fit into an address; a file of edits may hold more. */
export const DRAFT_MOST = 100;
export const DRAFT_CHARACTERS = 8_000;

/**
 * Entries stand between "*", their fields between "_"; "-" before an entry: it is off. Fields are the kind, the layer, the expert or
 * head, positions ("a" for all, else "2.5-7") and what else the kind needs. All of it stays as it is in an address.
 */
const codes = {
  "expert-off": "xo",
  "expert-reroute": "xr",
  "expert-force": "xf",
  "head-off": "ho",
  "head-mean": "hm",
  "attention-block": "ab",
  "attention-write-off": "aw",
  "ffn-write-off": "fw",
  "residual-scale": "rs",
  "residual-add": "ra",
  "residual-patch": "rp",
} as const satisfies Record<Edit["kind"], string>;

const kinds = new Map<string, Edit["kind"]>((Object.keys(codes) as Edit["kind"][]).map((kind) => [codes[kind], kind]));

const formatPositions = (positions: "all" | readonly number[]): string => (positions === "all" ? "a" : runsText(positions));

const POSITIONS_MOST = 10_000;
const whole = (text: string | undefined): number => (text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : NaN);
const number = (text: string | undefined): number => (text !== undefined && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text) ? Number(text) : NaN);
const wholeOrAll = (text: string | undefined): number | "all" => (text === "a" ? "all" : whole(text));

/** Null: not a list of positions. Typed lists are read by it too, with "," in place of ".". */
export function parsePositions(text: string | undefined): "all" | number[] | null {
  if (text === "a") return "all";
  const list: number[] = [];
  for (const part of (text ?? "").split(".")) {
    const [from, to = from, ...rest] = part.split("-");
    const [first, last] = [whole(from), whole(to)];
    if (rest.length > 0 || Number.isNaN(first) || Number.isNaN(last) || last < first || list.length + last - first >= POSITIONS_MOST) return null;
    for (let position = first; position <= last; position++) list.push(position);
  }
  return list;
}

function fieldsOf(edit: Edit): (string | number)[] {
  const every = (value: number | "all"): string => (value === "all" ? "a" : String(value));
  switch (edit.kind) {
    case "expert-off":
    case "expert-reroute":
    case "expert-force":
      return [edit.layer, edit.expert, formatPositions(edit.positions)];
    case "head-off":
    case "head-mean":
      return [edit.layer, edit.head, formatPositions(edit.positions)];
    case "attention-block":
      return [every(edit.layer), every(edit.head), edit.from, every(edit.to)];
    case "attention-write-off":
    case "ffn-write-off":
      return [edit.layer, formatPositions(edit.positions)];
    case "residual-scale":
      return [edit.layer, formatPositions(edit.positions), edit.factor];
    case "residual-add": {
      const { direction } = edit;
      const where = [edit.layer, formatPositions(edit.positions), edit.factor];
      return "token" in direction ? [...where, direction.token] : [...where, ...[direction.plus, direction.minus].flatMap(({ source, position }) => [source, position])];
    }
    case "residual-patch":
      return [edit.layer, formatPositions(edit.positions), edit.source, ...(edit.sourcePositions ? [formatPositions(edit.sourcePositions)] : [])];
  }
}

/** What the fields say, as unknown to be parsed. */
function valueOf(kind: Edit["kind"], fields: readonly string[]): unknown {
  const [a, b, c, d, e, f, g] = fields;
  switch (kind) {
    case "expert-off":
    case "expert-reroute":
    case "expert-force":
      return { kind, layer: whole(a), expert: whole(b), positions: parsePositions(c) };
    case "head-off":
    case "head-mean":
      return { kind, layer: whole(a), head: whole(b), positions: parsePositions(c) };
    case "attention-block":
      return { kind, layer: wholeOrAll(a), head: wholeOrAll(b), from: whole(c), to: wholeOrAll(d) };
    case "attention-write-off":
    case "ffn-write-off":
      return { kind, layer: whole(a), positions: parsePositions(b) };
    case "residual-scale":
      return { kind, layer: whole(a), positions: parsePositions(b), factor: number(c) };
    case "residual-add": {
      const direction = fields.length === 4 ? { token: whole(d) } : { plus: { source: d, position: whole(e) }, minus: { source: f, position: whole(g) } };
      return { kind, layer: whole(a), positions: parsePositions(b), factor: number(c), direction };
    }
    case "residual-patch":
      return { kind, layer: whole(a), positions: parsePositions(b), source: c, ...(d === undefined ? {} : { sourcePositions: parsePositions(d) }) };
  }
}

/** Fields that a kind has at most, so that nothing in an address is overlooked. */
const most: Record<Edit["kind"], number> = {
  "expert-off": 3, "expert-reroute": 3, "expert-force": 3, "head-off": 3, "head-mean": 3, "attention-block": 4,
  "attention-write-off": 2, "ffn-write-off": 2, "residual-scale": 3, "residual-add": 7, "residual-patch": 4,
};

function parseEntry(text: string): DraftEdit | null {
  const on = !text.startsWith("-");
  const [code = "", ...fields] = (on ? text : text.slice(1)).split("_");
  const kind = kinds.get(code);
  if (!kind || fields.length > most[kind]) return null;
  const parsed = editSchema.safeParse(valueOf(kind, fields));
  return parsed.success ? { edit: parsed.data, on } : null;
}

/** The list in an address. `unread`: entries that are none; they are left out, and the others stand. */
export function parseDraft(text: string | undefined): { entries: DraftEdit[]; unread: number } {
  if (!text) return { entries: [], unread: 0 };
  const parts = text.split("*");
  const entries = parts.slice(0, DRAFT_MOST).flatMap((part) => parseEntry(part) ?? []);
  return { entries, unread: parts.length - entries.length };
}

/** The inverse of `parseDraft`; none for an empty list. A source's hash is left out: in the workbench a source is an inspection. */
export function formatDraft(entries: readonly DraftEdit[]): string | undefined {
  if (entries.length === 0) return undefined;
  return entries.map(({ edit, on }) => `${on ? "" : "-"}${[codes[edit.kind], ...fieldsOf(edit)].join("_")}`).join("*");
}

/** Those that are on. */
export const editsInForce = (entries: readonly DraftEdit[]): Edit[] => entries.filter(({ on }) => on).map(({ edit }) => edit);

/** Whether two lists do the same, in the same order. */
export const sameEdits = (a: readonly Edit[], b: readonly Edit[]): boolean =>
  formatDraft(a.map((edit) => ({ edit, on: true }))) === formatDraft(b.map((edit) => ({ edit, on: true })));
