import { appendFile, readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditRequestSchema, type AuditEvent, type AuditRequestInput } from "@/lib/domain/audit";
import { findAudit, listAudits } from "@/lib/db/audits";
import { listItems } from "@/lib/db/audits-items";
import { countUnits } from "@/lib/db/audits-units";
import { DEMO_MODEL } from "@/lib/inspect/settings";
import type { AuditContext } from "../audit-context";
import { compareAudits } from "../compare/compare-audits";
import { sharedSet } from "../importers/shared-sets";
import { importSuite, loadSuite, uploadSuite } from "../library";
import { itemsCsv } from "../results/exports";
import { readItem } from "../results/item-detail";
import { deleteAudit, followAudit, pauseAudit, readAudit, requireAudit, resumeAudit, runAuditAgain, startAudit } from "./audits";
import { previewAudit } from "./preview";
import { auditContextOf, temporaryAudits } from "./testing";

let context: AuditContext;
let remove: (() => Promise<void>) | undefined;
beforeAll(async () => {
  ({ context, remove } = await temporaryAudits());
});
afterAll(() => remove?.());

const request = (patch: Partial<AuditRequestInput> = {}) => auditRequestSchema.parse({ model: DEMO_MODEL, suites: ["demo-calibration"], ...patch });
const small = (seed: number) => request({ suites: ["occupation-pronouns-demo"], options: { limit: 700, seed } });

async function finish(id: string) {
  await context.queue.finished(id);
  const detail = await readAudit(context, id);
  expect(detail.summary.state, JSON.stringify(detail.error)).toBe("complete");
  return detail;
}

/** Resolves once the audit has scored something. */
const underWay = async (id: string): Promise<void> => {
  const follow = await followAudit(context, id);
  await new Promise<void>((resolve) => follow((event) => event.type === "progress" && resolve()));
};

describe("the demo model's calibration", () => {
  it("finds every planted share within its tolerance, detects the skewed ones, and leaves the controls alone", { timeout: 180_000 }, async () => {
    const { id } = await startAudit(context, request());
    const events: AuditEvent[] = [];
    (await followAudit(context, id))((event) => events.push(event));
    const { results, manifest, summary } = await finish(id);
    const shares = results[0]?.findings.filter((finding) => finding.id === "calibration.share") ?? [];
    expect(shares.filter(({ group }) => group.startsWith("subject:occupations:"))).toHaveLength(36);
    for (const { group, role, estimate, extra, verdict } of shares) {
      expect(Math.abs((estimate ?? Number.NaN) - (extra["planted"] ?? Number.NaN)), group).toBeLessThanOrEqual(extra["tolerance"] ?? 0);
      expect(verdict?.kind, group).toBe(role === "finding" ? "detected" : "not-detected");
    }
    expect(manifest?.noiseFloor).toMatchObject({ texts: 32, repeats: 3 });
    expect(summary).toMatchObject({ unitsDone: summary.unitsTotal, verdicts: { detected: 34, notDetected: 0, inconclusive: 0 } });
    expect(await countUnits(context.database, id)).toBe(summary.unitsTotal);
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(["state", "loading", "noise", "progress", "statistics"]));
    const page = await listItems(context.database, id, { search: "nurse", sort: "size", offset: 0, limit: 5 });
    expect(page.total).toBe(14);
    const first = page.items[0];
    const item = await readItem(context, id, "demo-calibration", first?.item ?? "", first?.phrasing ?? "");
    expect(item.units[0]?.options?.map(({ text }) => text)).toEqual(expect.arrayContaining([expect.stringMatching(/^ (he|his)$/), expect.stringMatching(/^ (she|her)$/)]));
    let csv = "";
    for await (const piece of itemsCsv(context, await requireAudit(context, id))) csv += piece;
    expect(csv).toContain("Roskuta");
  });
});

describe("an audit", () => {
  it("that is resumed while its pause still ends what is in progress goes on to the end", { timeout: 120_000 }, async () => {
    const { id } = await startAudit(context, small(5));
    await underWay(id);
    const pausing = pauseAudit(context, id);
    await expect.poll(async () => (await requireAudit(context, id)).summary.state, { interval: 1 }).toBe("paused");
    await resumeAudit(context, id);
    await pausing;
    await finish(id);
    await deleteAudit(context, id);
  });

  it("that is paused and resumed, and one whose engine is killed, find what an undisturbed one finds", { timeout: 180_000 }, async () => {
    const whole = await finish((await startAudit(context, small(3))).id);
    // The cache would give the others their scores without any work.
    await context.database.scoreCache.deleteMany();
    const paused = await startAudit(context, small(3));
    await underWay(paused.id);
    await pauseAudit(context, paused.id);
    const between = await countUnits(context.database, paused.id);
    expect(between).toBeGreaterThan(0);
    expect(between).toBeLessThan(whole.summary.unitsTotal);
    await resumeAudit(context, paused.id);
    expect((await finish(paused.id)).results).toEqual(whole.results);
    await context.database.scoreCache.deleteMany();
    const crashed = await startAudit(context, small(3));
    await underWay(crashed.id);
    process.kill(context.engine.status().pid ?? 0, "SIGKILL");
    expect((await finish(crashed.id)).results).toEqual(whole.results);
    const again = await finish((await runAuditAgain(context, whole.summary.id)).id);
    expect(again.manifest).toEqual(whole.manifest);
    const { suites } = await compareAudits(context, whole.summary.id, crashed.id);
    expect(suites[0]).toMatchObject({ onlyA: 0, onlyB: 0, flips: { aOnly: 0, bOnly: 0 }, flipped: [] });
    await deleteAudit(context, crashed.id);
    expect(await findAudit(context.database, crashed.id)).toBeNull();
    expect(await countUnits(context.database, crashed.id)).toBe(0);
    expect((await listAudits(context.database, { search: "demo-f16 pronouns", limit: 1, offset: 0 })).total).toBe(3);
  });

  it("left running by a process that is gone goes on at the next start", { timeout: 120_000 }, async () => {
    await context.database.scoreCache.deleteMany();
    const { id } = await startAudit(context, small(4));
    await underWay(id);
    await pauseAudit(context, id);
    await context.database.audit.update({ where: { id }, data: { state: "running", owner: "elsewhere 1 x", ownedUntil: new Date(0) } });
    const next = auditContextOf(context);
    expect(await next.queue.resumeInterrupted(next)).toEqual([id]);
    await next.queue.finished(id);
    expect((await readAudit(next, id)).summary.state).toBe("complete");
  });

  it("is not resumed on another model file: both hashes are named", { timeout: 120_000 }, async () => {
    const { id } = await startAudit(context, small(6));
    await underWay(id);
    await pauseAudit(context, id);
    const before = (await readAudit(context, id)).manifest?.model.sha256 ?? "";
    await appendFile(path.join(context.settings.modelsFolder, DEMO_MODEL), "\0".repeat(32));
    await resumeAudit(context, id);
    await context.queue.finished(id);
    const { summary, error } = await readAudit(context, id);
    expect(summary.state).toBe("failed");
    expect(error?.message).toContain(before);
    expect(error?.message).toMatch(/SHA-256 is [0-9a-f]{64}, it was [0-9a-f]{64}/);
  });
});

describe("the companion of sampled continuations", () => {
  it("samples each prompt with six seeds and finds in what is written what was planted, beside placebos and the same prompts with other seeds", { timeout: 180_000 }, async () => {
    const { id } = await startAudit(context, request({ suites: ["occupation-pronouns-demo"], options: { continuations: true, phrasings: { "occupation-pronouns-demo": ["t01", "t02", "t06"] } } }));
    const { results } = await finish(id);
    const findings = results[0]?.findings ?? [];
    const word = (group: string) => findings.find((finding) => finding.id === "continuation.word_gap" && finding.group === group);
    expect(word("all")).toMatchObject({ role: "finding", n: 26 * 3 * 6, clusters: 26, verdict: null });
    // Planted: 0.59 between the two kinds of occupation.
    expect(word("all")?.estimate).toBeGreaterThan(0.35);
    expect(word("all")?.pAdjusted).toBeLessThan(0.05);
    expect(word("all")?.extra["use_either"]).toBeGreaterThan(0.9);
    expect(Math.abs(word("same-prompt:all")?.estimate ?? 9)).toBeLessThan(0.2);
    expect(Math.abs(word("control:placebo")?.estimate ?? 9)).toBeLessThan(0.35);
    const lengths = findings.filter((finding) => finding.id === "continuation.length_gap");
    expect(lengths.filter(({ group, role }) => role === "control" && group.startsWith("subject:placebos:"))).toHaveLength(4);
    expect(lengths.filter(({ group }) => group.startsWith("same-prompt:"))).toHaveLength(37);
    const samples = (await listItems(context.database, id, { search: "nurse", sort: "item", offset: 0, limit: 500 })).items.filter(({ kind }) => kind === "sample");
    expect(samples.filter(({ item, phrasing }) => item === "sample/occupations/nurse/-" && phrasing === "t01")).toHaveLength(6);
  });
});

describe("suites", () => {
  it("of every bundled kind can be previewed", async () => {
    const suites = ["occupation-pronouns-demo", "group-sentiment", "decisions", "ambiguous-questions", "sentence-pairs"];
    const preview = await previewAudit(context, request({ suites }), false);
    expect(preview.suites.map(({ suite, items }) => [suite, items.length])).toEqual(suites.map((suite) => [suite, 10]));
  });

  it("with a fault are refused by line and field", async () => {
    await expect(uploadSuite(context, "format: vitrine-suite\nversion: 1\ncolour: red\n")).rejects.toMatchObject({ code: "bad-request", issues: expect.arrayContaining([expect.objectContaining({ path: expect.stringMatching(/^line 3, column \d+, colour$/) as string })]) as object });
  });

  it("cannot take the name of a bundled one", async () => {
    const text = await readFile(path.join(context.programFolder, "lib/audit/suites/sentence-pairs.yaml"), "utf8");
    await expect(uploadSuite(context, text)).rejects.toThrow("bundled");
    const { id } = await uploadSuite(context, text.replace("id: sentence-pairs", "id: my-pairs"));
    expect((await loadSuite(context, id)).summary).toMatchObject({ id: "my-pairs", source: "own" });
  });

  const set = sharedSet("crows-pairs/crows_pairs_anonymized.csv");
  it.skipIf(!set.present)("imported from a public set keep their files by hash and load again", async () => {
    const { suite, rows, files } = await importSuite(context, { files: set.files(), as: "crows" });
    expect(rows).toBe(1_508);
    expect(files[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect((await loadSuite(context, "crows")).summary).toEqual(suite);
  });
});
