import type { Page } from "@playwright/test";
import { openApp, prepareInspection, type App } from "./app";
import type { Limit } from "./results";

const PROMPT_TOKENS = 64;
const GENERATED = 32;
const LONGEST_MS = 2_000;

/**
 * From pressing Run to the complete view: all tokens, the locked token's candidates and every chart of the open tab drawn, no
 * placeholder left. Through the real page, server and engine; the model is in memory and the page has been open before.
 */
export async function measureJourney(repeats: number): Promise<Limit> {
  const app = await openApp();
  try {
    const id = await prepareInspection(app, PROMPT_TOKENS, GENERATED);
    const { page } = app;
    await page.goto(`${app.url}/?i=${id}`);
    await whenComplete(page, null);
    await runAgain(app, id); // warm
    const values: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) values.push(await runAgain(app, openInspection(page)));
    return { name: `from Run to the complete view, ${PROMPT_TOKENS} + ${GENERATED} tokens`, model: "demo", values, judge: "median", target: LONGEST_MS, strict: true };
  } finally {
    await app.close();
  }
}

function openInspection(page: Page): string | null {
  return new URL(page.url()).searchParams.get("i");
}

/** Presses Run, whose draft is that of the open inspection, and returns how long the new one took to be complete, ms. */
async function runAgain({ page, made }: App, previous: string | null): Promise<number> {
  await page.evaluate(() => {
    addEventListener("click", () => performance.mark("run"), { capture: true, once: true });
    // What is on the page now belongs to the inspection before, even while the address already names the next one.
    for (const heading of document.querySelectorAll("h3")) heading.dataset["before"] = "";
  });
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const completeAt = await whenComplete(page, previous);
  const id = openInspection(page);
  if (id !== null) made.add(id);
  const pressedAt = await page.evaluate(() => performance.getEntriesByName("run").at(-1)?.startTime ?? NaN);
  return completeAt - pressedAt;
}

/** Waits, frame by frame and inside the page, until another inspection than `previous` is shown whole; returns the page's clock, ms. */
async function whenComplete(page: Page, previous: string | null): Promise<number> {
  const handle = await page.waitForFunction(
    (before) => {
      const open = new URL(location.href).searchParams.get("i");
      const isNew = open !== null && open !== before;
      const hasCharts = [...document.querySelectorAll<HTMLElement>("h3:not([data-before])")].some((heading) => heading.textContent === "All heads");
      const isDrawn = document.querySelectorAll("canvas").length >= 2;
      const isWaiting = [...document.querySelectorAll('[class*="skeleton"]')].some((placeholder) => placeholder.checkVisibility());
      return isNew && hasCharts && isDrawn && !isWaiting ? performance.now() : false;
    },
    previous,
    { polling: "raf", timeout: 60_000 },
  );
  return Number(await handle.jsonValue());
}
