import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** axe finds nothing on the page; `about` is told where it does, for tests of several pages. */
export async function expectAccessible(page: Page, about = ""): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target.join(" ")).slice(0, 5).join(", ")})`), about).toEqual([]);
}

/** The page does not scroll sideways. */
export async function expectNoOverflow(page: Page, about = "the page does not scroll sideways"): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow, about).toBeLessThanOrEqual(0);
}

/** Both. */
export async function expectPresentable(page: Page, about?: string): Promise<void> {
  await expectAccessible(page, about);
  await expectNoOverflow(page, about);
}
