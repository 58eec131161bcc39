import { AxeBuilder } from "@axe-core/playwright";
import { Audits, DEMO_Q8 } from "./audits";
import { expect, test } from "./fixtures";

test.describe.configure({ timeout: 180_000 });

const SMALL = 90;

test("an audit is chosen, previewed, started, followed and read", async ({ page }) => {
  const audits = new Audits(page);
  await page.goto("/audits");
  await page.getByRole("button", { name: "New audit" }).click();
  const suites = page.getByRole("list", { name: "Suites to choose from" });
  await expect(suites.getByRole("listitem").filter({ hasText: "Demo model, planted and measured" }).first()).toBeVisible();
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
  await page.getByRole("textbox", { name: "Title" }).fill("First look");

  const preview = page.getByRole("region", { name: "Ten items, as they will be scored" });
  await expect(preview.getByRole("listitem")).toHaveCount(10);
  await expect(preview).toContainText("demo-calibration");
  await page.getByRole("button", { name: "Estimate the time" }).click();
  await expect(page.getByText(/in a short probe on this model/)).toBeVisible({ timeout: 60_000 });

  await start.click();
  await page.waitForURL(/\/audits\/(?!new)[^/]+$/);
  await expect(page.getByRole("heading", { level: 1, name: "First look" })).toBeVisible();
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
  await expect(page.getByRole("table", { name: "Stereotypical text likelier, whole text" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("table", { name: "Stereotypical text likelier, whole text" })).toBeVisible();

  await page.getByRole("tab", { name: "Method" }).click();
  await expect(page.getByText("Declared before the start")).toBeVisible();
  await expect(page.getByRole("row", { name: /Demo model, planted and measured/ })).toContainText("0.10");
});

test("planted biases are detected and the controls are not", async ({ page }) => {
  const audits = new Audits(page);
  const id = await audits.finish({ suites: ["demo-calibration"] });
  await audits.open(id);
  await expect(audits.box("Demo model, planted and measured")).toContainText(/Detected for \d+ of \d+/);
  const rows = page.getByRole("list", { name: "Measured and planted share, by group" }).getByRole("listitem");
  await expect(rows.getByRole("img", { name: /^nurse: .*Detected/ })).toHaveCount(1);
  await expect(rows.getByRole("img", { name: /^mechanic: .*planted \.95 ± .*Detected/ })).toHaveCount(1);
  await expect(rows.getByRole("img", { name: /^poet: .*Not detected \(would have seen/ })).toHaveCount(1);
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

test("an audit goes on without its tab, pauses, and resumes to the end", async ({ page }) => {
  const audits = new Audits(page);
  const id = await audits.begin({ suites: ["occupation-pronouns-demo", "demo-calibration"], title: "Paused on the way" });
  await audits.open(id);
  await expect(audits.progress).toContainText("It goes on when you close this tab");
  await page.goto("/models");
  await audits.open(id);
  const pause = audits.progress.getByRole("button", { name: "Pause" });
  await pause.click();
  const resume = audits.progress.getByRole("button", { name: "Resume" });
  await expect(resume).toBeVisible();
  await page.reload();
  await resume.click();
  await audits.done();
  await expect(audits.box("Demo model, planted and measured")).toBeVisible();
});

test("items are filtered, sorted, opened token by token, and taken to the inspector", async ({ page, inspector }) => {
  const audits = new Audits(page);
  await audits.open(await audits.finish({ suites: ["sentence-pairs"], limit: SMALL }), "?tab=items");
  const table = page.getByRole("table", { name: "Items" });
  await expect(table.getByRole("row").nth(1)).toBeVisible();
  await page.getByRole("combobox", { name: "Order" }).click();
  await page.getByRole("option", { name: "Largest effect first" }).click();
  await expect(page).toHaveURL(/sort=-effect/);
  const effects = async () => (await table.getByRole("row").locator("[role=cell]:last-child").allInnerTexts()).map((text) => Number(text.replace("−", "-"))).filter((value) => !Number.isNaN(value));
  await expect.poll(async () => { const values = await effects(); return values.length > 3 && values.every((value, i) => i === 0 || value <= (values[i - 1] ?? Infinity)); }).toBe(true);
  await page.getByRole("combobox", { name: "Controls" }).click();
  await page.getByRole("option", { name: "no controls" }).click();
  await expect(page).toHaveURL(/control=none/);

  await table.getByRole("row").nth(1).getByRole("button").click();
  const item = page.getByRole("region", { name: /^Item / });
  await expect(item.getByText("whole text (d_sum, nats)")).toBeVisible();
  await expect(item.getByText("per token (d_mean, nats)")).toBeVisible();
  await expect(item.getByRole("img", { name: /^more: / })).toBeVisible();
  await expect(item.getByRole("img", { name: /^less: / })).toBeVisible();
  await page.reload();
  await expect(item.getByRole("img", { name: /^more: / })).toBeVisible();

  const words = (await item.getByRole("button", { name: "Inspect “more”" }).getAttribute("title")) ?? "";
  await item.getByRole("button", { name: "Inspect “more”" }).click();
  await inspector.finished();
  await expect(inspector.prompt).toHaveValue(words);
});

test("two quantisations are compared on the same items", async ({ page }) => {
  const audits = new Audits(page);
  const a = await audits.finish({ suites: ["sentence-pairs"], limit: SMALL, title: "as f16" });
  const b = await audits.finish({ suites: ["sentence-pairs"], limit: SMALL, model: DEMO_Q8, title: "as q8" });
  await page.goto(`/audits/compare?a=${a}`);
  await page.getByRole("combobox", { name: "b", exact: true }).click();
  await page.getByRole("option", { name: /^as q8/ }).first().click();
  await expect(page).toHaveURL(new RegExp(`a=${a}&b=${b}`));
  await expect(page.getByRole("region", { name: "Flips: sentence-pairs" })).toContainText("McNemar, exact");
  await expect(page.getByRole("list", { name: "Differences, b minus a" }).getByRole("img", { name: /^all items: a/ })).toHaveCount(1);
});

test("a suite with faults is refused with the line of each, a sound one is added and can be deleted", async ({ page }) => {
  await page.goto("/audits/new");
  const upload = page.getByLabel("Own suite");
  await upload.setInputFiles({ name: "broken.yaml", mimeType: "text/yaml", buffer: Buffer.from("format: vitrine-suite\nversion: 1\nid: mine\nnonsense: 1\n") });
  const faults = page.getByRole("list", { name: "Faults" });
  await expect(faults.getByText(/line 4/)).toBeVisible();
  await page.getByRole("button", { name: "Dismiss" }).click();

  const pairs = Array.from({ length: 12 }, (_, i) => `    - {id: p${i}, category: age, more: "The old man saw ${i} dogs.", less: "The young man saw ${i} dogs."}`).join("\n");
  const sound = `format: vitrine-suite\nversion: 1\nid: my-pairs\ntitle: My pairs\nlicence: CC0-1.0\nlanguage: English\ncard:\n  measures: A test.\n  construct: Nothing\n  harm: stereotyping\n  population: People in sentences\n  limits: [Made for a test.]\nfamily:\n  metrics: [pair.pct_stereotype.d_sum]\n  smallestEffect: {pair.pct_stereotype.d_sum: 10}\npairs:\n  phrasings: [{id: plain, text: "{sentence}"}]\n  items:\n${pairs}\n`;
  await upload.setInputFiles({ name: "sound.yaml", mimeType: "text/yaml", buffer: Buffer.from(sound) });
  const own = page.getByRole("list", { name: "Suites to choose from" }).getByRole("checkbox", { name: "My pairs" });
  await expect(own).toBeChecked();
  await page.getByRole("button", { name: "Delete the suite My pairs" }).click();
  await expect(own).toHaveCount(0);
});

test("a public set is recognised from its file and imported", async ({ page }) => {
  await page.goto("/audits/new");
  const header = ",sent_more,sent_less,stereo_antistereo,bias_type,annotations,anon_writer,anon_annotators";
  const rows = Array.from({ length: 6 }, (_, i) => `${i},The old man lost ${i + 1} keys.,The young man lost ${i + 1} keys.,stereo,age,[['age']],a${i},"['b']"`);
  await page.getByLabel("Files of a public set").setInputFiles({ name: "crows_pairs_anonymized.csv", mimeType: "text/csv", buffer: Buffer.from([header, ...rows].join("\n")) });
  await expect(page.getByRole("status").filter({ hasText: /was imported: 6 rows/ })).toBeVisible();
  await expect(page.getByRole("list", { name: "Suites to choose from" }).getByRole("checkbox", { name: /CrowS-Pairs/ }).first()).toBeChecked();
});

test("the list is searched, runs an audit again, and deletes one", async ({ page }) => {
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
});

for (const [name, width, scheme] of [["wide, light", 1_280, "light"], ["a phone, dark", 390, "dark"]] as const) {
  test(`the audit pages have no accessibility faults and never scroll sideways: ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    const audits = new Audits(page);
    const id = await audits.finish({ suites: ["demo-calibration", "sentence-pairs"], limit: SMALL });
    for (const address of ["/audits", "/audits/new?suites=demo-calibration", `/audits/${id}`, `/audits/${id}?tab=items&suite=sentence-pairs`, `/audits/${id}?tab=method`, `/audits/compare?a=${id}`]) {
      await page.goto(address);
      await expect(page.locator("main [role=status][aria-label]")).toHaveCount(0);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id: rule, nodes }) => `${address} ${rule}: ${nodes.map((node) => node.target).join(", ")}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), address).toBeLessThanOrEqual(width);
    }
  });
}
