import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "./fixtures";
import { calibration, check, Reports, stranger } from "./reports";

test.describe.configure({ timeout: 240_000 });

const folder = mkdtempSync(path.join(tmpdir(), "vitrine-reports-"));

test("a report goes from an audit to a stranger’s browser, is verified there, and is gone once its link is revoked", async ({ page, browser }) => {
  const id = await calibration(page);
  await page.goto(`/audits/${id}`);
  await page.getByRole("button", { name: "Make a report" }).click();
  await expect(page).toHaveURL(/\/reports\/new\?audits=/);
  const reports = new Reports(page);
  await reports.compose(id, { title: "Planted biases" });
  const link = await reports.publish();
  await expect(page.getByRole("img", { name: "The link as a QR code" })).toBeVisible();

  const { page: outside, requests } = await stranger(browser);
  const response = await outside.goto(link);
  expect(response?.status()).toBe(200);
  const headers = response?.headers() ?? {};
  expect(headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer", "x-content-type-options": "nosniff", "x-frame-options": "DENY" });
  expect(headers["x-robots-tag"]).toContain("noindex");
  expect(headers["content-security-policy"]).toMatch(/default-src 'none'.*script-src 'sha256-.*frame-ancestors 'none'/);
  expect(headers["content-security-policy"]).not.toMatch(/unsafe/);
  expect(headers["set-cookie"]).toBeUndefined();
  await expect(outside.getByRole("heading", { name: "Planted biases", level: 1 })).toBeVisible();
  await expect(outside.getByRole("heading", { name: "What was found" })).toBeVisible();
  expect(await check(outside)).toBe("Match.");
  await expect(outside.getByText(/figures computed again from the items in this file: all match/)).toBeVisible();
  await expect(outside.locator("tr[data-checked=match]").first()).toBeAttached();
  expect(await outside.locator("tr[data-checked=mismatch]").count()).toBe(0);
  expect(requests.filter((url) => !url.startsWith("blob:"))).toEqual([link]);

  await page.reload();
  const links = page.getByRole("list", { name: "Links" });
  await expect(links).toContainText("1 view");
  await links.getByRole("button", { name: /Actions for the link/ }).click();
  await page.getByRole("menuitem", { name: "Revoke…" }).click();
  await page.getByRole("button", { name: "Revoke", exact: true }).click();
  await expect(links).toContainText("revoked");

  // Whoever has the page open can go on checking it.
  await outside.getByRole("button", { name: "Re-compute again" }).click();
  await expect(outside.locator(".check-verdict")).toHaveText("Match.", { timeout: 60_000 });
  const revoked = await outside.goto(link);
  const unknown = await (await stranger(browser)).page.goto(`${new URL(link).origin}/r/${"A".repeat(43)}`);
  expect([revoked?.status(), unknown?.status()]).toEqual([404, 404]);
  expect(await revoked?.text()).toBe(await unknown?.text());
  const without = ({ date: _, ...rest }: Record<string, string>) => rest;
  expect(without(revoked?.headers() ?? {})).toEqual(without(unknown?.headers() ?? {}));
});

test("what would leave is asked for when the typing pauses, not with every letter, and warns of what was typed", async ({ page }) => {
  await page.goto(`/reports/new?audits=${await calibration(page)}`);
  await expect(page.getByRole("heading", { name: "Stays here" })).toBeVisible({ timeout: 30_000 });
  let asked = 0;
  page.on("request", (request) => (asked += request.url().endsWith("/api/reports/preview") ? 1 : 0));
  await page.getByLabel("Title").pressSequentially(`A title of some forty letters: ${homedir()}/`, { delay: 20 });
  await expect(page.getByText(/names your home folder/)).toBeVisible({ timeout: 30_000 });
  expect(asked).toBeGreaterThan(0);
  expect(asked).toBeLessThan(6);
});

test("the file opens from disk without a network, computes itself again, and finds a number that was changed", async ({ page, browser }) => {
  const reports = new Reports(page);
  await reports.compose(await calibration(page), { title: "From disk" });
  const file = path.join(folder, "report.html");
  await reports.save(file);
  const { page: offline, requests } = await stranger(browser, { offline: true });
  await offline.goto(pathToFileURL(file).href);
  expect(await check(offline)).toBe("Match.");
  expect(requests.filter((url) => !/^(file|blob):/.test(url))).toEqual([]);

  const items = offline.locator("[data-items]").first();
  await expect(items.locator("tbody tr")).toHaveCount(20);
  await items.getByRole("searchbox").fill("nurse");
  await expect(items.locator("tbody th").first()).toContainText("nurse");
  await items.getByRole("searchbox").fill("no such item");
  await expect(items.locator("tbody tr")).toHaveCount(0);
  await items.getByRole("searchbox").fill("");
  await items.getByRole("button", { name: "Show 100 more" }).click();
  await expect(items.locator("tbody tr")).toHaveCount(120);

  const text = readFileSync(file, "utf8");
  const estimate = /"estimate":(0\.\d+)/.exec(text.slice(text.indexOf('id="vitrine-report"')))?.[1] ?? "";
  const changed = path.join(folder, "changed.html");
  writeFileSync(changed, text.replace(`"estimate":${estimate}`, `"estimate":${Number(estimate) + 0.01}`));
  await offline.goto(pathToFileURL(changed).href);
  expect(await check(offline)).toBe("Mismatch.");
  await expect(offline.getByText(/SHA-256 does not match/)).toBeVisible();
  await expect(offline.getByRole("table", { name: "What does not match" })).toContainText("estimate");
  expect(await offline.locator("tr[data-checked=mismatch]").count()).toBe(1);

  // The data as they were, and another number in the table that is read.
  const shown = path.join(folder, "shown.html");
  const painted = text.replace(/(<tr data-figure="0\.0\.0".*?<td>)[^<]*(<\/td>)/, "$10.0001$2");
  expect(painted).not.toBe(text);
  writeFileSync(shown, painted);
  await offline.goto(pathToFileURL(shown).href);
  expect(await check(offline)).toBe("Mismatch.");
  await expect(offline.getByText(/This page was changed: 1 of its cells or rows/)).toBeVisible();
  await expect(offline.locator("tr[data-checked=mismatch]")).toContainText("shown otherwise");
  const verify = (name: string): number | null => spawnSync(process.execPath, ["scripts/vitrine.mjs", "report", "verify", name]).status;
  expect([verify(file), verify(shown)]).toEqual([0, 1]);
});

test("the file is whole without scripts, and prints on A4 with nothing cut", async ({ page, browser }) => {
  const reports = new Reports(page);
  await reports.compose(await calibration(page), { title: "On paper" });
  const file = path.join(folder, "paper.html");
  await reports.save(file);
  const context = await browser.newContext({ javaScriptEnabled: false, offline: true });
  const bare = await context.newPage();
  await bare.goto(pathToFileURL(file).href);
  await expect(bare.getByRole("heading", { name: "On paper", level: 1 })).toBeVisible();
  await expect(bare.getByText(/scripts, which are switched off here/)).toBeVisible();
  await expect(bare.getByRole("button", { name: "Re-compute every figure" })).toBeHidden();
  await expect(bare.getByRole("table", { name: "Measured and planted share, by group" })).toBeVisible();
  await context.close();

  const { page: paper } = await stranger(browser, { offline: true, width: 680 });
  await paper.goto(pathToFileURL(file).href);
  // 180 mm of A4 between the margins.
  await paper.emulateMedia({ media: "print" });
  const cut = await paper.evaluate(() => [...document.querySelectorAll("main *")].filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map((element) => element.tagName + "." + element.getAttribute("class")));
  expect([...new Set(cut)]).toEqual([]);
  const pdf = (await paper.pdf({ preferCSSPageSize: true, printBackground: true })).toString("latin1");
  const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  expect(pages).toBeGreaterThan(5);
  expect([...pdf.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/g)].every(([, width, height]) => Math.abs(Number(width) - 595) < 2 && Math.abs(Number(height) - 842) < 2)).toBe(true);
});

test("findings only leave no item, and a password keeps a link shut", async ({ page, browser }) => {
  const reports = new Reports(page);
  await reports.compose(await calibration(page), { title: "Aggregates", profile: "Findings only" });
  const link = await reports.publish("a long password");
  const { page: outside } = await stranger(browser);
  await outside.goto(link);
  await expect(outside.getByRole("heading", { name: "This page has a password" })).toBeVisible();
  await outside.getByLabel("Password").fill("another password");
  await outside.getByRole("button", { name: "Open" }).click();
  await expect(outside.getByRole("alert")).toBeVisible();
  await outside.getByLabel("Password").fill("a long password");
  await outside.getByRole("button", { name: "Open" }).click();
  await expect(outside.getByRole("heading", { name: "Aggregates", level: 1 })).toBeVisible();
  await expect(outside.getByText("Its figures cannot be computed again from this file.")).toBeVisible();
  expect(await outside.content()).not.toContain("occupations/mechanic");
});

test("a new version leaves the old link its own and says so there; a deleted report takes its links with it", async ({ page, browser }) => {
  const reports = new Reports(page);
  const id = await calibration(page);
  await reports.compose(id, { title: "First words" });
  const link = await reports.publish();
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: /Replace by a new version/ }).click();
  await expect(page.getByRole("heading", { name: "What the new version holds" })).toBeVisible();
  await page.getByRole("checkbox", { name: /Calibration/ }).check();
  await page.getByLabel("Title").fill("Second words");
  await page.getByRole("button", { name: "Make the new version" }).click();
  await expect(page.getByRole("heading", { name: "Second words", level: 1 })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/^version 2/)).toBeVisible();
  const { page: outside } = await stranger(browser);
  await outside.goto(link);
  await expect(outside.getByRole("heading", { name: "First words", level: 1 })).toBeVisible();
  await expect(outside.getByText(/There is a newer version/)).toBeVisible();
  expect(await check(outside)).toBe("Match.");

  await page.goto("/reports");
  await page.getByRole("button", { name: "Actions for First words, version 1" }).click();
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByRole("link", { name: "First words" })).toHaveCount(0);
  expect((await outside.goto(link))?.status()).toBe(404);
});

test.describe("importing", () => {
  test.use({ expectedErrors: [/status of 400/] });

  test("an imported report stands beside the own ones, and a damaged one is refused with the place named", async ({ page }) => {
    const reports = new Reports(page);
    await reports.compose(await calibration(page), { title: "To be sent" });
    const file = path.join(folder, "sent.html");
    await reports.save(file);
    await page.goto("/reports");
    const input = page.locator("input[type=file]");
    await expect(page.getByRole("list", { name: "Reports" })).toBeVisible();
    const bad = path.join(folder, "bad.json");
    writeFileSync(bad, JSON.stringify({ report: { format: "vitrine-report", version: 7 } }));
    await input.setInputFiles(bad);
    await expect(page.locator("main").getByRole("alert")).toContainText("version 7");
    await page.getByRole("button", { name: "Dismiss" }).click();
    await input.setInputFiles(file);
    await expect(page.getByRole("status").filter({ hasText: "was taken in" })).toContainText("all match");
  });
});
