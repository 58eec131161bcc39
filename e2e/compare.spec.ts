import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expectPresentable } from "./accessible";
import { expect, test } from "./fixtures";
import { startRun } from "./inspector";

const NOBODY = "00000000-0000-4000-8000-000000000000";
const doctor = "The nurse said that the doctor was late, and the doctor said that the nurse was early.";
const driver = "The nurse said that the driver was late, and the driver said that the nurse was early.";

/** A short run that is kept. */
const kept = (page: Page, prompt: string, model?: string): Promise<string> => startRun(page.request, prompt, { generate: 4, ...(model === undefined ? {} : { model }) });

test("two prompts are chosen, read token by token, layer by layer and head by head, and saved", async ({ page, inspector }) => {
  const [a, b] = [await kept(page, doctor), await kept(page, driver)];
  await inspector.open();
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Compare" }).click();
  await expect(page.getByText("Choose two inspections")).toBeVisible();

  await page.goto(`/compare?a=${a}&b=${b}`);
  await expect(page.getByRole("region", { name: "What differs between the two" }).getByRole("row")).toHaveCount(2);
  const strip = page.getByRole("listbox", { name: "Both texts, token by token" });
  await expect(strip.getByRole("option").first()).toBeVisible();
  await strip.locator("[aria-selected=true]").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(page).toHaveURL(/pair=2/);
  await expect(strip.locator("[data-pair='2']")).toBeFocused();
  await expect(page.getByRole("region", { name: /^The lens at/ }).getByText(/first choice/).last()).toBeVisible({ timeout: 30_000 });

  const attention = page.getByRole("region", { name: "Which heads read differently" });
  await attention.getByRole("application").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/layer=1&head=1|head=1&layer=1/);
  await expect(attention.getByRole("link", { name: "open in A" })).toHaveAttribute("href", new RegExp(`i=${a}.*l=1&h=1`));
  await expect(attention.getByRole("link", { name: "open in B" })).toHaveAttribute("href", new RegExp(`i=${b}`));

  await expect(page.getByRole("region", { name: "Where the residual streams part" }).getByText(/They part first in layer 0/)).toBeVisible();
  await expect(page.getByRole("region", { name: "Experts in common", exact: true }).getByText(/goes .*; comes /)).toBeVisible();
  await expect(page.getByRole("region", { name: "Experts in common, against a placebo" }).getByText(/In place \.?\d.* in common, elsewhere/)).toBeVisible();

  const words = page.getByRole("region", { name: "Experts in common, against other words" });
  await words.getByRole("button", { name: "Measure" }).click();
  await expect(words.getByText(/of 19 other wordings move them as far or farther: p/)).toBeVisible({ timeout: 40_000 });

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as JSON" }).click();
  const saved = JSON.parse(await readFile(await (await download).path(), "utf8")) as { format: string; layers: unknown[] };
  expect(saved).toMatchObject({ format: "vitrine-comparison", sameModel: true });
  expect(saved.layers).toHaveLength(6);

  await page.reload();
  await expect(strip.locator("[data-pair='2']")).toHaveAttribute("aria-selected", "true");
  await page.getByRole("button", { name: "Swap" }).click();
  await expect(page).toHaveURL(new RegExp(`a=${b}&b=${a}`));
});

test("a run offers its branches and the same prompt on another file first", async ({ page, inspector }) => {
  const a = await kept(page, doctor);
  const quantised = await kept(page, doctor, "demo/demo-q4_0.gguf");
  await inspector.open(`/?i=${a}`);
  await page.getByRole("button", { name: "Compare with…" }).click();
  await page.getByRole("menuitem", { name: /^same prompt, another model: demo-q4_0\.gguf/ }).first().click();
  await page.waitForURL(/\/compare\?a=.*&b=/);
  expect(new URL(page.url()).searchParams.get("a")).toBe(a);
  expect(quantised).toBeTruthy();
  const differs = page.getByRole("region", { name: "What differs between the two" });
  await expect(differs.getByRole("row", { name: /quantisation/ })).toContainText("Q4_0");
  await expect(page.getByRole("region", { name: "Token by token" }).getByText("The texts are alike.").or(page.getByText(/The texts part at position/))).toBeVisible();
  await expect(page.getByRole("region", { name: "Experts that come and go" })).toBeVisible();
});

test.describe("what cannot be compared", () => {
  test.use({ expectedErrors: [/status of 40[04]/] });

  test("is said: an inspection that is gone, one with itself, and an address that names none", async ({ page }) => {
    const a = await kept(page, "2345");
    await page.goto(`/compare?a=${a}&b=${NOBODY}`);
    await expect(page.getByRole("alert").filter({ hasText: "Inspection b" })).toBeVisible();
    await page.goto(`/compare?a=${a}&b=${a}`);
    await expect(page.getByText("A and B are the same inspection")).toBeVisible();
    await page.goto("/compare?a=../../etc&b=%00");
    await expect(page.getByRole("alert").first()).toBeVisible();
  });
});

for (const [colorScheme, width] of [["light", 1280], ["dark", 1280], ["light", 390], ["dark", 390]] as const) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 844 }, contextOptions: { reducedMotion: "reduce" } });
    test("a comparison has no accessibility violations and does not scroll sideways", async ({ page }) => {
      const [a, b] = [await kept(page, doctor), await kept(page, `Well, they say: ${driver}`)];
      for (const at of ["/compare", `/compare?a=${a}&b=${b}&head=1&layer=2`]) {
        await page.goto(at);
        await page.waitForLoadState("networkidle");
        if (at !== "/compare") await expect(page.getByRole("region", { name: "First choice of every layer in both" })).toBeVisible({ timeout: 30_000 });
        await expectPresentable(page, at);
      }
    });
  });
}
