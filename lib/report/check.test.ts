import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import vm from "node:vm";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signedReportSchema, type Report, type SignedReport } from "@/lib/domain/report";
import { canonicalJson } from "./canonical-json";
import { checkReport, checkSeal, isMatch } from "./check";
import { sha256Hex } from "./digest/sha256";
import { seal, sealWithText } from "./seal";
import { exampleReport, rowsOfEveryKind } from "./testing";

let dataFolder = "";
beforeAll(async () => {
  dataFolder = await mkdtemp(path.join(tmpdir(), "vitrine-seal-"));
});
afterAll(() => rm(dataFolder, { recursive: true, force: true }));

type Step = string | number;
interface Place {
  steps: Step[];
  value: number;
}

/** Every number below a value, with the way there. */
function numbersIn(value: unknown, steps: Step[] = []): Place[] {
  if (typeof value === "number") return [{ steps, value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => numbersIn(child, [...steps, Array.isArray(value) ? Number(key) : key]));
}

/** A copy in which the number at that place is another one. */
function changed(report: Report, { steps, value }: Place): Report {
  const copy: unknown = structuredClone(report);
  let parent = copy as Record<Step, unknown>;
  for (const step of steps.slice(0, -1)) parent = parent[step] as Record<Step, unknown>;
  parent[steps.at(-1) ?? ""] = Number.isInteger(value) ? value + 1 : value * (1 + 1e-9);
  return copy as Report;
}

const rehashed = (report: Report): SignedReport => ({ report, sha256: sha256Hex(canonicalJson(report)), signature: null });
/** Without parts that two places share. */
const example = (): Report => JSON.parse(canonicalJson(exampleReport(rowsOfEveryKind(8), { resamples: 20 }))) as Report;
const report = example();
const all = numbersIn(report);
const inFindings = all.filter(({ steps }) => steps.includes("findings"));
const inTables = all.filter(({ steps }) => steps.includes("tables"));

describe("the check of a report", () => {
  it("finds nothing in one that is as it was made, signed or not, and after it travelled", async () => {
    const signed = await seal(report, { dataFolder });
    const back = signedReportSchema.parse(JSON.parse(canonicalJson(signed)));
    const progress: string[] = [];
    const result = checkReport(back, ({ suite, done, total }) => progress.push(`${suite ?? "end"} ${done}/${total}`));
    expect(result).toEqual({ hash: "match", signature: "valid", notChecked: [], figures: result.figures, mismatches: [] });
    expect(result.figures).toBeGreaterThan(500);
    expect(progress).toEqual(["example 0/1", "end 1/1"]);
    expect(checkSeal(rehashed(report))).toEqual({ hash: "match", signature: "none" });
  });

  it("catches a change of any number by the hash, and by the signature where the hash was made anew", async () => {
    const small = JSON.parse(canonicalJson(exampleReport(rowsOfEveryKind(3), { resamples: 10 }))) as Report;
    const numbers = numbersIn(small);
    const signed = await seal(small, { dataFolder });
    expect(numbers.length).toBeGreaterThan(1_000);
    for (const place of numbers) {
      const tampered = changed(small, place);
      expect(checkSeal({ ...signed, report: tampered }).hash, place.steps.join(".")).toBe("mismatch");
    }
    // The signature is over the hash: that each hash differs is what matters. Verified on a few, since each takes ten milliseconds.
    for (const place of numbers.filter((_, i) => i % 100 === 0)) {
      const tampered = changed(small, place);
      expect(checkSeal({ report: tampered, sha256: sha256Hex(canonicalJson(tampered)), signature: signed.signature })).toEqual({ hash: "match", signature: "invalid" });
    }
  }, 120_000);

  it("computes every number of the findings again: each that was changed is named, even with a hash made anew", () => {
    expect(inFindings.length).toBeGreaterThan(500);
    const findings = report.audits[0]?.suites[0]?.findings ?? [];
    const fields = new Set<string>();
    for (const place of inFindings) {
      const result = checkReport(rehashed(changed(report, place)));
      const finding = findings[Number(place.steps[5])];
      expect(isMatch(result), place.steps.join(".")).toBe(false);
      expect(result.mismatches.map(({ metric, group }) => `${metric} ${group}`), place.steps.join(".")).toEqual([`${finding?.id} ${finding?.group}`]);
      fields.add(place.steps.slice(6).filter((step) => typeof step === "string").join("."));
    }
    for (const field of ["n", "clusters", "estimate", "ci", "p", "pAdjusted", "mde.value", "effect.value", "standardError", "smallestP", "family.size"]) expect(fields).toContain(field);
  }, 120_000);

  it("notices most cells of the item table in the findings; all others are the hash's to notice", () => {
    const places = inTables.filter(({ steps }) => steps.at(-2) === "values");
    let noticed = 0;
    for (const place of places) {
      const tampered = changed(report, place);
      const caught = (() => {
        try {
          return !isMatch(checkReport(rehashed(tampered)));
        } catch {
          return true; // refused as no row of its kind
        }
      })();
      noticed += Number(caught);
      expect(checkSeal({ ...rehashed(report), report: tampered }).hash).toBe("mismatch");
    }
    expect(noticed / places.length).toBeGreaterThan(0.5);
  }, 120_000);

  it.each(["seed", "resamples", "permutations", "level", "alpha", "power"] as const)("notices another %s in the manifest", (name) => {
    const tampered = structuredClone(report);
    const statistics = tampered.audits[0]?.manifest.statistics;
    if (statistics) statistics[name] = name === "level" || name === "alpha" || name === "power" ? statistics[name] * 0.9 : statistics[name] + 1;
    expect(checkReport(rehashed(tampered)).mismatches.length).toBeGreaterThan(0);
  });

  it("notices another verdict, a finding that was dropped and one that was added", () => {
    const [finding] = report.audits[0]?.suites[0]?.findings ?? [];
    const withFindings = (change: (findings: Report["audits"][0]["suites"][0]["findings"]) => Report["audits"][0]["suites"][0]["findings"]) => {
      const copy = structuredClone(report);
      const suite = copy.audits[0]?.suites[0];
      if (suite) suite.findings = change(suite.findings);
      return checkReport(rehashed(copy)).mismatches;
    };
    const verdict = withFindings((findings) => findings.map((one, i) => (i === 0 ? { ...one, verdict: { kind: "detected" } } : one)));
    expect(verdict.map(({ metric }) => metric)).toEqual(verdict.map(() => finding?.id));
    expect(verdict.map(({ figure }) => figure)).toContain(`verdict: stated “detected”, computed “${finding?.verdict?.kind}”`);
    expect(withFindings((findings) => findings.slice(1))).toEqual([expect.objectContaining({ figure: "computed from the items, but not stated" })]);
    expect(withFindings((findings) => [...findings, { ...findings[0]!, group: "category:made-up" }])).toEqual([expect.objectContaining({ figure: "stated, but not computed from the items", match: false })]);
    expect(withFindings((findings) => [...findings, findings[0]!])).toHaveLength(1);
  });

  it("says which suites hold no items to compute from", () => {
    const aggregates = exampleReport(rowsOfEveryKind(6), { patch: { tables: null, profile: "aggregates" } });
    expect(checkReport(rehashed(aggregates))).toMatchObject({ hash: "match", figures: 0, notChecked: [{ suite: "example", reason: expect.stringContaining("findings only") as string }] });
  });

  it("takes no key's signature for another's, nor a broken one", async () => {
    const signed = await seal(report, { dataFolder });
    const { publicKey } = generateKeyPairSync("ed25519");
    const other = publicKey.export({ type: "spki", format: "der" }).subarray(-32).toString("base64url");
    const withSignature = (patch: object) => checkSeal({ ...signed, signature: { ...signed.signature!, ...patch } }).signature;
    expect(withSignature({})).toBe("valid");
    expect(withSignature({ publicKey: other })).toBe("invalid");
    expect(withSignature({ signature: "" })).toBe("invalid");
    expect(withSignature({ signature: "<script>" })).toBe("invalid");
    expect(withSignature({ signature: "A" })).toBe("invalid");
    expect(withSignature({ publicKey: "AAAAA" })).toBe("invalid");
  });

  it("is sealed to the canonical JSON of report, hash and signature", async () => {
    for (const signer of [null, { dataFolder }]) {
      const { signed, text } = await sealWithText(report, signer);
      expect(text).toBe(canonicalJson(signed));
      expect(signed.sha256).toBe(sha256Hex(canonicalJson(report)));
    }
  });

  it("signs with one key a data folder, which only its owner reads", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "vitrine-key-"));
    try {
      const keys = [...(await Promise.all([1, 2, 3].map(() => seal(report, { dataFolder: folder })))), await seal(report, { dataFolder: folder })].map(({ signature }) => signature?.publicKey);
      expect(keys[0]).toMatch(/^[\w-]{43}$/);
      expect(new Set(keys).size).toBe(1);
      expect(await readdir(folder)).toEqual(["report-key.pem"]);
      expect((await stat(path.join(folder, "report-key.pem"))).mode & 0o777).toBe(0o600);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("runs where there is nothing of Node, to the same result", async () => {
    const root = path.resolve(import.meta.dirname, "../..");
    const bundle = await build({
      stdin: { contents: 'import { checkReport } from "@/lib/report/check"; globalThis.checkReport = checkReport;', resolveDir: root, loader: "ts" },
      bundle: true, write: false, minify: true, platform: "browser", alias: { "@": root }, logLevel: "silent",
    });
    const page = vm.createContext({ TextEncoder, atob });
    vm.runInContext(bundle.outputFiles[0]?.text ?? "", page);
    const signed = await seal(report, { dataFolder });
    const found: unknown = vm.runInContext(`JSON.stringify(checkReport(${canonicalJson(signed)}))`, page);
    expect(JSON.parse(String(found))).toEqual(checkReport(signed));
  });
});
