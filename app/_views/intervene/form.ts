import { editIssues, editSchema, type Edit } from "@/lib/domain/edit";
import { parsePositions } from "@/lib/domain/edit-draft";
import type { ModelShape } from "@/lib/domain/model";

/** The form as it is typed. Which fields count depends on the kind. */
export interface EditForm {
  kind: Edit["kind"];
  layer: string;
  expert: string;
  head: string;
  where: "token" | "all" | "typed";
  positions: string;
  from: string;
  to: string;
  factor: string;
  along: "token" | "runs";
  token: number | null;
  source: string;
  plusPosition: string;
  minus: string;
  minusPosition: string;
  sourcePositions: string;
}

export type FormField = "layer" | "expert" | "head" | "positions" | "from" | "to" | "factor" | "token" | "source" | "plusPosition" | "minus" | "minusPosition" | "sourcePositions" | "kind";
type Formed = { edit: Edit; errors: null } | { edit: null; errors: Partial<Record<FormField, string>> };

const uses: Record<Edit["kind"], readonly ("layer" | "expert" | "head" | "positions" | "edge" | "factor" | "direction" | "source")[]> = {
  "expert-off": ["layer", "expert", "positions"],
  "expert-reroute": ["layer", "expert", "positions"],
  "expert-force": ["layer", "expert", "positions"],
  "head-off": ["layer", "head", "positions"],
  "head-mean": ["layer", "head", "positions"],
  "attention-block": ["layer", "head", "edge"],
  "attention-write-off": ["layer", "positions"],
  "ffn-write-off": ["layer", "positions"],
  "residual-scale": ["layer", "positions", "factor"],
  "residual-add": ["layer", "positions", "factor", "direction"],
  "residual-patch": ["layer", "positions", "source"],
};
export const fieldsOf = (kind: Edit["kind"]): (typeof uses)[Edit["kind"]] => uses[kind];

/** Where the schema and `editIssues` say that something is wrong, as a field of the form. */
const fieldAt: Record<string, FormField> = {
  layer: "layer", expert: "expert", head: "head", positions: "positions", from: "from", to: "to", factor: "factor", source: "source", sourcePositions: "sourcePositions", kind: "kind",
  "direction.token": "token", "direction.plus.source": "source", "direction.plus.position": "plusPosition", "direction.minus.source": "minus", "direction.minus.position": "minusPosition",
};

const number = (text: string): number | undefined => (text.trim() === "" ? undefined : Number(text.trim().replace("−", "-").replace(",", ".")));
const all = (text: string): number | "all" | undefined => (/^(all|\*)$/i.test(text.trim()) ? "all" : number(text));
/** "2, 5-7" as positions; undefined where it is not one. */
const typed = (text: string): number[] | undefined => {
  const found = parsePositions(text.replace(/\s+/g, "").replace(/[–−]/g, "-").replaceAll(",", "."));
  return found === null || found === "all" ? undefined : found;
};

/** What to say where a field is no number, or not of its kind. */
const askFor: Record<FormField, string> = {
  layer: "Type the number of a layer.",
  expert: "Type the number of an expert.",
  head: "Type the number of a head.",
  positions: "Type positions such as “2, 5-7”, or lock a token.",
  from: "Type the position that is read.",
  to: "Type the position that reads, or “all”.",
  factor: "Type a number.",
  token: "Choose a token.",
  source: "Choose an inspection.",
  plusPosition: "Type a position of that run.",
  minus: "Choose an inspection.",
  minusPosition: "Type a position of that run.",
  sourcePositions: "Type as many positions as above, such as “2, 5-7”.",
  kind: "Choose what to change.",
};

function valueOf(form: EditForm, locked: number | undefined): unknown {
  const { kind } = form;
  const fields = uses[kind];
  const positions = form.where === "all" ? "all" : form.where === "token" ? (locked === undefined ? undefined : [locked]) : typed(form.positions);
  const sides = { plus: { source: form.source, position: number(form.plusPosition) }, minus: { source: form.minus, position: number(form.minusPosition) } };
  return {
    kind,
    layer: kind === "attention-block" ? all(form.layer) : number(form.layer),
    ...(fields.includes("expert") ? { expert: number(form.expert) } : {}),
    ...(fields.includes("head") ? { head: kind === "attention-block" ? all(form.head) : number(form.head) } : {}),
    // A missing list would mean every position: what cannot be read is an empty list instead, which is refused.
    ...(fields.includes("positions") ? { positions: positions ?? [] } : {}),
    ...(fields.includes("edge") ? { from: number(form.from), to: all(form.to) } : {}),
    ...(fields.includes("factor") ? { factor: number(form.factor) ?? NaN } : {}),
    ...(fields.includes("direction") ? { direction: form.along === "token" ? { token: form.token } : sides } : {}),
    ...(fields.includes("source") ? { source: form.source, ...(form.sourcePositions.trim() === "" ? {} : { sourcePositions: typed(form.sourcePositions) ?? [] }) } : {}),
  };
}

/** Unions are refused as a whole: the fields below are looked at one by one. */
function directionErrors(form: EditForm): Partial<Record<FormField, string>> {
  if (form.along === "token") return { token: askFor.token };
  const whole = (text: string): boolean => /^\d+$/.test(text.trim());
  return {
    ...(form.source === "" ? { source: askFor.source } : {}),
    ...(form.minus === "" ? { minus: askFor.minus } : {}),
    ...(whole(form.plusPosition) ? {} : { plusPosition: askFor.plusPosition }),
    ...(whole(form.minusPosition) ? {} : { minusPosition: askFor.minusPosition }),
  };
}

/** The edit that the form describes, checked beside those that are on already; or what is wrong, at its field. */
export function formEdit(form: EditForm, context: { locked: number | undefined; beside: readonly Edit[]; shape: ModelShape; tokens: number }): Formed {
  const parsed = editSchema.safeParse(valueOf(form, context.locked));
  if (!parsed.success) {
    const errors: Partial<Record<FormField, string>> = {};
    for (const { path } of parsed.error.issues) {
      if (path[0] === "direction") Object.assign(errors, directionErrors(form));
      else {
        const field = fieldAt[String(path[0] ?? "kind")] ?? "kind";
        errors[field] ??= askFor[field];
      }
    }
    return { edit: null, errors };
  }
  const list = [...context.beside, parsed.data];
  const wrong = editIssues(list, context.shape, context.tokens).filter(({ path }) => path.startsWith(`${list.length - 1}.`));
  const [first] = wrong;
  if (!first) return { edit: parsed.data, errors: null };
  const field = fieldAt[first.path.slice(first.path.indexOf(".") + 1)] ?? "kind";
  return { edit: null, errors: { [field]: `${first.message.charAt(0).toUpperCase()}${first.message.slice(1)}.` } };
}
