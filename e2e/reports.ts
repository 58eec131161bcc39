import { expect, type Browser, type Page } from "@playwright/test";
import { Audits } from "./audits";

/** The reports pages as a person works with them. */
export class Reports {
  constructor(readonly page: Page) {}

  /** Makes a report of the audit through its pages and ends on the report's own. */
  async compose(audit: string, { title, profile }: { title: string; profile?: string }): Promise<void> {
    const { page } = this;
    await page.goto(`/reports/new?audits=${audit}`);
    await page.getByLabel("Title").fill(title);
    if (profile !== undefined) await page.getByRole("radio", { name: profile }).check();
    await expect(page.getByRole("heading", { name: "Stays here" })).toBeVisible({ timeout: 30_000 });
    await page.getByRole("button", { name: "Make the report" }).click();
    await expect(page.getByRole("heading", { name: title, level: 1 })).toBeVisible({ timeout: 30_000 });
  }

  /** Publishes the open report and returns the link, which is shown once. */
  async publish(password?: string): Promise<string> {
    const { page } = this;
    if (password !== undefined) await page.getByLabel("Password, if wanted").fill(password);
    await page.getByRole("button", { name: "Make a link" }).click();
    await expect(page.getByText("It is shown this once")).toBeVisible({ timeout: 60_000 });
    return page.locator("code", { hasText: "/r/" }).innerText();
  }

  /** Saves the open report as one HTML file. */
  async save(file: string): Promise<void> {
    const [download] = await Promise.all([this.page.waitForEvent("download"), this.page.getByRole("link", { name: /One HTML file/ }).click()]);
    await download.saveAs(file);
  }
}

/** One calibration audit of the demo model, made once for all tests of a file. */
let made: Promise<string> | null = null;
export const calibration = (page: Page): Promise<string> => (made ??= new Audits(page).finish({ suites: ["demo-calibration"], title: "Calibration" }));

/** A page of somebody who knows nothing of this workbench: a profile of its own, without a network where `offline`. */
export async function stranger(browser: Browser, { offline = false, width = 1_280 }: { offline?: boolean; width?: number } = {}): Promise<{ page: Page; requests: string[] }> {
  const context = await browser.newContext({ offline, viewport: { width, height: 900 }, baseURL: "http://vitrine.invalid" });
  const page = await context.newPage();
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  return { page, requests };
}

/** Computes everything again and waits for the verdict. */
export async function check(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Re-compute every figure" }).click();
  const verdict = page.locator(".check-verdict");
  await expect(verdict).toBeVisible({ timeout: 60_000 });
  return verdict.innerText();
}
