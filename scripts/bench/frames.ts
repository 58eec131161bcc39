import type { Locator, Page } from "@playwright/test";
import { openApp, prepareInspection } from "./app";
import type { Limit } from "./results";
import { scriptPerFrame } from "./trace-events";

const TOKENS = 512;
const LONGEST_SCRIPT_MS = 50;
/** Pointer positions on the way over a chart. */
const STEPS = 240;

/** The most script in one frame while the pointer moves over the two largest charts of a 512-token run. */
export async function measureFrames(): Promise<Limit[]> {
  const app = await openApp();
  try {
    const id = await prepareInspection(app, TOKENS, 0);
    const { page } = app;
    const results: Limit[] = [];
    for (const [tab, chart, name] of [
      ["attention", /^Attention of \d+ layers/, "moving over the attention overview"],
      ["experts", /^Load of \d+ experts/, "moving over the layer × expert map"],
    ] as const) {
      await page.goto(`${app.url}/?i=${id}&tab=${tab}`);
      const surface = page.getByRole("application", { name: chart });
      await surface.waitFor();
      await page.waitForFunction(() => ![...document.querySelectorAll('[class*="skeleton"]')].some((placeholder) => placeholder.checkVisibility()));
      await sweep(page, surface); // the first time over compiles code
      const values = await scriptPerFrame(page, () => sweep(page, surface));
      results.push({ name: `script in a frame, ${name}, ${TOKENS} tokens`, model: "demo", values, judge: "worst", target: LONGEST_SCRIPT_MS, strict: false });
    }
    return results;
  } finally {
    await app.close();
  }
}

/** Moves the pointer over a chart in a zigzag that enters a new cell at nearly every step. */
async function sweep(page: Page, surface: Locator): Promise<void> {
  await surface.scrollIntoViewIfNeeded();
  const box = await surface.boundingBox();
  if (!box) throw new Error("The chart is not on the page");
  for (let step = 0; step < STEPS; step++) {
    const along = step / (STEPS - 1);
    const across = Math.abs(((step / 20) % 2) - 1);
    await page.mouse.move(box.x + 1 + across * (box.width - 2), box.y + 1 + along * (box.height - 2));
  }
}
