import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { expectPresentable } from "./accessible";
import { expect, test } from "./fixtures";
import { startRun } from "./inspector";

/** The place of " P" of " Paris" behind this prompt. */
const PLACE = 6;
const PROMPT = "The capital of France is";

class Why {
  readonly panel: Locator;
  readonly sentences: Locator;
  constructor(readonly page: Page) {
    this.panel = page.getByRole("region", { name: "Why this token" });
    this.sentences = this.panel.getByRole("list", { name: "In three sentences" }).getByRole("listitem");
  }
  card(name: string | RegExp): Locator {
    return this.page.getByRole("region", { name });
  }
  async tab(name: string): Promise<void> {
    await this.page.getByRole("tab", { name }).click();
  }
  picker(which: "explain" | "compare with"): Locator {
    return this.panel.getByRole("button", { name: `The token to ${which}` });
  }
  async download(name: string): Promise<string> {
    await this.panel.getByRole("button", { name: "Export the explanation" }).click();
    const [file] = await Promise.all([this.page.waitForEvent("download"), this.page.getByRole("menuitem", { name }).click()]);
    return readFile(await file.path(), "utf8");
  }
}

let why: Why;
/** One run for all tests: explanations of it are kept, as they are for a person who comes back. */
let run: string;
test.beforeAll(async ({ request }) => {
  run = await startRun(request, PROMPT);
});
test.beforeEach(async ({ inspector, page }) => {
  why = new Why(page);
  await inspector.open(`/?i=${run}`);
  await inspector.lock(PLACE);
});

test("the answer comes in three sentences, each with a way to its chart", async ({ page }) => {
  await expect(why.sentences).toHaveCount(0);
  await why.panel.getByRole("button", { name: "Explain in three sentences" }).click();
  await expect(why.sentences).toHaveCount(3);
  await expect(why.sentences.first()).toContainText(/becomes the first choice at layer \d of 0 to 5/);
  await why.sentences.nth(1).getByRole("button", { name: "Contributions" }).click();
  await expect(page.getByRole("tab", { name: "Contributions" })).toHaveAttribute("aria-selected", "true");
  await why.sentences.first().getByRole("button", { name: "Layers" }).click();
  await expect(why.card("Logit lens")).toBeVisible();
});

test("the lens shows every layer at every place, with its check, its top ten and its figures", async ({ inspector, page }) => {
  await why.tab("Layers");
  const grid = why.card("Logit lens");
  const map = grid.getByRole("application", { name: /^Logit lens, 6 layers by \d+ places/ });
  await expect(map).toBeVisible();
  await expect(grid.locator("[data-check=passed]")).toContainText("the last layer’s lens is the model’s own output");
  await map.focus();
  await page.keyboard.press("ArrowUp");
  await expect(grid.getByText(new RegExp(`^Layer 5 for position ${PLACE}, where “·P” stands, 1\\. ·P .*, 10\\. .*entropy`))).toBeAttached();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await expect(inspector.token(PLACE - 1)).toHaveAttribute("aria-selected", "true");
  await page.goBack();
  await expect(inspector.token(PLACE)).toHaveAttribute("aria-selected", "true");
  await grid.getByRole("combobox", { name: "Colour" }).click();
  await page.getByRole("option", { name: /^Rank of “·P”/ }).click();
  await expect(grid.getByRole("img", { name: /^rank of “·P”: from [\d ]+ through [\d ]+ to 1$/ })).toBeVisible();
  await expect.poll(() => new URL(page.url()).searchParams.get("lens")).toBe("rank");
});

test("the lines mark where it was decided, and the numbers behind them can be had", async ({ page }) => {
  await why.tab("Layers");
  const lines = why.card("“·P”, layer by layer");
  await expect(lines.getByText(/^From layer \d on, “·P” stays the first choice\./)).toBeVisible();
  await expect(lines.locator("[data-check=passed]")).toBeVisible();
  await lines.getByRole("button", { name: /^Save or share/ }).click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: /CSV/ }).click()]);
  const rows = (await readFile(await file.path(), "utf8")).trim().split(/\r?\n/);
  expect(rows).toHaveLength(7);
});

test("the parts of the logit add up, open to heads and experts, and lead to them", async ({ inspector, page }) => {
  await why.tab("Contributions");
  const waterfall = why.card("What adds up to the logit of “·P”");
  await expect(waterfall.locator("[data-check=passed]")).toContainText("the remainder is less than 0.01");
  await waterfall.getByRole("button", { name: /^layer 3 attention: / }).click();
  await expect(waterfall.getByRole("button", { name: /^layer 3, head \d: .*Click to see where it reads$/ })).toHaveCount(6);
  await waterfall.getByRole("button", { name: "By size" }).click();
  const sizes = (await waterfall.getByRole("list").getByRole("button", { name: /^layer \d (attention|experts): / }).evaluateAll((rows) => rows.map((row) => /: ([+−]?[\d.]+) logits/.exec(row.ariaLabel ?? "")?.[1] ?? ""))).map((text) => Math.abs(Number(text.replace("−", "-"))));
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  await page.reload();
  await inspector.finished();
  await expect(waterfall.getByRole("button", { name: /^layer 3, head \d: / })).toHaveCount(6);
  await expect(why.card(/^The 20 largest of \d+ components$/).getByRole("list").getByRole("listitem")).toHaveCount(20);
  await waterfall.getByRole("button", { name: /^layer 3, head 4: / }).click();
  await expect(page.getByRole("region", { name: "Layer 3 · head 4" })).toBeVisible();
  // The head read at the token before the place.
  await expect(inspector.token(PLACE - 1)).toHaveAttribute("aria-selected", "true");
  await page.goBack();
  await expect(waterfall).toBeVisible();
});

test.describe("typing what is no token", () => {
  test.use({ expectedErrors: [/Failed to load resource: the server responded with a status of 400/] });
  test("why this rather than that: picked, typed, refused and taken back", async ({ page }) => {
    await why.tab("Contributions");
    await why.picker("compare with").click();
    const dialog = page.getByRole("dialog", { name: "The token to compare with" });
    await dialog.getByRole("list", { name: "Candidates" }).getByRole("button").first().click();
    await expect(why.card(/^What adds up to the lead of “·P” over/)).toBeVisible();
    await expect(why.sentences.nth(1)).toContainText("logit difference");
    await expect.poll(() => new URL(page.url()).searchParams.get("ask")).toMatch(new RegExp(`^${PLACE}\\.\\.\\d+$`));

    await why.picker("compare with").click();
    const box = dialog.getByRole("textbox", { name: "Find or type a token" });
    await box.fill("two whole words");
    await dialog.getByRole("button", { name: "Ask about “two whole words”" }).click();
    await expect(dialog.getByRole("alert")).toContainText("must be one token");
    await box.fill("a");
    await dialog.getByRole("button", { name: "Ask about “a”" }).click();
    await expect(why.panel.getByRole("status")).toContainText("begins without a space");
    await expect(why.card("What adds up to the lead of “·P” over “a”")).toBeVisible();

    await why.panel.getByRole("button", { name: "Ask about the token that was written" }).click();
    await expect(why.card("What adds up to the logit of “·P”")).toBeVisible();
  });
});

test.describe("what is refused", () => {
  test.use({ expectedErrors: [/Failed to load resource: the server responded with a status of 400/] });
  test("a position and a token that do not exist are named", async ({ inspector, page }) => {
    await page.goto(`/?i=${inspector.id}&t=999&tab=layers`);
    await expect(page.getByText("Position 999 lies outside of this run")).toBeVisible();
    await page.goto(`/?i=${inspector.id}&t=${PLACE}&tab=layers&ask=${PLACE}.999999.`);
    await expect(page.getByText("Token 999999 does not exist in this model")).toBeVisible();
    await page.goto(`/?i=${inspector.id}&t=0&tab=contributions`);
    await expect(page.getByText("Nothing came before the first token")).toBeVisible();
    const answer = await page.request.get(`/api/inspections/${inspector.id}/explanation?position=999`);
    expect(answer.status()).toBe(400);
    expect(await answer.text()).toContain("Position 999 lies outside of the text");
  });
});

test("a model that lacks the nodes is told apart from a failure: the views say what is missing", async ({ inspector, page }) => {
  await page.route(/\/explanation\?/, async (route) => {
    const answer = await route.fetch();
    const missing = { lens: { reason: "The graph has no residual stream." }, contributions: { reason: "The graph has no head outputs." } };
    await route.fulfill({ response: answer, json: { ...(await answer.json()), lens: null, contributions: null, remainder: null, missing } });
  });
  await page.goto(`/?i=${inspector.id}&t=${PLACE}&tab=layers`);
  await expect(page.getByRole("tabpanel").getByText("The graph has no residual stream.")).toBeVisible();
  await why.tab("Contributions");
  await expect(page.getByRole("tabpanel").getByText("The graph has no head outputs.")).toBeVisible();
  await expect(why.sentences).toHaveText([/not known: The graph has no residual stream/, /not known: The graph has no head outputs/]);
});

test("an explanation can be taken along as JSON and as a notebook", async () => {
  await why.tab("Contributions");
  const json: unknown = JSON.parse(await why.download("Explanation as JSON"));
  expect(json).toMatchObject({ position: PLACE - 1, remainder: expect.any(Number), lens: expect.any(Array) });
  const notebook: unknown = JSON.parse(await why.download("Jupyter notebook"));
  expect(notebook).toMatchObject({ nbformat: 4, cells: expect.any(Array) });
});

for (const { colorScheme, width } of [{ colorScheme: "light", width: 1_280 }, { colorScheme: "dark", width: 390 }] as const) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });
    test("the views can be used by everyone", async ({ inspector, page }) => {
      await page.setViewportSize({ width, height: 900 });
      for (const tab of ["layers", "contributions"]) {
        await page.goto(`/?i=${inspector.id}&t=${PLACE}&tab=${tab}&open=f4`);
        await expect(page.locator("[data-check=passed]")).toHaveCount(tab === "layers" ? 2 : 1);
        await expectPresentable(page);
      }
    });
  });
}
