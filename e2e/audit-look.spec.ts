import { Audits, SMALL } from "./audits";
import { expect, test } from "./fixtures";

test.describe.configure({ timeout: 180_000 });

for (const [name, width, scheme] of [["wide, light", 1_280, "light"], ["a phone, dark", 390, "dark"]] as const) {
  test(`the audit pages have no accessibility faults and never scroll sideways: ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    const audits = new Audits(page);
    const pairs = await audits.finish({ suites: ["sentence-pairs"], limit: SMALL });
    for (const address of ["/audits", "/audits/new?suites=demo-calibration", `/audits/${pairs}`, `/audits/${pairs}?tab=items`, `/audits/${pairs}?tab=method`, `/audits/compare?a=${pairs}`]) {
      await page.goto(address);
      await expect(page.locator("main [role=status][aria-label]")).toHaveCount(0);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      expect(await audits.faults(), address).toEqual([]);
    }
  });
}
