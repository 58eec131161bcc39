import { VitrineError } from "@/lib/domain/errors";
import type { ModelShape } from "@/lib/domain/model";
import type { PromptMode } from "@/lib/domain/inspection";
import { effectOf, type Sweep, type SweepControl, type SweepPlace, type SweepRequest } from "@/lib/domain/sweep";
import { placeKey } from "@/lib/domain/sweep-map";
import type { Engine, JobOptions, MadeWith, SweepJob, SweepOutcome, SweepVariant, WorkProgress } from "@/lib/engine/engine";
import { seededRandom } from "@/lib/stats/random";
import { patchSource, planSweep, predictionsOf, editsOf, togetherOf, variantOf, type PatchSource } from "./plan";
import { isPlan, sweepOf, sweptText, type PlanPart, type SweepPart } from "./result";

/** What is swept over: a text up to the position asked about. */
export interface SweepSubject {
  modelPath: string;
  /** Refuses another file. */
  modelSha256?: string;
  modelBytes: number;
  tokens: number[];
  /** Of the other text, up to its position. */
  source: number[] | null;
  /** How further texts become tokens. */
  mode: PromptMode;
  /** In force anyway. */
  madeWith?: MadeWith | undefined;
}

/** Who keeps the parts: a study, or a list in memory. */
export interface SweepKeeper {
  parts(): Promise<SweepPart[]>;
  begin(done: number, total: number): Promise<void>;
  /** From here on a crash does not lose the part. */
  save(part: SweepPart, number: number, done: number): Promise<void>;
  /** A call of the engine that does the units behind `done`. */
  engine<T>(done: number, work: (options: JobOptions<WorkProgress>) => Promise<T>): Promise<T>;
}

const CALL_MOST = 256;
const CALL_LEAST = 4;
/** Model bytes × tokens evaluated that a person's run may have to wait for. */
const CALL = 64 * 100e6 * 128;

/** How many of the cells come next in one call: of the request and the model alone, so that the same sweep is cut alike anywhere. */
export function cellsPerCall(request: SweepRequest, order: readonly SweepPlace[], tokens: number, modelBytes: number): number {
  const once = request.where === "position" ? 1 : tokens;
  const budget = CALL / Math.max(1, modelBytes);
  let cost = tokens;
  let count = 0;
  for (const { column } of order.slice(0, CALL_MOST)) {
    cost += request.kind.endsWith("write-off") || request.kind.startsWith("patch") ? tokens - column : once;
    if (count >= CALL_LEAST && cost > budget) break;
    count++;
  }
  return count;
}

class Sweeper {
  private parts: SweepPart[] = [];
  private done = 0;

  constructor(
    private readonly engine: Engine,
    private readonly subject: SweepSubject,
    private readonly request: SweepRequest,
    private readonly keeper: SweepKeeper,
  ) {}

  async run(): Promise<Sweep> {
    const { request, keeper } = this;
    this.parts = await keeper.parts();
    const { shape } = await this.engine.describe(this.subject.modelPath);
    const source = this.subject.source && patchSource(this.subject.tokens, this.subject.source, request.source?.pairs);
    const plan = this.parts.find(isPlan) ?? (await this.plan(source));
    const control = request.control === null ? 0 : 1 + request.control.draws;
    this.done = this.parts.reduce((sum, part) => sum + (part.part === "cells" ? part.swept.cells.length : part.part === "control" ? control : 0), 0);
    await keeper.begin(this.done, plan.order.length * (1 + request.prompts.length) + control);

    await this.sweepText(0, this.subject.tokens, plan, source);
    if (request.control && !this.parts.some(({ part }) => part === "control")) await this.measureControl(shape, request.control);
    for (const [i, text] of request.prompts.entries()) {
      const { ids } = await this.engine.tokenize(this.subject.modelPath, { kind: "text", text, mode: this.subject.mode });
      await this.sweepText(i + 1, ids, plan, null);
    }
    const sweep = sweepOf(request, this.parts);
    if (sweep?.state !== "complete") throw new VitrineError("internal", "A sweep ended before its last cell.");
    return sweep;
  }

  private async save(part: SweepPart, units: number): Promise<void> {
    this.done += units;
    await this.keeper.save(part, this.parts.length, this.done);
    this.parts.push(part);
  }

  private job(tokens: number[], variants: SweepVariant[]): SweepJob {
    const { modelPath, modelSha256, source, madeWith } = this.subject;
    return { modelPath, ...(modelSha256 === undefined ? {} : { modelSha256 }), tokens, target: this.request.target, foil: this.request.foil, source, madeWith, variants };
  }

  /** Half a part is none: it is measured again when the sweep goes on. */
  private async measure(tokens: number[], variants: SweepVariant[]): Promise<SweepOutcome & { measured: { delta: number; foilDelta: number | null }[] }> {
    const outcome = await this.keeper.engine(this.done, (options) => this.engine.sweep(this.job(tokens, variants), options));
    const measured = outcome.variants.flatMap((variant) => (variant ? [{ delta: variant.delta, foilDelta: variant.foilDelta }] : []));
    if (measured.length < variants.length) throw new VitrineError("stopped", "Stopped; what was measured until then is kept.");
    return { ...outcome, measured };
  }

  private async plan(source: PatchSource | null): Promise<PlanPart> {
    const { request, subject, engine, keeper } = this;
    const { modelPath, modelSha256, tokens, madeWith } = subject;
    const { shape } = await engine.describe(modelPath);
    // Refuses what the model lacks before anything is evaluated.
    planSweep(request, shape, tokens, source, []);
    const { explanation } = await keeper.engine(0, (options) =>
      engine.explain(
        {
          modelPath, ...(modelSha256 === undefined ? {} : { modelSha256 }), madeWith, position: null, target: { id: request.target }, foil: request.foil === null ? null : { id: request.foil }, top: 1, lensPath: null, contributions: true,
          prompt: { kind: "tokens", ids: tokens, promptTokens: tokens.length, forcedPositions: [], text: null, mode: subject.mode, renderedPrompt: null },
        },
        options,
      ),
    );
    const predicted = predictionsOf(request.kind, explanation.contributions, request.position);
    const { layers, columns, order } = planSweep(request, shape, tokens, source, predicted);
    const { clean, source: figures } = await this.measure(tokens, []);
    const { fileName, sha256 } = explanation.model;
    const pairs = source?.alignment.pairs.map(({ a, b }) => ({ position: a, source: b })) ?? [];
    const part: PlanPart = { part: "plan", model: { fileName, sha256 }, layers, columns, order, predicted, clean, source: source && figures && { figures, pairs, alignment: source.alignment.by } };
    await this.save(part, 0);
    return part;
  }

  /** What of one text is not measured yet. */
  private async sweepText(number: number, tokens: number[], { order }: PlanPart, source: PatchSource | null): Promise<void> {
    const { request, subject } = this;
    const at = tokens.length - 1;
    let next = sweptText(this.parts, number, null)?.cells.length ?? 0;
    while (next < order.length) {
      const rest = order.slice(next);
      const places = rest.slice(0, cellsPerCall(request, rest, tokens.length, subject.modelBytes));
      const { clean, noiseFloor, measured } = await this.measure(tokens, places.map((place) => variantOf(request, place, at, source)));
      const cells = places.map((place, i) => ({ ...place, ...(measured[i] ?? { delta: NaN, foilDelta: null }) }));
      await this.save({ part: "cells", text: number, swept: { clean, noiseFloor, cells } }, cells.length);
      next += places.length;
    }
  }

  /** The strongest together, and random ones of those that did anything. */
  private async measureControl(shape: ModelShape, { size, draws, seed }: NonNullable<SweepRequest["control"]>): Promise<void> {
    const { request, subject } = this;
    const at = subject.tokens.length - 1;
    const cells = sweptText(this.parts, 0, null)?.cells ?? [];
    const active = cells.filter((cell) => effectOf(cell) !== 0).sort((a, b) => Math.abs(effectOf(b)) - Math.abs(effectOf(a)));
    // As many must be left to draw from.
    const members = togetherOf(request, active, Math.min(size, Math.floor(active.length / 2)), shape, at).map(({ layer, column }) => ({ layer, column }));
    const taken = new Set(members.map(placeKey));
    const pool = active.filter((cell) => !taken.has(placeKey(cell))).map(({ layer, column }) => ({ layer, column }));
    const random = seededRandom(seed, "sweep control");
    const drawn = Array.from({ length: draws }, () => togetherOf(request, shuffled(pool, random.below), members.length, shape, at));
    const { measured } = await this.measure(subject.tokens, [members, ...drawn].map((places) => ({ edits: editsOf(request, places, at) })));
    const [together = { delta: NaN, foilDelta: null }, ...rest] = measured;
    const control: SweepControl = { members, together, pool: pool.length, draws: drawn.map((places, i) => ({ members: places, ...(rest[i] ?? together) })) };
    await this.save({ part: "control", control }, 1 + draws);
  }
}

/** Fisher and Yates. */
function shuffled<T>(list: readonly T[], below: (bound: number) => number): T[] {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = below(i + 1);
    const [a, b] = [copy[i], copy[j]];
    if (a !== undefined && b !== undefined) [copy[i], copy[j]] = [b, a];
  }
  return copy;
}

/**
 * Measures a sweep part by part, going on from what is kept. Errors: `bad-request` for what the model lacks or a source without
 * difference, `stopped`, those of the engine.
 */
export const runSweep = (engine: Engine, subject: SweepSubject, request: SweepRequest, keeper: SweepKeeper): Promise<Sweep> => new Sweeper(engine, subject, request, keeper).run();
