import AxeBuilder from "@axe-core/playwright";
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";

const typed = "The capital of Denmark is Copenhagen, and the capital of France is Paris.\n\nOnce upon a time there was a little dog.\n\n17 + 25 = 42";

/** Compares F16 with Q4_0 on typed texts and waits for the result; its address. */
async function compared(page: Page): Promise<string> {
  await page.goto("/fidelity");
  await page.getByRole("textbox", { name: "Or type texts" }).fill(typed);
  await page.getByRole("button", { name: "Use these texts" }).click();
  await expect(page.getByRole("radio", { name: /^Typed texts\.jsonl: 3 texts/ })).toBeChecked();
  await page.getByRole("textbox", { name: "Tokens to write after each text" }).fill("6");
  await choose(page, "Model", "demo/demo-f16.gguf");
  await choose(page, "against", "demo/demo-q4_0.gguf");
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await page.waitForURL(/\/fidelity\/[0-9a-f-]{36}/);
  await expect(page.getByRole("region", { name: "How far predictions lie apart" })).toBeVisible({ timeout: 40_000 });
  await expect(page.getByRole("progressbar")).toHaveCount(0, { timeout: 40_000 });
  return page.url();
}

async function choose(page: Page, label: string, model: string): Promise<void> {
  await page.getByRole("combobox", { name: label, exact: true }).click();
  await page.getByRole("option", { name: new RegExp(`^${model}`) }).click();
  await expect(page.getByRole("option")).toHaveCount(0);
}

test("a quantisation is laid beside its model: summary, distribution, texts by their loss, and each token", async ({ page }) => {
  await page.goto("/models");
  await page.getByRole("link", { name: "Compare two files" }).click();
  await page.waitForURL("/fidelity");
  await compared(page);
  await expect(page.getByText("demo-q4_0.gguf against demo-f16.gguf")).toBeVisible();
  await expect(page.getByText(/^≥ .* nats a token$/)).toBeVisible();

  const table = page.getByRole("region", { name: "Texts" });
  const figures = async () => (await table.getByRole("row").locator("td:nth-child(2)").allTextContents()).map((text) => Number(text.replace(/^\./, "0.")));
  await expect(table.getByRole("row")).toHaveCount(4);
  const worstFirst = await figures();
  expect([...worstFirst].sort((x, y) => y - x)).toEqual(worstFirst);
  await table.getByRole("button", { name: /^mean divergence/ }).click();
  await expect(page).toHaveURL(/up=1/);
  await expect.poll(async () => (await figures()).join()).toBe([...worstFirst].reverse().join());

  await table.getByRole("button", { name: /^Once upon a time/ }).click();
  await expect(page).toHaveURL(/text=1/);
  const strip = page.getByRole("region", { name: "The text, token by token" });
  await expect(strip.locator("[data-index]").filter({ hasText: "dog" })).toBeVisible();
  await strip.locator("[data-index]").filter({ hasText: "dog" }).click();
  await expect(strip.getByText(/divergence .* nats, at least; .* of the probability is covered/).first()).toBeVisible();
  await strip.getByRole("button", { name: "Routers" }).click();
  await expect(strip.getByText("layers whose experts differ").first()).toBeVisible();
  await expect(strip.getByText(/Both go on alike|They agree on|They go on differently/)).toBeVisible();

  for (const [name, kind] of [["Everything as JSON", "json"], ["Tokens as CSV", "csv"]] as const) {
    await page.getByRole("button", { name: "Export" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("menuitem", { name }).click();
    const text = await readFile(await (await download).path(), "utf8");
    if (kind === "json") expect(JSON.parse(text)).toMatchObject({ kind: "fidelity", state: "complete", result: { format: "vitrine-fidelity", summary: { texts: 3 } } });
    else expect(text.split("\r\n")[0]).toBe("text,position,token,\"divergence (nats, at least)\",probability covered,another token leads,layers whose experts differ");
  }
});

test("a long comparison is stopped, goes on, and is deleted", async ({ page }) => {
  await page.goto("/fidelity");
  await expect(page.getByRole("radio", { name: /demo model’s domains/ })).toBeChecked();
  await choose(page, "Model", "demo/demo-f16.gguf");
  await choose(page, "against", "demo/demo-q4_0.gguf");
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await page.waitForURL(/\/fidelity\/[0-9a-f-]{36}/);
  await expect(page.getByRole("region", { name: "Texts" })).toBeVisible({ timeout: 40_000 });
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByText(/^Stopped after \d+ of 240 texts/)).toBeVisible();
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText(/^Stopped after/)).toHaveCount(0);
  await page.getByRole("button", { name: "Stop" }).click();
  await page.goto("/fidelity");
  const remove = page.getByRole("list", { name: "Compared files" }).getByRole("button", { name: /^Delete The demo model’s domains/ });
  await expect(remove.first()).toBeVisible();
  const before = await remove.count();
  await remove.first().click();
  await expect(remove).toHaveCount(before - 1);
});

for (const [colorScheme, width] of [["light", 1280], ["dark", 1280], ["light", 390], ["dark", 390]] as const) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 844 }, contextOptions: { reducedMotion: "reduce" } });
    test("the pages of two files have no accessibility violations and do not scroll sideways", async ({ page }) => {
      const result = await compared(page);
      for (const at of ["/fidelity", result]) {
        await page.goto(at);
        await page.waitForLoadState("networkidle");
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${at} ${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), at).toBeLessThanOrEqual(0);
      }
    });
  });
}
