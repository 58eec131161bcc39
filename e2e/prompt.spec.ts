import { readFile } from "node:fs/promises";
import { expectPresentable } from "./accessible";
import { expect, test } from "./fixtures";
import type { Page } from "@playwright/test";

const leaveOneOut = (page: Page) => page.getByRole("region", { name: "Leave one out" });
const strip = (page: Page) => leaveOneOut(page).getByRole("img", { name: /^The text, shaded by what leaving each/ });

async function takeOut(page: Page, name: string): Promise<void> {
  await page.getByRole("combobox", { name: "Take out" }).click();
  await page.getByRole("option", { name: new RegExp(`^${name}`) }).click();
}

/** Measures what is chosen and waits for its figures; the number of parts that were measured. */
async function measure(page: Page): Promise<void> {
  await leaveOneOut(page).getByRole("button", { name: /^Measure/ }).click();
  await expect(leaveOneOut(page).getByText(/^With everything in place/)).toBeVisible({ timeout: 40_000 });
  await expect(leaveOneOut(page).getByRole("progressbar")).toHaveCount(0, { timeout: 40_000 });
}

test("leaving words out shows which carried a fact, and attention beside it may disagree", async ({ inspector, page }) => {
  await inspector.open();
  await inspector.run("The capital of France is", { mode: "Completion", generate: 4 });
  await inspector.lock(6);
  await page.getByRole("tab", { name: "Prompt" }).click();
  await measure(page);
  const listed = leaveOneOut(page).getByRole("list", { name: /^Parts that mattered most/ });
  await expect(listed.getByRole("button").nth(0)).toHaveAccessibleName(/“·is”|“·France”/);
  await expect(listed.getByRole("button", { name: /“·France”: \d/ })).toBeVisible();
  await expect(leaveOneOut(page).getByText(/Noise floor/)).toBeVisible();
  await expect(leaveOneOut(page).getByText(/does not prove how the model used it/)).toBeVisible();
  const rollout = page.getByRole("region", { name: "Attention rollout" });
  await expect(rollout.getByText(/rank correlation/)).toBeVisible();
  await expect(page.getByRole("region", { name: "Value-weighted attention" }).getByText(/rank correlation/)).toBeVisible();

  // Reload: what was measured is there at once, and nothing is measured again.
  await page.reload();
  await expect(leaveOneOut(page).getByText(/^With everything in place/)).toBeVisible();
  await expect(leaveOneOut(page).getByRole("button", { name: /^Measure/ })).toHaveCount(0);
  await page.getByRole("group", { name: "and watch" }).getByRole("button", { name: "the whole answer" }).click();
  await expect(page).toHaveURL(/answer=all/);
  await measure(page);
  await expect(leaveOneOut(page).getByText(/How much more likely the whole answer is/)).toBeVisible();

  await leaveOneOut(page).getByRole("button", { name: /^Save or share/ }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Save as CSV" }).click();
  const csv = await readFile(await (await download).path(), "utf8");
  expect(csv.split("\r\n")[0]).toBe("first token,last token,text,Δ log p (nats)");
  expect(csv).toMatch(/,France,-?\d|," France",-?\d/);
});

test("thinking and chat turns can be taken out where there are any, and the reason stands where there are none", async ({ inspector, page }) => {
  await inspector.open();
  await inspector.run("What is 47 + 38?", { mode: "Chat", generate: 60 });
  const total = await inspector.tokens.count();
  await page.goto(`/?i=${inspector.id}&t=${total - 2}&tab=prompt&answer=all&parts=think`);
  await inspector.finished();
  await measure(page);
  await expect(leaveOneOut(page).getByText(/matters most|by more than the noise/)).toBeVisible();
  await takeOut(page, "The thinking, sentence by sentence");
  await measure(page);
  await takeOut(page, "Chat turns");
  await expect(leaveOneOut(page).getByRole("button", { name: "Measure 2 turns" })).toBeVisible();
  await inspector.lock(4);
  await page.getByRole("group", { name: "and watch" }).getByRole("button", { name: "the token asked about" }).click();
  await page.getByRole("combobox", { name: "Take out" }).click();
  await expect(page.getByRole("option", { name: /^The thinking as a whole/ })).toHaveAttribute("aria-disabled", "true");
});

test("spans are marked by hand, by their positions or by selecting", async ({ inspector, page }) => {
  await inspector.open();
  await inspector.run("The capital of France is", { mode: "Completion", generate: 4 });
  await inspector.lock(6);
  await page.getByRole("tab", { name: "Prompt" }).click();
  await takeOut(page, "Marked by hand");
  const marking = page.getByRole("region", { name: "Marking by hand" });
  await expect(page.getByText("Nothing is marked yet")).toBeVisible();
  await marking.getByRole("button", { name: "Mark the selection" }).click();
  await expect(marking.getByRole("alert")).toContainText("Select some of the text");
  await marking.getByRole("textbox", { name: "First token" }).fill("99");
  await marking.getByRole("button", { name: "Mark by position" }).click();
  await expect(marking.getByRole("alert")).toContainText("positions from 0 to 5");
  await marking.getByRole("textbox", { name: "First token" }).fill("3");
  await marking.getByRole("textbox", { name: "Last token" }).fill("4");
  await marking.getByRole("button", { name: "Mark by position" }).click();
  await expect(page).toHaveURL(/marks=3-4/);
  const box = await marking.locator("[data-position='1']").boundingBox();
  if (!box) throw new Error("the token is not drawn");
  await page.mouse.move(box.x + 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await marking.getByRole("button", { name: "Mark the selection" }).click();
  await expect(page).toHaveURL(/marks=1-1\.3-4/);
  await measure(page);
  await expect(leaveOneOut(page).getByRole("list", { name: /^Parts that mattered most/ }).getByRole("button")).toHaveCount(2);
});

test("a long measurement shows its progress, is stopped, and goes on", async ({ inspector, page }) => {
  await inspector.open();
  await inspector.run("Once upon a time there was a little dog. ".repeat(14), { mode: "Completion", generate: 2 });
  const total = await inspector.tokens.count();
  await page.goto(`/?i=${inspector.id}&t=${total - 1}&tab=prompt&parts=token`);
  await inspector.finished();
  await leaveOneOut(page).getByRole("button", { name: /^Measure \d+ tokens/ }).click();
  await expect(leaveOneOut(page).getByText(/\d+ of \d+ tokens · .* per s · about/)).toBeVisible({ timeout: 30_000 });
  await leaveOneOut(page).getByRole("button", { name: "Stop" }).click();
  const stopped = leaveOneOut(page).getByText(/^Stopped after|^Measure \d+ tokens/);
  await expect(stopped.first()).toBeVisible();
  await page.reload();
  await expect(stopped.first()).toBeVisible();
  await leaveOneOut(page).getByRole("button", { name: /^Go on|^Measure/ }).first().click();
  await expect(leaveOneOut(page).getByRole("progressbar")).toBeVisible();
  await leaveOneOut(page).getByRole("button", { name: "Stop" }).click();
});

test("the places where the model was unsure lead to their tokens", async ({ inspector, page }) => {
  await inspector.open();
  await inspector.run("Once upon a time there was a little", { mode: "Completion", generate: 40 });
  await page.getByRole("tab", { name: "Prompt" }).click();
  const card = page.getByRole("region", { name: "Where the model was unsure" });
  const places = card.getByRole("list", { name: /^Places where the model was unsure/ }).getByRole("button");
  await expect(places.first()).toContainText(/might have said/);
  await places.first().click();
  const locked = Number(await inspector.lockedToken.getAttribute("data-position"));
  await card.getByRole("slider", { name: "Position in the text" }).press("ArrowRight");
  await expect(inspector.token(locked + 1)).toHaveAttribute("aria-selected", "true");
});

for (const [colorScheme, width] of [["light", 1280], ["dark", 390]] as const) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 844 }, contextOptions: { reducedMotion: "reduce" } });
    test("the Prompt tab has no accessibility violations and does not scroll sideways", async ({ inspector, page }) => {
      await inspector.open();
      await page.goto(`/?i=${inspector.id}&t=6&tab=prompt&parts=token`);
      await inspector.finished();
      const begin = leaveOneOut(page).getByRole("button", { name: /^Measure/ });
      await expect(begin.or(leaveOneOut(page).getByText(/^With everything in place/)).first()).toBeVisible();
      if (await begin.isVisible()) await measure(page);
      await expect(strip(page)).toBeVisible();
      await expectPresentable(page);
    });
  });
}
