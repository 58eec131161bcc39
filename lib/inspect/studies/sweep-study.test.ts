import { afterAll, beforeAll, expect, it } from "vitest";
import { inspectionRequestSchema } from "@/lib/domain/inspection";
import { recoveredShare, sweepRequestSchema, type Sweep, type SweepRequestInput } from "@/lib/domain/sweep";
import { findInspection } from "@/lib/db/inspections";
import { listStudyParts } from "@/lib/db/studies";
import { DEMO_MODEL } from "../settings";
import { startInspection } from "../start";
import { temporaryContext } from "../testing";
import { unpackTokenTable } from "../token-table";
import { followStudy, readStudy, resumeStudy, startStudy, stopStudy } from "./studies";
import type { StudyContext } from "./study-context";
import { studyContextOf } from "./testing";

let context: StudyContext;
let remove: (() => Promise<void>) | undefined;
/** Two facts, each with the token of its answer. */
const asked: { id: string; tokens: number[]; position: number; answer: number }[] = [];

beforeAll(async () => {
  const { context: plain, remove: end } = await temporaryContext();
  remove = end;
  context = studyContextOf(plain);
  for (const country of ["France", "Italy"]) {
    const running = await startInspection(plain, inspectionRequestSchema.parse({ model: DEMO_MODEL, prompt: `The capital of ${country} is`, generate: 1 }));
    await running.finished;
    const record = await findInspection(plain.database, running.summary.id);
    const position = (record?.manifest.promptTokens ?? 0) - 1;
    const tokens = record ? unpackTokenTable(record.tokens).ids : [];
    asked.push({ id: running.summary.id, tokens, position, answer: tokens[position + 1] ?? -1 });
  }
}, 60_000);
afterAll(() => remove?.());

async function sweepOver(more: Partial<SweepRequestInput>): Promise<{ id: string; sweep: Sweep }> {
  const [own] = asked;
  const { id } = await startStudy(context, { kind: "sweep", inspection: own!.id, request: sweepRequestSchema.parse({ position: own!.position, target: own!.answer, kind: "expert-off", ...more }) });
  await context.queue.finished(id);
  return { id, sweep: await sweepOf(id) };
}

async function sweepOf(id: string): Promise<Sweep> {
  const { findings, error } = await readStudy(context, id);
  if (findings.kind !== "sweep" || !findings.result) throw new Error(`no sweep: ${JSON.stringify(error)}`);
  return findings.result;
}

it("a sweep over every expert finds the effects, exact zeros for the ones that were not chosen, and random sets of the same size", { timeout: 60_000 }, async () => {
  const { sweep } = await sweepOver({ control: { size: 2, draws: 8, seed: 3 } });
  expect(sweep).toMatchObject({ state: "complete", kind: "expert-off", columns: 16 });
  expect(sweep.own.cells).toHaveLength(sweep.layers.length * 16);
  const chosen = new Set(sweep.predicted.map(({ layer, column }) => `${layer} ${column}`));
  expect(chosen.size).toBe(sweep.layers.length * 2);
  for (const { layer, column, delta } of sweep.own.cells) if (!chosen.has(`${layer} ${column}`)) expect(delta).toBe(0);
  expect(Math.max(...sweep.own.cells.map(({ delta }) => Math.abs(delta)))).toBeGreaterThan(sweep.own.noiseFloor);
  expect(sweep.control).toMatchObject({ members: [{}, {}], pool: sweep.layers.length * 2 - 2 });
  expect(sweep.control?.draws).toHaveLength(8);
  for (const { members } of sweep.control?.draws ?? []) expect(new Set(members.map(({ layer, column }) => `${layer} ${column}`)).size).toBe(2);
});

it("a sweep over further texts tests each head's mean effect", { timeout: 60_000 }, async () => {
  const { sweep } = await sweepOver({ kind: "head-off", layers: [3, 4], prompts: ["The capital of Spain is", "The capital of Poland is"] });
  expect(sweep.others.map(({ cells }) => cells.length)).toEqual([12, 12]);
  expect(sweep.tested).toHaveLength(12);
  // Of three texts no p can be below two of eight patterns.
  for (const { p, adjusted } of sweep.tested) expect(Math.min(p, adjusted)).toBeGreaterThanOrEqual(0.25);
});

it("patching the last residual of another fact recovers all of the difference, and nothing before the texts differ is patched", { timeout: 60_000 }, async () => {
  const [own, other] = asked;
  const { sweep } = await sweepOver({ kind: "patch-residual", foil: other!.answer, source: { inspection: other!.id, position: other!.position } });
  const last = sweep.own.cells.find(({ layer, column }) => layer === sweep.layers.at(-1) && column === own!.position);
  expect(recoveredShare(sweep, last!)).toBeCloseTo(1, 4);
  expect(Math.min(...sweep.own.cells.map(({ column }) => column))).toBe(own!.tokens.findIndex((token, i) => token !== other!.tokens[i]));
});

it("a sweep that is stopped keeps its parts, and goes on from them to the same figures", { timeout: 90_000 }, async () => {
  const request = { kind: "attention-write-off" as const, layers: [0, 1, 2, 3, 4, 5] };
  const { sweep: whole } = await sweepOver(request);
  const [own] = asked;
  const { id } = await startStudy(context, { kind: "sweep", inspection: own!.id, request: sweepRequestSchema.parse({ position: own!.position, target: own!.answer, ...request, layers: [5, 4, 3, 2, 1, 0] }) });
  const follow = await followStudy(context, id);
  await new Promise<void>((resolve) => follow((event) => event.type === "kept" && resolve()));
  await stopStudy(context, id);
  const before = await listStudyParts(context.database, id);
  expect(before.length).toBeGreaterThan(0);
  await resumeStudy(context, id);
  await context.queue.finished(id);
  expect((await listStudyParts(context.database, id)).slice(0, before.length)).toEqual(before);
  expect((await sweepOf(id)).own.cells).toEqual(whole.own.cells);
});

it("a sweep that is asked for twice at once is one study", { timeout: 60_000 }, async () => {
  const [own] = asked;
  const request = sweepRequestSchema.parse({ position: own!.position, target: own!.answer, kind: "head-mean" });
  const both = await Promise.all([1, 2].map(() => startStudy(context, { kind: "sweep", inspection: own!.id, request })));
  expect(both[0]?.id).toBe(both[1]?.id);
  await context.queue.finished(both[0]?.id ?? "");
  expect((await startStudy(context, { kind: "sweep", inspection: own!.id, request })).id).toBe(both[0]?.id);
});

it.each([
  ["a position outside the text", { position: 99 }, "Position 99 lies outside of the text"],
  ["a source that is gone", { kind: "patch-ffn", source: { inspection: "11111111-1111-4111-8111-111111111111", position: 1 } }, "not there"],
  ["an expert layer that is dense", { layers: [0] }, "dense"],
] as const)("a sweep is told why it failed for %s", { timeout: 60_000 }, async (_, more, message) => {
  const [own] = asked;
  const request = sweepRequestSchema.parse({ position: own!.position, target: own!.answer, kind: "expert-off", ...more, ...("layers" in more ? { layers: [...more.layers] } : {}) });
  const { id } = await startStudy(context, { kind: "sweep", inspection: own!.id, request });
  await context.queue.finished(id);
  const { summary, error } = await readStudy(context, id);
  expect(summary.state).toBe("failed");
  expect(error?.message).toContain(message);
});
