import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import type { APIRequestContext, Locator, Page } from "@playwright/test";
import { inspectionResourceSchema, startedSchema } from "@/lib/domain/api";
import { recoveredShare, sweepSchema, type Sweep } from "@/lib/domain/sweep";
import { expect, test } from "./fixtures";

/** The place of the capital behind these prompts; they differ at position 4 alone. */
const PLACE = 6;
const CITY = 4;
const PROMPT = "The capital of France is";
const OTHER = "The capital of Italy is";

class Patching {
  readonly region: Locator;
  readonly map: Locator;
  readonly strips: Locator;
  readonly dropped: Locator;
  constructor(readonly page: Page) {
    this.region = page.getByRole("region", { name: "Patching", exact: true });
    this.map = this.region.getByRole("application", { name: /^Residual stream taken over, 6 layers by 6 positions/ });
    this.strips = this.region.getByRole("group", { name: /^The source above this text/ });
    this.dropped = this.region.getByRole("list", { name: "Cells put into this text" }).getByRole("listitem");
  }
  token(text: string, of: "the source" | "this text"): Locator {
    return this.strips.getByRole("button", { name: new RegExp(`^“·?${text}”, position \\d+ of ${of}$`) });
  }
  async json(): Promise<Sweep> {
    const [file] = await Promise.all([this.page.waitForEvent("download"), this.region.getByRole("button", { name: "Whole sweep as JSON" }).click()]);
    return sweepSchema.parse(JSON.parse(await readFile(await file.path(), "utf8")));
  }
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target.join(" ")).slice(0, 5).join(", ")})`)).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow, "the page does not scroll sideways").toBeLessThanOrEqual(0);
}

async function inspect(request: APIRequestContext, prompt: string): Promise<string> {
  const started = await request.post("/api/inspections", { data: { model: "demo/demo-f16.gguf", prompt, mode: "completion", generate: 4 } });
  const { id } = startedSchema.parse(await started.json());
  await expect.poll(async () => inspectionResourceSchema.parse(await (await request.get(`/api/inspections/${id}`)).json()).running).toBe(false);
  return id;
}

let patching: Patching;
let run: string;
let other: string;
test.beforeAll(async ({ request }) => {
  other = await inspect(request, OTHER);
  run = await inspect(request, PROMPT);
});
test.beforeEach(({ page }) => {
  patching = new Patching(page);
});

test("another prompt is run and taken, and all cells are patched: what recovers, what cannot matter", async ({ inspector, page }) => {
  await inspector.open(`/?i=${run}&t=${PLACE}&tab=intervene`);
  await patching.region.getByRole("textbox", { name: /^Another prompt/ }).fill("The capital of Spain is");
  await patching.region.getByRole("button", { name: "Run and take" }).click();
  await expect(patching.token("Spain", "the source")).toBeVisible();
  await patching.region.getByRole("combobox", { name: "Take values from" }).click();
  await page.getByRole("option", { name: /The capital of Italy is/ }).first().click();
  await expect(patching.token("Italy", "the source")).toBeVisible();
  await expect(patching.token("France", "this text")).toHaveAttribute("data-differs", "true");
  await expect(patching.region.getByText("both texts have the same length")).toBeVisible();
  await patching.region.getByRole("button", { name: /^Ask why .* rather than/ }).click();
  await patching.region.getByRole("button", { name: "Patch all 12 cells" }).click();
  await expect(patching.map).toBeVisible();
  await expect(patching.region.getByRole("progressbar")).toHaveCount(0);
  const sweep = await patching.json();
  expect(sweep).toMatchObject({ state: "complete", kind: "patch-residual", cells: 12, source: { alignment: "positions" } });
  const share = (layer: number, column: number): number | null => {
    const cell = sweep.own.cells.find((one) => one.layer === layer && one.column === column);
    return cell ? recoveredShare(sweep, cell) : null;
  };
  // Early the country carries all of it, and at the end the last token: its residual after the last layer is the prediction.
  expect(share(0, CITY)).toBeGreaterThan(0.9);
  expect(share(5, PLACE - 1)).toBeCloseTo(1, 3);
  expect(share(5, CITY)).toBeCloseTo(0, 6);
  expect(share(0, 1)).toBeNull();

  await patching.map.focus();
  await page.keyboard.press("Home");
  await expect(patching.region.getByText(/“The” at position 1|at position 0.*not measured/).first()).toBeAttached();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  const actions = patching.region.getByRole("group", { name: "The locked cell" });
  await expect(actions).toContainText("Layer 0, “·France” at position 4");
  await expect(actions).toContainText("takes the value of “·Italy” at position 4 of the source");
  await actions.getByRole("button", { name: "Add to the edits" }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get("edits")).toBe(`rp_0_4_${other}_4`);
  await expectAccessible(page);
});

test("one cell is dragged, or picked and put down by keys, within a layer", async ({ inspector, page }) => {
  await inspector.open(`/?i=${run}&t=${PLACE}&tab=intervene&from=${other}&l=0`);
  await patching.token("Italy", "the source").dragTo(patching.token("France", "this text"));
  await expect(patching.dropped).toHaveCount(1);
  await expect(patching.dropped.first()).toContainText(/Residual stream, layer 0 “·Italy” → “·France”.*% recovered/);
  // A token that does not stand for it, by keys.
  await patching.token("is", "the source").focus();
  await page.keyboard.press("Enter");
  await expect(patching.region.getByText(/^Picked “·is” of the source at layer 0\./)).toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await expect(patching.dropped).toHaveCount(2);
  await expect(patching.dropped.first()).toContainText(/“·is” → “·France”.*(recovered|noise)/);
  await patching.dropped.first().getByRole("button", { name: /^Remove/ }).click();
  await expect(patching.dropped).toHaveCount(1);
});

test("texts of different lengths are aligned on what they have in common, and a text with itself has nothing to take over", async ({ inspector, page, request }) => {
  const longer = await inspect(request, "The capital of the old France is");
  await inspector.open(`/?i=${run}&t=${PLACE}&tab=intervene&from=${longer}`);
  await expect(patching.region.getByText("they are aligned on what they have in common")).toBeVisible();
  await patching.region.getByRole("button", { name: "Attention", exact: true }).click();
  await patching.region.getByRole("button", { name: /^Patch all \d+ cells$/ }).click();
  await expect(patching.region.getByRole("application", { name: /^Attention’s part taken over/ })).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page);
  const same = await inspect(request, PROMPT);
  await inspector.open(`/?i=${run}&t=${PLACE}&tab=intervene&from=${same}`);
  await expect(patching.region.getByText("Both texts are the same up to here: there is nothing to take over.")).toBeVisible();
  await expect(patching.region.getByRole("button", { name: /^Patch all/ })).toBeDisabled();
});
