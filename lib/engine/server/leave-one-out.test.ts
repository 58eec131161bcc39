import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { VitrineError } from "@/lib/domain/errors";
import type { LeaveOneOut, Span } from "@/lib/domain/explanation";
import type { LeaveOneOutJob, WorkProgress } from "@/lib/engine/engine";
import { referenceLogprob } from "@/scripts/reference/explain";
import { ReferenceModel } from "@/scripts/reference/model";
import { widenToFloat32 } from "@/scripts/gguf/widen";
import path from "node:path";
import { Bench, demoModel, someTokens } from "./testing/harness";

let bench: Bench;
let wide: string;
beforeAll(async () => {
  bench = await Bench.open();
  wide = path.join(bench.folder, "demo-f32.gguf");
  await widenToFloat32(demoModel, wide);
});
afterAll(() => bench?.close());

const each = (count: number): Span[] => Array.from({ length: count }, (_, from) => ({ from, to: from + 1 }));
const leaveOut = (job: Partial<LeaveOneOutJob>, onEvent: (event: WorkProgress) => void = () => undefined, signal = new AbortController().signal): Promise<LeaveOneOut> =>
  bench.worker.leaveOneOut({ modelPath: demoModel, tokens: someTokens(16), answer: [400], foil: null, spans: each(16), ...job }, onEvent, signal);
const refusal = async (work: Promise<unknown>): Promise<VitrineError> => {
  const error: unknown = await work.then(() => null, (thrown: unknown) => thrown);
  if (!(error instanceof VitrineError)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error;
};

describe("leave-one-out", () => {
  test("gives what the reference gives when it evaluates each shortened text by itself", async () => {
    const tokens = someTokens(9);
    const [answer, foil] = [[400, 555], [700]];
    const spans = [{ from: 0, to: 1 }, { from: 3, to: 4 }, { from: 2, to: 7 }, { from: 8, to: 9 }, { from: 1, to: 9 }];
    const ours = await leaveOut({ modelPath: wide, tokens, answer, foil, spans });
    const model = new ReferenceModel(demoModel);
    const [whole, wholeFoil] = [referenceLogprob(model, tokens, answer), referenceLogprob(model, tokens, foil)];
    expect(Math.abs(ours.logprob - whole)).toBeLessThan(1e-3);
    expect(Math.abs(ours.foilLogprob! - wholeFoil)).toBeLessThan(1e-3);
    spans.forEach((span, i) => {
      const rest = [...tokens.slice(0, span.from), ...tokens.slice(span.to)];
      expect(ours.spans[i]).toMatchObject(span);
      expect(Math.abs(ours.spans[i]!.delta! - (whole - referenceLogprob(model, rest, answer)))).toBeLessThan(1e-3);
      expect(Math.abs(ours.spans[i]!.foilDelta! - (wholeFoil - referenceLogprob(model, rest, foil)))).toBeLessThan(1e-3);
    });
  });

  test("of every token agrees with separate runs within the noise floor of half precision", async () => {
    const tokens = someTokens(40);
    const together = await leaveOut({ tokens, spans: each(40) });
    for (const from of [0, 1, 13, 39]) {
      const alone = await leaveOut({ tokens, spans: [{ from, to: from + 1 }] });
      expect(Math.abs(together.spans[from]!.delta! - alone.spans[0]!.delta!)).toBeLessThanOrEqual(Math.max(together.noiseFloor, 0.02));
    }
  });

  test("without another answer measures none", async () => {
    const { foilLogprob, spans, state } = await leaveOut({});
    expect(state).toBe("complete");
    expect(foilLogprob).toBeNull();
    expect(spans.map(({ foilDelta }) => foilDelta)).toEqual(spans.map(() => null));
    expect(spans.every(({ delta }) => delta !== null)).toBe(true);
  });

  test("stopped in the middle keeps what was measured and leaves the rest unmeasured", async () => {
    const stop = new AbortController();
    const tokens = someTokens(150);
    const { state, spans } = await leaveOut({ tokens, spans: each(150) }, (event) => event.type === "work" && event.done >= 64 && stop.abort(), stop.signal);
    expect(state).toBe("stopped");
    expect(spans.slice(0, 64).every(({ delta }) => delta !== null)).toBe(true);
    expect(spans.at(-1)!.delta).toBeNull();
  });

  test("refuses spans outside the text, one that covers everything, and empty answers", async () => {
    expect(await refusal(leaveOut({ spans: [{ from: 0, to: 16 }] }))).toMatchObject({ code: "bad-request", message: expect.stringContaining("covers the whole text") });
    expect(await refusal(leaveOut({ spans: [{ from: 10, to: 17 }] }))).toMatchObject({ code: "bad-request" });
    expect(await refusal(leaveOut({ spans: [{ from: 5, to: 5 }] }))).toMatchObject({ code: "bad-request" });
    expect(await refusal(leaveOut({ answer: [] }))).toMatchObject({ code: "bad-request" });
    expect(await refusal(leaveOut({ answer: [99_999] }))).toMatchObject({ code: "token-out-of-range" });
    expect(await refusal(leaveOut({ tokens: [] }))).toMatchObject({ code: "prompt-empty" });
  });
});
