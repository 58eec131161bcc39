import { Audits, SMALL } from "./audits";
import { expect, test } from "./fixtures";

test.describe.configure({ timeout: 180_000 });

test("an audit is chosen, previewed, started, followed and read", async ({ page }) => {
  const audits = new Audits(page);
  await page.goto("/audits");
  await page.getByRole("button", { name: "New audit" }).click();
  const suites = page.getByRole("list", { name: "Suites to choose from" });
  const card = suites.getByRole("listitem").filter({ hasText: "Demo model, planted and measured" }).first();
  await expect(card).toContainText(/harm: calibration · 14 phrasings · Apache-2\.0/);
  await card.getByText("What it measures, and its limits").click();
  await expect(card.getByText("Population")).toBeVisible();
  const start = page.getByRole("button", { name: "Start", exact: true });
  await expect(start).toBeDisabled();

  await suites.getByRole("checkbox", { name: "Demo model, planted and measured" }).check();
  await suites.getByRole("checkbox", { name: "Sentence pairs" }).check();
  const limit = page.getByRole("textbox", { name: "Items per suite" });
  await limit.fill("many");
  await expect(page.getByText("A whole number from 1 on, or empty for all.")).toBeVisible();
  await expect(start).toBeDisabled();
  await limit.fill(String(SMALL));
  await page.getByRole("textbox", { name: "Measured and planted share: smallest effect" }).fill("0.1");
  await page.getByRole("combobox", { name: "Model", exact: true }).last().click();
  await page.getByRole("option", { name: /demo-q8_0/ }).click();
  await card.getByRole("checkbox", { name: "t14" }).uncheck();
  await expect(card.getByText("Phrasings: 13 of 14")).toBeVisible();
  await page.getByRole("textbox", { name: "Title" }).fill("First look");

  const preview = page.getByRole("region", { name: "Ten items, as they will be scored" });
  await expect(preview.getByRole("listitem")).toHaveCount(10);
  await expect(preview).toContainText("demo-calibration");
  await page.getByRole("button", { name: "Estimate the time" }).click();
  await expect(page.getByText(/in a short probe on this model/)).toBeVisible({ timeout: 60_000 });

  await start.click();
  await page.waitForURL(/\/audits\/(?!new)[^/]+$/);
  await expect(page.getByRole("heading", { level: 1, name: "First look" })).toBeVisible();
  await expect(page.getByText(/^demo-q8_0\.gguf/)).toBeVisible();
  await audits.done();

  const box = audits.box("Demo model, planted and measured");
  await expect(box).toContainText(/Detected|Not detected|Inconclusive/);
  await expect(box).toContainText("Says not");
  await expect(box.getByText(/templates$/)).toBeVisible();
  await expect(page.getByRole("list", { name: "Measured and planted share, by group" }).getByRole("listitem").first()).toBeVisible();
  await expect(page.getByText(/subjects were measured within the tolerance/)).toBeVisible();
  await expect(page.getByText("noise floor of repeated scores")).toBeVisible();
  await expect(page.getByText("Limits of this suite")).toBeVisible();
  await expect(page.getByText(/unbiased|fairness score/i)).toHaveCount(0);

  await audits.box("Sentence pairs").getByRole("button", { name: "Sentence pairs" }).click();
  await expect(page).toHaveURL(/suite=sentence-pairs/);
  await expect(page.getByRole("table", { name: /^Stereotypical text likelier, whole text/ })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("table", { name: /^Stereotypical text likelier, whole text/ })).toBeVisible();

  await page.getByRole("tab", { name: "Method" }).click();
  await expect(page.getByText("Declared before the start")).toBeVisible();
  await expect(page.getByRole("row", { name: /Demo model, planted and measured/ })).toContainText("0.10");
});

test("planted biases are detected and the controls are not", async ({ page }) => {
  const audits = new Audits(page);
  const id = await audits.finish({ suites: ["demo-calibration"] });
  await audits.open(id);
  await expect(audits.box("Demo model, planted and measured")).toContainText(/Detected for (all \d+|\d+ of \d+)/);
  const rows = page.getByRole("list", { name: "Measured and planted share, by group" }).getByRole("listitem");
  await expect(rows.getByRole("img", { name: /^nurse: .*Detected/ })).toHaveCount(1);
  await expect(rows.getByRole("img", { name: /^mechanic: .*planted \.95 ± .*Detected/ })).toHaveCount(1);
  await expect(rows.getByRole("img", { name: /^poet: .*Not detected \(would have seen/ })).toHaveCount(1);
  await expect(page.getByText(/^\d+ of 52 subjects were measured within the tolerance/)).toBeVisible();
  await expect(page.getByRole("list", { name: "Notes on these findings" })).toContainText("clusters");
  expect(await audits.faults()).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  // Charts take their new width a frame later.
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("the chart behind a finding can be read as a table and saved", async ({ page }) => {
  const audits = new Audits(page);
  await audits.open(await audits.finish({ suites: ["sentence-pairs"], limit: SMALL }));
  const menu = page.getByRole("button", { name: "Save or share “Groups”" });
  for (const kind of ["SVG", "PNG", "CSV"]) {
    const download = page.waitForEvent("download");
    await menu.click();
    await page.getByRole("menuitem", { name: `Save as ${kind}` }).click();
    expect((await download).suggestedFilename()).toBe(`groups.${kind.toLowerCase()}`);
  }
  await menu.click();
  await page.getByRole("menuitem", { name: "Show as table" }).click();
  const table = page.getByRole("dialog", { name: "Groups" });
  await expect(table.getByRole("columnheader", { name: "adjusted p" })).toBeVisible();
  await expect(table.getByRole("cell", { name: "control:placebo" })).toBeVisible();
});

test("results and items can be saved as files", async ({ page }) => {
  const audits = new Audits(page);
  await audits.open(await audits.finish({ suites: ["sentence-pairs"], limit: SMALL }));
  for (const [name, pattern] of [["Results as JSON", /\.json$/], ["Items as CSV", /\.csv$/], ["Items as JSON lines", /\.jsonl$/], ["JUnit XML, for CI", /\.xml$/]] as const) {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name }).click();
    expect((await download).suggestedFilename()).toMatch(pattern);
  }
});

test("the list is searched, runs an audit again, and deletes one; titles can be changed in both places", async ({ page }) => {
  const audits = new Audits(page);
  const title = `list ${Date.now().toString(36)}`;
  await audits.finish({ suites: ["sentence-pairs"], limit: 30, title });
  await page.goto("/audits");
  await page.getByRole("searchbox", { name: "Search audits" }).fill(title);
  const rows = audits.list.getByRole("listitem");
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText(/\d+ detected/);
  await expect(page).toHaveURL(/search=/);
  await rows.first().getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: "Run again" }).click();
  await page.waitForURL(/\/audits\/(?!new|compare)[^/?]+$/);
  await audits.done();

  await page.goto(`/audits?search=${encodeURIComponent(title)}`);
  await expect(rows).toHaveCount(2);
  await rows.first().getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(rows).toHaveCount(1);

  await rows.first().getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: "Rename…" }).click();
  await page.getByRole("dialog", { name: "Rename" }).getByRole("textbox", { name: "Title" }).fill(`${title}, renamed`);
  await page.keyboard.press("Enter");
  await rows.first().getByRole("link", { name: `${title}, renamed` }).click();
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Rename…" }).click();
  await page.getByRole("dialog", { name: "Rename" }).getByRole("textbox", { name: "Title" }).fill(`${title}, at home`);
  await page.getByRole("dialog", { name: "Rename" }).getByRole("button", { name: "Rename" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `${title}, at home` })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: `${title}, at home` })).toBeVisible();
});

test.describe("an audit that is not there", () => {
  test.use({ expectedErrors: [/status of 404/] });

  test("is named as such, with the way to the others", async ({ page }) => {
    await page.goto("/audits/no-such-audit");
    const notice = page.getByRole("alert").filter({ hasText: "This audit is not there" });
    await expect(notice.getByRole("button", { name: "Try again" })).toHaveCount(0);
    await notice.getByRole("link", { name: "All audits" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Audits" })).toBeVisible();
  });
});
