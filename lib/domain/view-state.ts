import { z } from "zod";
import { DRAFT_CHARACTERS } from "./edit-draft";

/** What colours the token strip. */
export const stripColourSchema = z.enum(["probability", "surprisal", "entropy", "rank", "attention", "expert"]);
export const textUnitSchema = z.enum(["token", "word", "sentence"]);
export const inspectTabSchema = z.enum(["attention", "experts", "layers", "contributions", "prompt", "intervene"]);
export const headMetricSchema = z.enum(["entropy", "distance", "first", "previous", "self", "induction"]);
export type HeadMetric = z.infer<typeof headMetricSchema>;
/** What leave-one-out takes out at a time. */
export const promptPartSchema = z.enum(["token", "word", "sentence", "turn", "think", "thought", "marked"]);
export type PromptPartKind = z.infer<typeof promptPartSchema>;
export const attentionOverSchema = z.enum(["head", "layer", "rollout"]);

/** `fallback` where a link carries nonsense: a view opens in its default state rather than failing. */
const integer = z.coerce.number().int().min(0).optional().catch(undefined);
const flag = (byDefault: boolean) =>
  z
    .enum(["0", "1"])
    .transform((v) => v === "1")
    .default(byDefault)
    .catch(byDefault);

/** The whole inspector view. Lives in the URL, so that a copied link reopens exactly this; short keys, defaults left out. */
export const viewStateSchema = z.object({
  /** inspection id */
  i: z.string().max(64).optional().catch(undefined),
  /** locked token position */
  t: integer,
  tab: inspectTabSchema.default("attention").catch("attention"),
  /** layer, head, expert that are locked */
  l: integer,
  h: integer,
  e: integer,
  /** key position that is locked in an attention map, whose row is `t` */
  k: integer,
  colour: stripColourSchema.default("probability").catch("probability"),
  unit: textUnitSchema.default("token").catch("token"),
  /** prompt shown in the strip */
  prompt: flag(true),
  /** overview: map thumbnails, or one head metric */
  overview: z.enum(["maps", ...headMetricSchema.options]).default("maps").catch("maps"),
  x: headMetricSchema.default("previous").catch("previous"),
  y: headMetricSchema.default("first").catch("first"),
  /** "hide first token" in attention views */
  hide: flag(true),
  over: attentionOverSchema.default("head").catch("head"),
  detail: z.enum(["matrix", "text"]).default("matrix").catch("matrix"),
  load: z.enum(["load", "mass"]).default("load").catch("load"),
  /** tokens that expert statistics count */
  span: z.enum(["all", "prompt", "completion"]).default("all").catch("all"),
  /** what is asked about a locked token: its position, then target and foil, each empty for "as it stands" */
  ask: z.string().regex(/^\d{1,9}\.\d{0,9}\.\d{0,9}$/).optional().catch(undefined),
  /** what colours the lens */
  lens: z.enum(["probability", "entropy", "target", "rank"]).default("probability").catch("probability"),
  /** lens cells wide enough for text, or as many as fit */
  cells: z.enum(["text", "small"]).default("text").catch("text"),
  /** lines over layers: probability or its logarithm */
  lines: z.enum(["probability", "log"]).default("probability").catch("probability"),
  /** parts of a logit in the order of the layers, or by size */
  order: z.enum(["layers", "size"]).default("layers").catch("layers"),
  /** layers whose parts are shown, e.g. "a3.f4": attention of layer 3, FFN of layer 4 */
  open: z.string().regex(/^[af]\d{1,4}(\.[af]\d{1,4}){0,63}$/).optional().catch(undefined),
  /** leave-one-out: what is taken out, what is answered, and spans marked by hand as "3-5.9-9", both ends included */
  parts: promptPartSchema.default("word").catch("word"),
  answer: z.enum(["token", "all"]).default("token").catch("token"),
  marks: z.string().max(2_000).regex(/^\d+-\d+(\.\d+-\d+)*$/).optional().catch(undefined),
  /** edits that are tried out, as lib/domain/edit-draft.ts writes them */
  edits: z.string().max(DRAFT_CHARACTERS).regex(/^[\w.+*-]+$/).optional().catch(undefined),
  /** sweep: what is changed one by one, and whether at the asked position or at every one */
  sweep: z.enum(["expert-off", "expert-reroute", "head-off", "head-mean", "attention-write-off", "ffn-write-off"]).default("expert-off").catch("expert-off"),
  where: z.enum(["position", "all"]).default("position").catch("position"),
  /** layers that are swept, e.g. "0-3.5"; control: size and number of random sets, "4.20" */
  layers: z.string().max(200).regex(/^\d{1,4}(-\d{1,4})?(\.\d{1,4}(-\d{1,4})?)*$/).optional().catch(undefined),
  control: z.string().regex(/^\d{1,2}\.\d{1,3}$/).optional().catch(undefined),
  /** the locked cell of a map of layers by positions: "3.5" */
  cell: z.string().regex(/^\d{1,4}\.\d{1,7}$/).optional().catch(undefined),
  /** patching: what is taken over, the other inspection, and the position in it */
  patch: z.enum(["patch-residual", "patch-attention", "patch-ffn"]).default("patch-residual").catch("patch-residual"),
  from: z.string().max(64).optional().catch(undefined),
  fromAt: integer,
});
export type ViewState = z.infer<typeof viewStateSchema>;

export const defaultViewState: ViewState = viewStateSchema.parse({});

export function parseViewState(params: URLSearchParams): ViewState {
  return viewStateSchema.parse(Object.fromEntries(params));
}

/** The inverse of `parseViewState`: only what differs from the default, keys in schema order. */
export function formatViewState(state: ViewState): URLSearchParams {
  const params = new URLSearchParams();
  for (const key of Object.keys(viewStateSchema.shape) as (keyof ViewState)[]) {
    const value = state[key];
    if (value === undefined || value === defaultViewState[key]) continue;
    params.set(key, typeof value === "boolean" ? (value ? "1" : "0") : String(value));
  }
  return params;
}
