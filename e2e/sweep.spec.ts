import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { inspectionResourceSchema, startedSchema } from "@/lib/domain/api";
import { effectSchema } from "@/lib/domain/effect";
import { effectOf, sweepSchema, type Sweep } from "@/lib/domain/sweep";
import { expect, test } from "./fixtures";

/** The place of " P" of " Paris" behind this prompt. */
const PLACE = 6;
const PROMPT = "The capital of France is";

class Sweeping {
  readonly region: Locator;
  readonly experts: Locator;
  readonly actions: Locator;
  constructor(readonly page: Page) {
    this.region = page.getByRole("region", { name: "Sweep", exact: true });
    this.experts = this.region.getByRole("application", { name: /^Experts off, 5 layers by 16 experts/ });
    this.actions = this.region.getByRole("group", { name: "The locked cell" });
  }
  card(name: string | RegExp): Locator {
    return this.region.getByRole("region", { name });
  }
  async change(kind: string): Promise<void> {
    await this.region.getByRole("combobox", { name: "Change one by one" }).click();
    await this.page.getByRole("option", { name: new RegExp(`^${kind}`) }).click();
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

let sweeping: Sweeping;
let run: string;
test.beforeAll(async ({ request }) => {
  const started = await request.post("/api/inspections", { data: { model: "demo/demo-f16.gguf", prompt: PROMPT, mode: "completion", generate: 8 } });
  run = startedSchema.parse(await started.json()).id;
  await expect.poll(async () => inspectionResourceSchema.parse(await (await request.get(`/api/inspections/${run}`)).json()).running).toBe(false);
});
test.beforeEach(async ({ inspector, page }) => {
  sweeping = new Sweeping(page);
  await inspector.open(`/?i=${run}&t=${PLACE}&tab=intervene`);
});

test("every expert is switched off in turn: map, ranks, what foretold it, and the cell in the list of edits", async ({ page, request }) => {
  await expect(sweeping.region.getByText("Up to 81 evaluations")).toBeVisible();
  await sweeping.region.getByRole("button", { name: "Measure 80 experts" }).click();
  await expect(sweeping.experts).toBeVisible({ timeout: 60_000 });
  await expect(sweeping.region.getByRole("progressbar")).toHaveCount(0);
  const sweep = await sweeping.json();
  expect(sweep).toMatchObject({ state: "complete", kind: "expert-off", position: PLACE - 1, layers: [1, 2, 3, 4, 5], columns: 16 });
  expect(sweep.own.cells).toHaveLength(80);
  // Two experts a layer were chosen; taking another one away changes nothing.
  const chosen = new Set(sweep.predicted.map(({ layer, column }) => `${layer} ${column}`));
  expect(chosen.size).toBe(10);
  expect(sweep.own.cells.filter((cell) => !chosen.has(`${cell.layer} ${cell.column}`)).every((cell) => cell.delta === 0)).toBe(true);
  const strongest = [...sweep.own.cells].sort((a, b) => Math.abs(effectOf(b)) - Math.abs(effectOf(a)))[0];
  if (!strongest) throw new Error("no cells");
  expect(Math.abs(strongest.delta)).toBeGreaterThan(sweep.own.noiseFloor);
  // A sweep says what the edit by itself does.
  const edits = [{ kind: "expert-off", layer: strongest.layer, expert: strongest.column, positions: [PLACE - 1] }];
  const single = await request.post(`/api/inspections/${run}/effect`, { data: { position: PLACE - 1, target: sweep.target, edits, generate: 1 } });
  const { target } = effectSchema.parse(await single.json());
  expect(target.edited.logprob - target.clean.logprob).toBeCloseTo(strongest.delta, 2);

  const ranked = sweeping.card("What mattered most").getByRole("list").getByRole("button");
  await expect(ranked.first()).toHaveAccessibleName(new RegExp(`^layer ${strongest.layer}, expert ${strongest.column} · Δ .* nats \\(measured\\).* gate weight .* \\(measured\\)`));
  await ranked.first().click();
  await expect(sweeping.actions).toContainText(`Layer ${strongest.layer}, expert ${strongest.column}`);
  await expect.poll(() => new URL(page.url()).searchParams.get("e")).toBe(String(strongest.column));
  await sweeping.actions.getByRole("button", { name: "Add to the edits" }).click();
  await expect(sweeping.actions.getByRole("status")).toHaveText("It is in the list of edits above.");
  await expect.poll(() => new URL(page.url()).searchParams.get("edits")).toBe(`xo_${strongest.layer}_${strongest.column}_${PLACE - 1}`);
  await expect(page.getByRole("list", { name: "Edits in the list" }).getByRole("listitem")).toHaveCount(1);

  const foretold = sweeping.card("Does the router foretell it?");
  await expect(foretold).toContainText("routing statistics do not predict an expert’s causal effect.");
  await expect(foretold).toContainText(/ρ = −?[.\d]+ over 10 cells/);
  await foretold.getByRole("button", { name: "Direct contribution" }).click();
  await expect(sweeping.card("Does the direct contribution foretell it?")).toContainText(/ρ = −?[.\d]+ over 10 cells/);
  await sweeping.actions.getByRole("button", { name: "Open the expert" }).click();
  await expect(page.getByRole("tab", { name: "Experts" })).toHaveAttribute("aria-selected", "true");
});

test("what was measured is found again, moved through by keys, and taken along", async ({ page }) => {
  await expect(sweeping.experts).toBeVisible();
  await expect(sweeping.region.getByRole("button", { name: "Measure 80 experts" })).toHaveCount(0);
  await sweeping.experts.focus();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowRight", "Enter"]) await page.keyboard.press(key);
  await expect(sweeping.actions).toContainText("Layer 2, expert 1");
  await page.keyboard.press("Escape");
  await expect(sweeping.actions).toContainText("Click a cell");
  const map = sweeping.card(/^Experts off: what it does to/);
  await map.getByRole("button", { name: /^Save or share/ }).click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: /CSV/ }).click()]);
  expect((await readFile(await file.path(), "utf8")).trim().split(/\r?\n/)).toHaveLength(81);
  await map.getByRole("button", { name: /^Save or share/ }).click();
  const [picture] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: /SVG/ }).click()]);
  expect(await readFile(await picture.path(), "utf8")).toContain("</svg>");
  await expectAccessible(page);
});

test("a head sweep over several texts is tested, adjusted, and set against random sets", async ({ page }) => {
  await sweeping.change("Heads off");
  await sweeping.region.getByRole("textbox", { name: "Further texts, one a line" }).fill(["In France, the capital is", "The main city of France is", "France has its capital in", "The capital city of France is", "Q: What is the capital of France? A:"].join("\n"));
  await expect(sweeping.region.getByText(/With 6 texts p can fall to \.031/)).toBeVisible();
  await sweeping.region.getByRole("button", { name: "Use these 5 texts" }).click();
  await sweeping.region.getByRole("switch", { name: /^Compare with random sets/ }).click();
  await sweeping.region.getByRole("button", { name: "Measure 36 heads" }).click();
  const texts = sweeping.card("Over 6 texts");
  await expect(texts.getByRole("list", { name: "The texts and how they are without a change" }).getByRole("listitem")).toHaveCount(6, { timeout: 60_000 });
  await expect(texts).toContainText(/of 36 heads pass at \.05 after adjustment|No head passes at \.05/);
  await expect(texts.getByRole("row")).toHaveCount(16);
  const control = sweeping.card("Against random sets");
  await expect(control).toContainText(/The 4 heads that matter most, together, did (more than each of 50 random sets|no more than \d+ of 50 random sets did)/);
  await expect(control.getByRole("img", { name: /^50 random sets between/ })).toBeVisible();
  const sweep = await sweeping.json();
  expect(sweep.others).toHaveLength(5);
  expect(sweep.tested.every(({ p, adjusted }) => p >= 1 / 32 && adjusted >= p)).toBe(true);
  await sweeping.region.getByRole("button", { name: "Mean over 6 texts", exact: true }).click();
  await expect(sweeping.card(/^Heads off: what it does to/)).toContainText("The mean of the measured effects over 6 texts.");
  await expectAccessible(page);
  // The texts are not in the address: the list of what is kept brings them back.
  await page.reload();
  await sweeping.region.getByRole("button", { name: /^Kept sweeps/ }).click();
  await page.getByRole("menuitem").first().click();
  await expect(texts).toBeVisible();
});

test("a long sweep is stopped, kept, and goes on where it was", async () => {
  await sweeping.region.getByRole("button", { name: "every position" }).click();
  await sweeping.region.getByRole("textbox", { name: "Further texts, one a line" }).fill(Array.from({ length: 40 }, (_, i) => `Number ${i} of the capital cities of the world is the old city of`).join("\n"));
  await sweeping.region.getByRole("button", { name: "Use these 40 texts" }).click();
  await sweeping.region.getByRole("button", { name: "Measure 80 experts" }).click();
  await expect(sweeping.region.getByText(/of 3280 experts · .* left|of 3280 experts/)).toBeVisible();
  await expect(sweeping.experts).toBeVisible();
  await sweeping.region.getByRole("button", { name: "Stop" }).click();
  const stopped = sweeping.region.getByText(/^Stopped after \d+ of 3280\.$/);
  await expect(stopped).toBeVisible();
  const before = Number(/after (\d+)/.exec((await stopped.textContent()) ?? "")?.[1]);
  await sweeping.region.getByRole("button", { name: "Go on" }).click();
  await expect(sweeping.region.getByRole("progressbar")).toBeVisible();
  await sweeping.region.getByRole("button", { name: "Stop" }).click();
  await expect(stopped).toBeVisible();
  expect(Number(/after (\d+)/.exec((await stopped.textContent()) ?? "")?.[1])).toBeGreaterThanOrEqual(before);
});

test("cells of layers by positions, and layers that make no sense", async ({ page }) => {
  await sweeping.change("FFN off, by token");
  await sweeping.region.getByRole("textbox", { name: "Layers" }).fill("2-3, 9");
  await expect(sweeping.region.getByRole("alert")).toContainText("Layer 9 has nothing of this kind");
  await sweeping.region.getByRole("textbox", { name: "Layers" }).fill("2-3");
  await sweeping.region.getByRole("textbox", { name: "Layers" }).press("Enter");
  await sweeping.region.getByRole("button", { name: "Measure 12 cells" }).click();
  const map = sweeping.region.getByRole("application", { name: /^FFN off, by token, 2 layers by 6 positions/ });
  await expect(map).toBeVisible();
  await expect.poll(() => new URL(page.url()).searchParams.get("layers")).toBe("2-3");
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(map).toBeVisible();
  await expectAccessible(page);
});
