import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expectPresentable } from "./accessible";
import { expect, test } from "./fixtures";

const file = (name: string, text: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
/** A few texts, so that a count takes a second. */
const lines = ["facts", "code"].flatMap((domain) => Array.from({ length: 12 }, (_, i) => JSON.stringify({ text: domain === "code" ? `x = ${i}\nprint(x)\n` : "The capital of France is Paris.", domain }))).join("\n");

async function bring(page: Page, files: ReturnType<typeof file>[]): Promise<void> {
  await page.locator('input[aria-label="Files of texts"]').setInputFiles(files);
}

/** Counts over the given texts on a model and waits for the result; its address. */
async function counted(page: Page, model: string): Promise<string> {
  await page.goto("/models/experts");
  await bring(page, [file("small.jsonl", lines)]);
  await expect(page.getByRole("radio", { name: /^small\.jsonl: 24 texts in 2 domains/ })).toBeChecked();
  const models = page.getByRole("group", { name: "Models" });
  for (const box of await models.getByRole("checkbox", { checked: true }).all()) await box.uncheck();
  await models.getByRole("checkbox", { name: new RegExp(model) }).check();
  await page.getByRole("button", { name: "Count", exact: true }).click();
  await page.waitForURL(/\/models\/experts\/[0-9a-f-]{36}/);
  await expect(page.getByRole("region", { name: "Load of every expert" })).toBeVisible({ timeout: 40_000 });
  await expect(page.getByRole("progressbar")).toHaveCount(0, { timeout: 40_000 });
  return page.url();
}

test("the demo model's domains are counted, stopped, resumed, read and saved", async ({ page }) => {
  await page.goto("/models");
  await page.getByRole("link", { name: "Experts over texts" }).click();
  await expect(page.getByRole("radio", { name: /demo model’s domains: \d+ texts in 1\d domains/ })).toBeChecked();
  await page.getByRole("button", { name: "Count", exact: true }).click();
  await page.waitForURL(/\/models\/experts\/[0-9a-f-]{36}/);
  await expect(page.getByText(/\d+ of \d+ texts · .* left/)).toBeVisible({ timeout: 40_000 });
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByText(/^Stopped after \d+ of \d+ texts/)).toBeVisible();
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText(/^Stopped after/)).toHaveCount(0);
  await expect(page.getByRole("progressbar")).toHaveCount(0, { timeout: 60_000 });
  await expect(page.getByRole("region", { name: "Figures of each layer" }).getByRole("row")).toHaveCount(6);

  const domains = page.getByRole("region", { name: /^What layer 1 sends where/ });
  await expect(domains.getByText(/^Strongest preference: “.*” chose expert \d+ at \d+\.\d+× its even share; .* with positions alike/)).toBeVisible();
  await domains.getByRole("button", { name: "Positions alike" }).click();
  await expect(page).toHaveURL(/control=position/);
  await page.getByRole("region", { name: "Load of every expert" }).getByRole("application").focus();
  // The first arrow shows where one is.
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/layer=2/);
  await expect(page.getByRole("region", { name: /^Chosen together in layer 2/ })).toBeVisible();

  for (const [name, kind] of [["Statistics as JSON", "json"], ["Experts as CSV", "csv"]] as const) {
    await page.getByRole("button", { name: "Export" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("menuitem", { name }).click();
    const text = await readFile(await (await download).path(), "utf8");
    if (kind === "json") expect(JSON.parse(text)).toMatchObject({ kind: "corpus-experts", state: "complete", result: { experts: 16, used: 2 } });
    else expect(text.split("\r\n")[0]).toMatch(/^layer,expert,selection rate,mean gate,mass,share in /);
  }
});

test("two quantisations are compared, and a count is deleted", async ({ page }) => {
  await counted(page, "demo-f16");
  await counted(page, "demo-q4_0");
  await page.goto("/models/experts");
  const list = page.getByRole("list", { name: "Counts of experts" });
  await list.getByRole("checkbox", { name: "Compare small.jsonl on demo-f16.gguf" }).first().check();
  await list.getByRole("checkbox", { name: "Compare small.jsonl on demo-q4_0.gguf" }).first().check();
  await page.getByRole("button", { name: "Compare the two chosen" }).click();
  await expect(page.getByRole("region", { name: "Difference of load" })).toBeVisible();
  await expect(page.getByText(/Rank correlation of all loads: (1|0?\.9|0\.[89])/)).toBeVisible();
  await expect(page.getByText("These are counts over different texts")).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Figures of each layer in both" })).toBeVisible();

  await page.goto("/models/experts");
  const remove = list.getByRole("button", { name: "Delete small.jsonl on demo-q4_0.gguf" });
  await expect(remove.first()).toBeVisible();
  const before = await remove.count();
  await remove.first().click();
  await expect(remove).toHaveCount(before - 1);
});

test.describe("texts with faults", () => {
  test.use({ expectedErrors: [/status of 400/] });

  test("are refused with the file and line named, and an empty file is left out with a note", async ({ page }) => {
    await page.goto("/models/experts");
    const alert = page.getByRole("alert").filter({ hasText: "The texts were not taken." });
    await bring(page, [file("empty.txt", "")]);
    await expect(alert).toContainText("“empty.txt” is empty");
    await bring(page, [file("long.jsonl", `{"text": "${"x".repeat(49 * 1024 * 1024)}"}`)]);
    await expect(alert).toContainText("Line 1 of “long.jsonl” has 51,", { timeout: 30_000 });
    await bring(page, [file("bad.jsonl", '{"text": "a"}\nnot json\n')]);
    await expect(alert).toContainText("Line 2 of “bad.jsonl”: this is not JSON.");
    await bring(page, [file("law.txt", "The law."), file("empty.txt", "")]);
    await expect(page.getByText("“empty.txt” is empty and was left out.")).toBeVisible();
    await expect(alert).toHaveCount(0);
  });
});

for (const [colorScheme, width] of [["light", 1280], ["dark", 390]] as const) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 844 }, contextOptions: { reducedMotion: "reduce" } });
    test("the pages of experts over texts have no accessibility violations and do not scroll sideways", async ({ page }) => {
      await page.goto("/models/experts");
      const list = page.getByRole("list", { name: "Counts of experts" });
      const link = list.getByRole("link", { name: "small.jsonl" }).first();
      await expect(page.getByRole("radio").first()).toBeVisible();
      await page.waitForLoadState("networkidle");
      if (!(await link.isVisible())) {
        await counted(page, "demo-f16");
        await page.goto("/models/experts");
      }
      const address = await link.getAttribute("href");
      for (const at of ["/models/experts", address ?? ""]) {
        await page.goto(at);
        await page.waitForLoadState("networkidle");
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expectPresentable(page, at);
      }
    });
  });
}
