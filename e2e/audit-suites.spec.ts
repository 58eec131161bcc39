import { expect, test } from "./fixtures";

/** The browser's own line about a file that is refused. */
test.use({ expectedErrors: [/status of 400/] });

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
  const card = page.getByRole("list", { name: "Suites to choose from" }).getByRole("listitem").filter({ hasText: "CrowS-Pairs" }).first();
  await expect(card).toContainText("imported");
  await expect(card).toContainText("1 phrasing · CC BY-SA 4.0 (share-alike)");
});

test("a file of no known set is refused with the reason", async ({ page }) => {
  await page.goto("/audits/new");
  await page.getByLabel("Files of a public set").setInputFiles({ name: "shopping.csv", mimeType: "text/csv", buffer: Buffer.from("what,how many\neggs,6\n") });
  const notice = page.getByRole("alert").filter({ hasText: "The file was not taken." });
  await expect(notice).toContainText(/format|recognised|none of/i);
  await notice.getByRole("button", { name: "Dismiss" }).click();
  await expect(notice).toBeHidden();
});
