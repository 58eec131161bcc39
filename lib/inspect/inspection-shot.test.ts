import { afterAll, beforeAll, expect, it } from "vitest";
import { inspectionRequestSchema } from "@/lib/domain/inspection";
import { readShot } from "./inspection-shot";
import { startInspection } from "./start";
import { temporaryContext, type TemporaryContext } from "./testing";

let temporary: TemporaryContext;
let id: string;
let withoutCaptures: string;

async function run(capture?: string[]): Promise<string> {
  const running = await startInspection(temporary.context, inspectionRequestSchema.parse({ model: "demo/demo-f16.gguf", prompt: "The capital of France is", generate: 4, ...(capture ? { capture } : {}) }));
  await running.finished;
  expect(running.story.soFar().at(-1)).toMatchObject({ type: "done" });
  return running.summary.id;
}

beforeAll(async () => {
  temporary = await temporaryContext();
  id = await run();
  withoutCaptures = await run([]);
}, 60_000);
afterAll(() => temporary.remove());

it("holds the text, and of the locked token what stood to choose from, where one head looked and which experts worked", async () => {
  const { tokens, promptTokens } = await readShot(temporary.context, id, {});
  const shot = await readShot(temporary.context, id, { t: promptTokens, l: 2, h: 1 });
  expect(shot.locked).toBe(promptTokens);
  const { candidates, attention, routing } = shot;
  const taken = candidates?.rows.find((row) => row.taken);
  // Greedy: what was taken is the likeliest, and its figure is the token's own.
  expect(candidates?.rows[0]).toBe(taken);
  expect(Math.log(taken?.probability ?? NaN)).toBeCloseTo(tokens[promptTokens]?.logprob ?? NaN, 4);
  expect((candidates?.rows.reduce((sum, { probability }) => sum + probability, 0) ?? 0) + (candidates?.rest ?? 0)).toBeCloseTo(1, 5);
  expect(attention).toMatchObject({ layer: 2, head: 1 });
  expect(attention?.weights).toHaveLength(promptTokens + 1);
  expect(attention?.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 2);
  expect(routing?.length).toBeGreaterThan(0);
  expect(routing?.every(({ chosen }) => new Set(chosen.map(({ expert }) => expert)).size === chosen.length && chosen.length > 0)).toBe(true);
});

it("holds no id, no path and nothing of the recording that is not on screen", async () => {
  const text = JSON.stringify(await readShot(temporary.context, id, { t: 6, l: 0, h: 0 }));
  expect(text).not.toContain(id);
  expect(text).not.toContain(temporary.context.settings.dataFolder);
  expect(text.length).toBeLessThan(10_000);
  expect(await readShot(temporary.context, id, { t: 100_000 })).toMatchObject({ locked: null, candidates: null, attention: null, routing: null });
});

it("says of what was not captured that it is not there", async () => {
  expect(await readShot(temporary.context, withoutCaptures, { t: 5, l: 0, h: 0 })).toMatchObject({ locked: 5, candidates: null, attention: null, routing: null });
});

it("names a head that the model has not, and an inspection that is not there", async () => {
  await expect(readShot(temporary.context, id, { t: 5, l: 99, h: 0 })).rejects.toMatchObject({ code: "bad-request" });
  await expect(readShot(temporary.context, "00000000-0000-4000-8000-000000000000", {})).rejects.toMatchObject({ code: "not-found" });
});
