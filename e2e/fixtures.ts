import { expect, test as base, type Page } from "@playwright/test";
import { Inspector } from "./inspector";

interface Options {
  /** Messages on the console that this test provokes on purpose, e.g. the browser's own line about a failed request. */
  expectedErrors: RegExp[];
  /** Leave the tour open. */
  withTour: boolean;
}

interface Fixtures {
  inspector: Inspector;
}

/** Collects what must not happen; an error on the console or in the page fails the test that provoked it. */
export function collectFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => faults.push(`page: ${error.stack ?? error.message}`));
  return faults;
}

export const test = base.extend<Options & Fixtures>({
  expectedErrors: [[], { option: true }],
  withTour: [false, { option: true }],
  page: async ({ page, expectedErrors, withTour }, use) => {
    const faults = collectFaults(page);
    // Blank pages have no storage.
    if (!withTour) await page.addInitScript(() => window.origin !== "null" && window.localStorage.setItem("vitrine.tour", "done"));
    await use(page);
    const unexpected = faults.filter((fault) => !expectedErrors.some((pattern) => pattern.test(fault)));
    expect(unexpected, "errors on the console or in the page").toEqual([]);
  },
  inspector: async ({ page }, use) => {
    await use(new Inspector(page));
  },
});

export { expect };
