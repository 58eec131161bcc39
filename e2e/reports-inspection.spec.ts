import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./fixtures";
import { stranger } from "./reports";

test("the view of an inspection is shared as a link and as a small file that needs no script", async ({ inspector, page, browser }) => {
  await inspector.open();
  await page.goto(`/?i=${inspector.id}&t=8&l=2&h=1`);
  await inspector.finished();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Share this view" });
  await expect(dialog).toContainText("layer 2, head 1");
  const [download] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("link", { name: /one HTML file/ }).click()]);
  const stream = await download.createReadStream();
  let bytes = 0;
  for await (const chunk of stream) bytes += (chunk as Buffer).length;
  expect(bytes).toBeLessThan(500_000);

  await dialog.getByRole("button", { name: "Make a link" }).click();
  await expect(dialog.getByText("It is shown this once")).toBeVisible({ timeout: 30_000 });
  const link = await dialog.locator("code", { hasText: "/r/" }).innerText();
  const { page: outside, requests } = await stranger(browser, { width: 390 });
  const response = await outside.goto(link);
  expect(response?.headers()["content-security-policy"]).toContain("script-src 'none'");
  await expect(outside.getByRole("heading", { name: "The text" })).toBeVisible();
  await expect(outside.getByRole("table", { name: /What else could have stood there/ })).toBeVisible();
  await expect(outside.getByRole("table", { name: /layer 2, head 1/ })).toBeVisible();
  await expect(outside.getByRole("table", { name: /Which experts/ })).toBeVisible();
  const { violations } = await new AxeBuilder({ page: outside }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).slice(0, 5).join(", ")}`)).toEqual([]);
  expect(await outside.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(requests).toEqual([link]);

  await page.goto("/reports");
  await expect(page.getByRole("region", { name: "Links to inspections" })).toContainText("1 view");
});
