import { expect, test } from "./fixtures";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

test("on a phone a tapped token rises in a sheet, and branching works from there", async ({ inspector, page }) => {
  await inspector.open();
  await inspector.run("Once upon a time there was a little", { mode: "Completion", generate: 10 });
  await inspector.token(10).tap();
  await page.getByRole("button", { name: /Candidates$/ }).tap();
  const sheet = page.getByRole("dialog", { name: "The locked token" });
  const candidates = sheet.getByRole("list", { name: "Candidates, most likely first" });
  await expect(candidates.getByRole("button")).toHaveCount(20);
  await inspector.launch(() => candidates.getByRole("button", { name: /Click to branch/ }).nth(1).tap());
  await inspector.finished();
  await expect(sheet).toBeHidden();
  await expect(page.getByText("A branch: token 11 was set to")).toBeVisible();
});

test("on a phone the list of inspections is one tap away", async ({ inspector, page }) => {
  await inspector.open();
  await page.getByRole("button", { name: "Recent", exact: true }).tap();
  const sheet = page.getByRole("dialog", { name: "Inspections" });
  const first = sheet.getByRole("button", { name: /tokens/ }).first();
  await first.tap();
  await expect(sheet).toBeHidden();
  await inspector.finished();
});

test("on a phone nothing but charts scrolls sideways", async ({ inspector, page }) => {
  await inspector.open();
  for (const address of [`/?i=${inspector.id}`, `/?i=${inspector.id}&tab=experts`, "/models"]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.waitForLoadState("networkidle");
    expect(await page.evaluate(() => document.documentElement.scrollWidth), address).toBeLessThanOrEqual(390);
  }
});
