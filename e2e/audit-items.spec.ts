import { Audits, DEMO_Q4, SMALL } from "./audits";
import { expect, test } from "./fixtures";

test.describe.configure({ timeout: 180_000 });

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

  await page.getByRole("searchbox", { name: "Search items" }).fill("no such words");
  await expect(page.getByText("Nothing matches these filters")).toBeVisible();
  await page.getByRole("searchbox", { name: "Search items" }).fill("");
  await page.getByRole("switch", { name: "scores disagree" }).click();
  await expect(page).toHaveURL(/disagree=1/);
  await expect(table.getByRole("row").nth(1)).toContainText("scores disagree");

  await table.getByRole("row").nth(1).getByRole("button").click();
  const item = page.getByRole("region", { name: /^Item / });
  await expect(item.getByText("whole text (d_sum, nats)")).toBeVisible();
  await expect(item.getByText("per token (d_mean, nats)")).toBeVisible();
  await expect(item.getByText("shared words after the edit (d_post, nats)")).toBeVisible();
  await expect(item.getByText("The scores disagree")).toBeVisible();
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
  const b = await audits.finish({ suites: ["sentence-pairs"], limit: SMALL, model: DEMO_Q4, title: "as q4" });
  await page.goto(`/audits/compare?a=${a}`);
  await page.getByRole("combobox", { name: "b", exact: true }).click();
  await page.getByRole("option", { name: /^as q4/ }).first().click();
  await expect(page).toHaveURL(new RegExp(`a=${a}&b=${b}`));
  await expect(page.getByRole("region", { name: "Flips: Sentence pairs" })).toContainText("McNemar, exact");
  await expect(page.getByRole("list", { name: "Differences, b minus a" }).getByRole("img", { name: /^all items: a/ })).toHaveCount(1);
  const flipped = page.getByRole("region", { name: "Flipped items: Sentence pairs" }).getByRole("listitem");
  const kinds = await flipped.locator("span:first-child").allInnerTexts();
  expect(kinds.length).toBeGreaterThan(0);
  const words = kinds.filter((word) => ["regression", "improvement", "change"].includes(word));
  const firstOther = words.findIndex((word) => word !== "regression");
  expect(firstOther === -1 || words.lastIndexOf("regression") < firstOther).toBe(true);
  await flipped.first().getByRole("link", { name: "b", exact: true }).click();
  await expect(page.getByRole("region", { name: /^Item / }).getByRole("img", { name: /^more: / })).toBeVisible();
});
