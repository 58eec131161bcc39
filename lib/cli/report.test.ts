import { spawn } from "node:child_process";
import { existsSync, linkSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signedReportSchema } from "@/lib/domain/report";
import { canonicalJson } from "@/lib/report/canonical-json";
import { sha256Hex } from "@/lib/report/digest/sha256";
import { inlineJson } from "@/lib/report/html/document";
import { readReport } from "@/lib/report/read-report";
import { findBrowser } from "@/scripts/setup/browser";

const folder = mkdtempSync(path.join(tmpdir(), "vitrine-cli-report-"));
const demo = path.resolve("models/demo/demo-f16.gguf");
const inFolder = (name: string): string => path.join(folder, name);
const LIMIT_MS = 90_000;

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the built program. */
function vitrine(...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [path.resolve("scripts/vitrine.mjs"), ...args], { env: { ...process.env, VITRINE_DATA: inFolder("data") }, stdio: ["ignore", "pipe", "pipe"] });
  const ended: Ended = { code: null, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (ended.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (ended.stderr += text));
  const limit = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(limit);
      resolve({ ...ended, code });
    });
  });
}

let audit = "";
const [json, html] = [inFolder("report.json"), inFolder("report.html")];
beforeAll(async () => {
  const ran = await vitrine("audit", "run", "--model", demo, "--suite", "occupation-pronouns-demo", "--limit", "60", "--out", inFolder("results.json"));
  audit = /Audit ([0-9a-f-]{36})/.exec(ran.stderr)?.[1] ?? "";
  expect(ran.code, ran.stderr).toBe(0);
  expect(await vitrine("report", "make", audit, "--title", "From the terminal", "--out", json)).toMatchObject({ code: 0, stderr: expect.stringContaining("Not in it: Where the model file lies") as string });
  expect(await vitrine("report", "make", audit, "--title", "From the terminal", "--sign", "--out", html)).toMatchObject({ code: 0, stdout: expect.stringContaining("signed by") as string });
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("vitrine report", () => {
  it("makes files whose figures all match, in JSON and in HTML", { timeout: 120_000 }, async () => {
    expect(await vitrine("report", "verify", json)).toMatchObject({ code: 0, stdout: expect.stringMatching(/matches its content\nSignature: none\nComputed again from the items: \d{3,} figures, 0 of them differ/) as string });
    expect(await vitrine("report", "verify", html)).toMatchObject({ code: 0, stdout: expect.stringContaining("Signature: valid") as string });
    expect(signedReportSchema.parse(JSON.parse(readFileSync(json, "utf8"))).report.title).toBe("From the terminal");
  });

  it("is written whole or not at all, and warns of what its texts give away", { timeout: 60_000 }, async () => {
    const out = inFolder("telling.json");
    expect(await vitrine("report", "make", audit, "--title", "x", "--notes", `See ${inFolder("data")}/vitrine.db`, "--out", out)).toMatchObject({ code: 0, stderr: expect.stringContaining("The report names a folder of this machine") as string });
    // A new file takes the place of the old one, whose content is never half of either.
    linkSync(out, inFolder("before.json"));
    expect((await vitrine("report", "make", audit, "--title", "A second one", "--out", out)).code).toBe(0);
    expect([out, inFolder("before.json")].map((file) => readReport(readFileSync(file)).report.title)).toEqual(["A second one", "x"]);
    expect(existsSync(`${out}.part`)).toBe(false);
  });

  it("says which figure was changed, with exit code 1", { timeout: 60_000 }, async () => {
    const text = readFileSync(json, "utf8");
    const changed = text.replace(/"estimate":(-?\d\.\d+)/, (_, number: string) => `"estimate":${Number(number) + 0.25}`);
    expect(changed).not.toBe(text);
    writeFileSync(inFolder("changed.json"), changed);
    const ended = await vitrine("report", "verify", inFolder("changed.json"));
    expect(ended).toMatchObject({ code: 1, stdout: expect.stringContaining("does NOT match its content") as string });
    expect(ended.stdout).toMatch(/1 of them differ\n.*STATED +COMPUTED\noccupation-pronouns-demo +target\.bias +\S+ +estimate/);
  });

  it("notices a number of the page that is not the one of its data, and does not speak for pages of other versions", { timeout: 60_000 }, async () => {
    const text = readFileSync(html, "utf8");
    expect((await vitrine("report", "verify", html)).stdout).toContain("letter for letter");
    const changed = text.replace(/(<tr data-figure="0\.0\.0".*?<td>)[^<]*(<\/td>)/, "$10.0001$2");
    expect(changed).not.toBe(text);
    writeFileSync(inFolder("changed.html"), changed);
    expect(await vitrine("report", "verify", inFolder("changed.html"))).toMatchObject({ code: 1, stdout: expect.stringMatching(/matches its content[^]*NOT the one that these data give[^]*0\.0001/) as string });
    const { report } = signedReportSchema.parse(JSON.parse(readFileSync(json, "utf8")));
    const other = { ...report, software: "vitrine 0.0.1" };
    writeFileSync(inFolder("other.html"), `<script id="vitrine-report">${inlineJson({ report: other, sha256: sha256Hex(canonicalJson(other)), signature: null })}</script>`);
    expect(await vitrine("report", "verify", inFolder("other.html"))).toMatchObject({ code: 0, stdout: expect.stringContaining("only the data in it were checked") as string });
  });

  it("finds the sample of the documentation whole: where its page has changed, npx tsx scripts/sample-report.ts writes it again", { timeout: 60_000 }, async () => {
    const ended = await vitrine("report", "verify", path.resolve("docs/sample-report.html"));
    expect(ended.stdout).toMatch(/matches its content\nSignature: valid, [^\n]*\nComputed again from the items: \d{4,} figures, 0 of them differ\nThe page in the file: the one that these data give/);
    expect(ended.code).toBe(0);
  });

  it("scores a sample again on the model file, and on no other", { timeout: 120_000 }, async () => {
    const again = await vitrine("report", "verify", html, "--rerun", "--model", demo, "--sample", "20");
    expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/Scored again: occupation-pronouns-demo: \d{2,} items, the numbers of all agree/) as string });
    expect(await vitrine("report", "verify", html, "--rerun", "--model", path.resolve("models/demo/demo-q8_0.gguf"))).toMatchObject({ code: 1, stderr: expect.stringContaining("is not the file of this report") as string });
  });

  it("imports a file, once, to be compared with an audit", { timeout: 120_000 }, async () => {
    const first = await vitrine("report", "import", json);
    const id = /report:([0-9a-f-]{36})/.exec(first.stdout)?.[1] ?? "";
    expect(first.code, first.stderr).toBe(0);
    expect((await vitrine("report", "import", json)).stdout).toContain(id);
    expect(await vitrine("audit", "compare", `report:${id}`, audit)).toMatchObject({ code: 0, stdout: expect.stringContaining("occupation-pronouns-demo") as string });
    // The same data under no signature and under one are two copies, and what is told of each is its own.
    const signed = await vitrine("report", "import", html);
    expect(signed).toMatchObject({ code: 0, stdout: expect.stringMatching(/Signature: valid, by the key [\w-]{43} /) as string });
    const { report, sha256 } = readReport(readFileSync(html), "report.html");
    writeFileSync(inFolder("stripped.json"), canonicalJson({ report, sha256, signature: null }));
    const stripped = await vitrine("report", "import", inFolder("stripped.json"));
    expect(stripped).toMatchObject({ code: 0, stdout: expect.stringContaining("Signature: none") as string });
    expect(/report:[0-9a-f-]{36}/.exec(stripped.stdout)?.[0]).not.toBe(/report:[0-9a-f-]{36}/.exec(signed.stdout)?.[0]);
    expect(await vitrine("report", "import", inFolder("results.json"))).toMatchObject({ code: 0, stdout: expect.stringContaining("holds no items") as string });
    writeFileSync(inFolder("other.json"), "{}");
    expect(await vitrine("report", "import", inFolder("other.json"))).toMatchObject({ code: 1, stderr: expect.stringContaining("not understood") as string });
  });

  it.skipIf(findBrowser() === null)("prints the HTML file to PDF", { timeout: 120_000 }, async () => {
    const out = inFolder("report.pdf");
    expect(await vitrine("report", "pdf", html, "--out", out)).toMatchObject({ code: 0 });
    expect(readFileSync(out).subarray(0, 5).toString()).toBe("%PDF-");
    // The page of the data is printed, whatever the file itself shows: this one would be a page of nothing.
    const [whole, bare] = [readFileSync(out).length, inFolder("bare.html")];
    writeFileSync(bare, `<script type="application/json" id="vitrine-report">${/id="vitrine-report">([^<]*)</.exec(readFileSync(html, "utf8"))?.[1] ?? ""}</script>`);
    for (const file of [bare, json]) {
      expect(await vitrine("report", "pdf", file, "--out", out)).toMatchObject({ code: 0 });
      expect(readFileSync(out).length / whole).toBeGreaterThan(0.9);
    }
    writeFileSync(inFolder("page.html"), "<html><body>Anything</body></html>");
    expect(await vitrine("report", "pdf", inFolder("page.html"), "--out", out)).toMatchObject({ code: 1, stderr: expect.stringContaining("neither") as string });
  });

  it("called wrongly ends with 2 and the usage", { timeout: 60_000 }, async () => {
    for (const args of [[], ["dance"], ["make"], ["make", audit], ["make", audit, "--out", inFolder("x.txt")], ["make", audit, "--profile", "some", "--out", json], ["verify"], ["verify", json, "--model", demo], ["verify", json, "--rerun"], ["pdf"], ["import"]]) {
      expect(await vitrine("report", ...args), args.join(" ")).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("Usage: vitrine report make") as string });
    }
    expect((await vitrine("report", "verify", inFolder("absent.json"))).code).toBe(1);
  });
});
