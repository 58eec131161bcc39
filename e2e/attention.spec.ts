import { readFileSync } from "node:fs";
import { expect, test } from "./fixtures";

test.beforeEach(async ({ inspector }) => {
  await inspector.open();
  await inspector.run("Once upon a time there was a little", { mode: "Completion", generate: 12 });
});

test("an overview shows every head, as maps or by a metric, and picking one shows it large", async ({ inspector, page }) => {
  const overview = page.getByRole("region", { name: "All heads" });
  const maps = overview.getByRole("application", { name: /Attention of 6 layers with 6 heads each, as maps/ });
  await expect(maps).toBeVisible();
  await maps.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect.poll(() => new URL(page.url()).searchParams.has("h")).toBe(true);
  const params = new URL(page.url()).searchParams;
  await expect(page.getByRole("region", { name: `Layer ${params.get("l")} · head ${params.get("h")}` })).toBeVisible();

  await overview.getByRole("combobox", { name: "Show" }).click();
  await page.getByRole("option", { name: /Entropy/ }).click();
  await expect(overview.getByRole("application", { name: /heads/ })).toBeVisible();
  await expect.poll(() => new URL(page.url()).searchParams.get("overview")).toBe("entropy");
  await expect(inspector.strip).toBeVisible();
});

test("the first token is hidden by default, says so, and can be shown", async ({ page }) => {
  const hide = page.getByRole("switch", { name: /Hide first token \(it draws \d+.% of all weight\)/ });
  await expect(hide).toBeChecked();
  await hide.click();
  await expect(hide).not.toBeChecked();
  await expect.poll(() => new URL(page.url()).searchParams.get("hide")).toBe("0");
});

test("one head is read as a matrix or over the text, for one head, a layer or through all layers", async ({ page }) => {
  const detail = page.getByRole("region", { name: /^Layer \d · head \d$/ });
  await expect(detail.getByRole("application", { name: /Attention weights of Layer \d · head \d, \d+ tokens/ })).toBeVisible();
  await detail.getByRole("button", { name: "Zoom in" }).click();
  await expect(detail.getByRole("button", { name: "Zoom out" })).toBeEnabled();
  await detail.getByRole("button", { name: "Show all" }).click();
  await page.getByRole("button", { name: "Text", exact: true }).click();
  await page.getByRole("button", { name: "Layer mean" }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get("over")).toBe("layer");
  await page.getByRole("button", { name: "Rollout" }).click();
  await expect(page.getByText(/Self-check: the row sums to 1\.000/).first()).toBeVisible();
});

test("what the locked token read shades the text above", async ({ inspector, page }) => {
  await inspector.lock(12);
  await page.getByRole("combobox", { name: "Colour" }).click();
  await page.getByRole("option", { name: /Attention/ }).click();
  await expect(page.getByRole("img", { name: /^attention weight from .*: from 0 to/ })).toBeVisible();
  await expect(inspector.token(3)).toHaveAccessibleName(/attention|not measured|\.\d|0/);
  // Nothing reads what comes later: that is "not measured", not 0.
  await expect(inspector.tokens.last()).toHaveAccessibleName(/not measured$/);
});

test("heads are compared by two metrics", async ({ page }) => {
  const scatter = page.getByRole("region", { name: "Kinds of heads" });
  await scatter.getByRole("combobox", { name: "Right" }).click();
  await page.getByRole("option", { name: /Entropy/ }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get("x")).toBe("entropy");
  await expect(scatter.getByRole("application", { name: /^Heads by/ })).toBeVisible();
});

test("charts export as SVG, PNG and CSV", async ({ page }) => {
  const menu = page.getByRole("button", { name: "Save or share “All heads”" });
  const save = async (item: string) => {
    await menu.click();
    const download = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: item }).click();
    return readFileSync(await (await download).path());
  };
  expect((await save("Save as SVG")).toString()).toMatch(/^<svg[\s\S]*All heads[\s\S]*<\/svg>$/);
  expect((await save("Save as PNG")).subarray(1, 4).toString()).toBe("PNG");
  expect((await save("Save as CSV")).toString().split("\r\n").length).toBeGreaterThan(36);
});
