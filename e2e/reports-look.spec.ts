import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./fixtures";
import { calibration, Reports } from "./reports";

test.describe.configure({ timeout: 240_000 });

for (const [name, width, scheme] of [["wide, light", 1_280, "light"], ["a phone, dark", 390, "dark"]] as const) {
  test(`the reports pages and the report itself have no accessibility faults and never scroll sideways: ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    const reports = new Reports(page);
    const id = await calibration(page);
    await reports.compose(id, { title: `Look at it: ${name}`, profile: "Full text" });
    const own = page.url();
    const link = await reports.publish();
    for (const address of ["/reports", `/reports/new?audits=${id}`, own, link]) {
      await page.goto(address);
      await expect(page.locator("main [role=status][aria-label]")).toHaveCount(0);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id: rule, nodes }) => `${address} ${rule}: ${nodes.slice(0, 6).map((node) => node.target.join(" ")).join(", ")}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), address).toBeLessThanOrEqual(width);
    }
  });
}
