import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { effectSchema } from "@/lib/domain/effect";
import { expectPresentable } from "./accessible";
import { expect, test } from "./fixtures";
import { startRun } from "./inspector";

/** The place of " P" of " Paris" behind this prompt. */
const PLACE = 6;
const PROMPT = "The capital of France is";

class Intervene {
  readonly list: Locator;
  readonly entries: Locator;
  readonly figures: Locator;
  readonly banner: Locator;
  readonly draft: Locator;
  constructor(readonly page: Page) {
    this.list = page.getByRole("region", { name: "Edits", exact: true });
    this.entries = page.getByRole("list", { name: "Edits in the list" }).getByRole("listitem");
    this.figures = page.locator("dl[aria-label=Effect]");
    this.banner = page.getByRole("note", { name: "Modified model" });
    this.draft = page.getByRole("note", { name: "Edits that are tried out" });
  }
  card(name: string | RegExp): Locator {
    return this.page.getByRole("region", { name });
  }
  async tab(name: string): Promise<void> {
    await this.page.getByRole("tab", { name }).click();
  }
  /** Nats. */
  async delta(): Promise<number> {
    const text = (await this.figures.locator("dd").nth(2).textContent()) ?? "";
    return Number(/[+−]?[\d.]+/.exec(text)?.[0].replace("−", "-"));
  }
  async pick(button: string | RegExp, item: string | RegExp): Promise<void> {
    await this.page.getByRole("button", { name: button }).click();
    await this.page.getByRole("menuitem", { name: item }).first().click();
  }
}

let intervene: Intervene;
let run: string;
test.beforeAll(async ({ request }) => {
  run = await startRun(request, PROMPT);
});
test.beforeEach(async ({ inspector, page }) => {
  intervene = new Intervene(page);
  await inspector.open(`/?i=${run}&t=${PLACE}`);
});

test("an expert with a large contribution is switched off with one click: its effect, its cost, an inspection of its own, and evidence to take along", async ({ inspector, page }) => {
  await intervene.tab("Contributions");
  await intervene.pick("Switch one off: A large component", /expert/);
  await expect(page.getByText(/^In the list: expert \d+ of layer \d off, at every position\.$/)).toBeVisible();
  await expect(intervene.draft).toContainText("One edit is in the list: not in force for the run on screen.");
  await page.getByRole("button", { name: "See what it does" }).last().click();

  await expect(intervene.entries).toHaveCount(1);
  await expect(intervene.card(/^Effect on “·P”$/)).toBeVisible();
  expect(await intervene.delta()).not.toBe(0);
  await expect(intervene.figures).toContainText("noise floor");
  await expect(page.getByRole("list", { name: "Candidates of the edited run" }).getByRole("listitem")).toHaveCount(10);
  const cost = intervene.card("The cost elsewhere");
  await expect(cost.getByText(/^Over 5 texts the mean change is/)).toBeVisible();
  await expect(cost.getByRole("list").getByRole("img", { name: /The nurse said that: log p of/ })).toBeVisible();
  await expect(page.getByLabel("Clean continuation")).toContainText("·P");

  await cost.getByRole("button", { name: /^Save or share/ }).click();
  const [csv] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: /CSV/ }).click()]);
  expect(await readFile(await csv.path(), "utf8")).toMatch(/^The nurse said that,·\w+,-[\d.]+,-[\d.]+,/m);

  await inspector.launch(() => page.getByRole("button", { name: "Run and keep as an inspection" }).click());
  await expect(intervene.banner).toContainText(/This run was made with a modified model: Expert \d+ of layer \d off, at every position\./);
  await expect(inspector.title).toHaveText("Edited: The capital of France is");
  await page.reload();
  await expect(intervene.banner).toBeVisible();
  await expect(intervene.entries).toHaveCount(1);
  await expect(intervene.card(/^Effect on /)).toBeVisible();

  await page.getByRole("button", { name: "Export and more" }).click();
  const [json] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "Export as JSON" }).click()]);
  expect(JSON.parse(await readFile(await json.path(), "utf8"))).toMatchObject({ manifest: { edits: [{ kind: "expert-off", positions: "all" }] } });
  await page.getByRole("button", { name: "The run without" }).click();
  await expect(intervene.banner).toHaveCount(0);
});

test("the list is part of the address: off, removed, cleared, and undone by Back", async ({ page, inspector }) => {
  await inspector.open(`/?i=${run}&t=${PLACE}&tab=intervene&edits=xo_3_5_a*-fw_4_a*zz_1`);
  await expect(intervene.entries).toHaveCount(2);
  await expect(page.getByText("One entry of the address is no edit and was left out.")).toBeVisible();
  await page.getByRole("switch", { name: "Feed-forward of layer 4 writes nothing, at every position" }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get("edits")).toBe("xo_3_5_a*fw_4_a");
  await page.getByRole("button", { name: "Remove: Expert 5 of layer 3 off, at every position" }).click();
  await expect(intervene.entries).toHaveCount(1);
  await intervene.pick("More about the list", "Clear the list");
  await expect(page.getByText("Nothing is changed yet")).toBeVisible();
  await page.goBack();
  await expect(intervene.entries).toHaveCount(1);
  await page.goBack();
  await expect(intervene.entries).toHaveCount(2);
});

test("heads, edges and cells are changed where they are seen", async ({ page, inspector }) => {
  await inspector.open(`/?i=${run}&t=5&tab=attention&l=2&h=1&k=3`);
  await intervene.pick("Switch off: Head 1 of layer 2", "Switch off at every position");
  await expect(page.getByText("In the list: head 1 of layer 2 off, at every position.")).toBeVisible();
  await intervene.pick(/^Block this edge: /, "Block it in head 1 of layer 2");
  await inspector.open(`/?i=${run}&t=5&tab=experts&l=3&e=2&edits=${new URL(page.url()).searchParams.get("edits")}`);
  await intervene.pick("Switch off: Expert 2 of layer 3", /^Re-route/);
  await inspector.open(`/?i=${run}&t=5&tab=layers&l=3&edits=${new URL(page.url()).searchParams.get("edits")}`);
  await intervene.pick(/^Change it: Layer 3 at /, "Attention writes nothing here");
  await intervene.tab("Intervene");
  await expect(intervene.entries).toHaveText([
    "Head 1 of layer 2 off, at every position",
    /^“.*” \(5\) does not read “.*” \(3\), in head 1 of layer 2$/,
    "Expert 2 of layer 3 never chosen, at every position",
    /^Attention of layer 3 writes nothing, at “.*” \(position 4\)$/,
  ]);
});

test("an edit is added by hand, refused at its field, and carried as a file", async ({ page }) => {
  await intervene.tab("Intervene");
  await page.getByRole("button", { name: "Add an edit" }).click();
  const form = page.getByRole("form", { name: "Add an edit" });
  await form.getByRole("textbox", { name: "Expert" }).fill("99");
  await form.getByRole("button", { name: "Add to the list" }).click();
  await expect(form.getByRole("alert")).toHaveText(/^Expert 99 does not exist/);
  await form.getByRole("combobox", { name: "Change" }).click();
  await page.getByRole("option", { name: /^Residual scaled/ }).click();
  await form.getByRole("textbox", { name: "Factor" }).fill("1");
  await form.getByRole("button", { name: "Typed" }).click();
  await form.getByRole("textbox", { name: "Positions" }).fill("2, 4-5");
  await form.getByRole("button", { name: "Add to the list" }).click();
  await expect(intervene.entries).toHaveText(["Residual stream after layer 1 times 1, at positions 2, 4 and 5"]);
  await expect(intervene.card(/^Effect on /)).toContainText("Nothing changes: “·P” is exactly as likely as without the edits.");
  expect(await intervene.delta()).toBe(0);

  await page.getByRole("button", { name: "More about the list" }).click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "Export edits.json" }).click()]);
  const exported = await readFile(await file.path(), "utf8");
  expect(JSON.parse(exported)).toEqual([{ kind: "residual-scale", layer: 1, positions: [2, 4, 5], factor: 1 }]);
  const input = page.getByLabel("A file of edits");
  await input.setInputFiles({ name: "edits.json", mimeType: "application/json", buffer: Buffer.from(`[{"kind":"head-off","layer":1,"head":2}]`) });
  await expect(intervene.entries).toHaveText(["Head 2 of layer 1 off, at every position"]);
  await input.setInputFiles({ name: "edits.json", mimeType: "application/json", buffer: Buffer.from(`[{"kind":"head-off","layer":1}]`) });
  await expect(intervene.list.getByRole("alert")).toHaveText(/^The file is not a list of edits: edit 1, “head”/);
});

test.describe("what is refused", () => {
  test.use({ expectedErrors: [/Failed to load resource: the server responded with a status of 400/] });
  test("edits of what the model has not are named, and the engine goes on", async ({ page }) => {
    for (const [edit, path] of [
      [{ kind: "head-off", layer: 50, head: 0 }, "edits.0.layer"],
      [{ kind: "residual-patch", layer: 1, source: "/etc/passwd" }, "edits.0.source"],
    ] as const) {
      const answer = await page.request.post(`/api/inspections/${run}/edited`, { data: { edits: [edit] } });
      expect(answer.status()).toBe(400);
      expect(await answer.json()).toMatchObject({ error: { code: "bad-request", issues: [{ path }] } });
    }
    const effect = await page.request.post(`/api/inspections/${run}/effect`, { data: { position: PLACE - 1, edits: [{ kind: "residual-scale", layer: 0, factor: 1 }] } });
    const { target } = effectSchema.parse(await effect.json());
    expect(target.edited, "an edit that changes nothing").toEqual(target.clean);
    await page.goto(`/?i=${run}&t=${PLACE}&tab=intervene&edits=xo_3_99_a`);
    await expect(intervene.entries.getByRole("alert")).toHaveText(/^Expert 99 does not exist/);
    await expect(page.getByRole("button", { name: "Run and keep as an inspection" })).toHaveCount(0);
  });
});

for (const { colorScheme, width } of [{ colorScheme: "light", width: 1_280 }, { colorScheme: "dark", width: 390 }] as const) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });
    test("the tab can be used by everyone", async ({ page }) => {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`/?i=${run}&t=${PLACE}&tab=intervene&edits=fw_4_a*-xo_3_5_a`);
      await expect(intervene.card("The cost elsewhere").getByText(/^Over 5 texts/)).toBeVisible();
      await page.getByRole("button", { name: "Add an edit" }).click();
      await expectPresentable(page);
    });
  });
}
