import type { Page } from "@playwright/test";
import { openApp, prepareInspection, type App } from "./app";
import type { Limit } from "./limit";

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
      const hasCharts = [...document.querySelectorAll("h3")].some((heading) => heading.textContent === "All heads") && document.querySelector("canvas") !== null;
      const isWaiting = document.querySelector('[class*="skeleton"]') !== null;
      return isNew && hasCharts && !isWaiting ? performance.now() : false;
    },
    previous,
    { polling: "raf", timeout: 60_000 },
  );
  return Number(await handle.jsonValue());
}
