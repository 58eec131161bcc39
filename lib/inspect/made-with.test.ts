import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findInspection, type InspectionRecord } from "@/lib/db/inspections";
import type { EditInput } from "@/lib/domain/edit";
import { editedRequestSchema, inspectionRequestSchema } from "@/lib/domain/inspection";
import { explainInspection, leaveOneOutOfInspection } from "./explain";
import { madeWithOf } from "./made-with";
import type { RunningInspection } from "./running";
import { DEMO_MODEL } from "./settings";
import { branchInspection, editInspection, startInspection } from "./start";
import { temporaryContext, type TemporaryContext } from "./testing";
import { unpackTokenTable } from "./token-table";

let temporary: TemporaryContext;
let clean: InspectionRecord;
let edited: InspectionRecord;
const edits: EditInput[] = [{ kind: "head-off", layer: 4, head: 2 }, { kind: "head-mean", layer: 1, head: 0 }];

async function kept({ finished, summary }: RunningInspection): Promise<InspectionRecord> {
  await finished;
  const record = await findInspection(temporary.context.database, summary.id);
  if (!record) throw new Error("the run was not kept");
  return record;
}

beforeAll(async () => {
  temporary = await temporaryContext();
  clean = await kept(await startInspection(temporary.context, inspectionRequestSchema.parse({ model: DEMO_MODEL, prompt: "The capital of France is", generate: 6 })));
  edited = await kept(await editInspection(temporary.context, clean.summary.id, editedRequestSchema.parse({ edits })));
}, 60_000);
afterAll(() => temporary.remove());

describe("what is evaluated again of an edited run", () => {
  it("is evaluated with its edits: the explanation is of what the run itself said", async () => {
    const place = edited.manifest.promptTokens + 2;
    const own = unpackTokenTable(edited.tokens);
    const { target, contributions, remainder } = await explainInspection(temporary.context, edited.summary.id, { position: place - 1, target: null, foil: null });
    expect(target.id).toBe(own.ids[place]);
    expect(target.logprob).toBeCloseTo(own.logprob[place] ?? NaN, 2);
    expect(contributions?.attention[4]?.heads?.[2]).toBe(0);
    expect(Math.abs(remainder ?? NaN)).toBeLessThan(1e-3);
  });

  it("takes means of heads over what the run was given, also in branches of it", async () => {
    const { promptTokens } = edited.manifest;
    expect(await madeWithOf(temporary.context, clean)).toBeUndefined();
    expect(await madeWithOf(temporary.context, edited)).toMatchObject({ given: promptTokens, edits: [{ kind: "head-off" }, { kind: "head-mean" }] });
    const token = unpackTokenTable(edited.tokens).ids[promptTokens];
    const branch = await kept(await branchInspection(temporary.context, edited.summary.id, { position: promptTokens + 1, token: token ?? 0 }));
    expect(await madeWithOf(temporary.context, branch)).toMatchObject({ given: promptTokens + 2 });
  });

  it("does not leave out parts of the text, since the edits would fall elsewhere", async () => {
    const ask = leaveOneOutOfInspection(temporary.context, edited.summary.id, { position: 3, answer: { kind: "token", target: 5, foil: null }, spans: [{ from: 1, to: 2 }] });
    await expect(ask).rejects.toMatchObject({ code: "bad-request", message: expect.stringContaining("made with edits") as string });
  });
});
