import { readFileSync } from "node:fs";
import { expect, test } from "./fixtures";

const unique = (): string => `story ${Date.now().toString(36)}${Math.floor(Math.random() * 1e6).toString(36)}`;

test("an inspection can be found, renamed, run again and deleted", async ({ inspector, page }) => {
  await inspector.open();
  await inspector.run("The dog ran", { mode: "Completion", generate: 4 });
  const name = unique();
  const open = page.locator("button[aria-current=true]");
  await expect(inspector.recent.locator(open).first()).toBeVisible();
  await inspector.recent.getByRole("listitem").filter({ has: open }).getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: "Rename…" }).click();
  await page.getByRole("textbox", { name: "Title" }).fill(name);
  await page.getByRole("button", { name: "Rename", exact: true }).click();
  await expect(inspector.title).toHaveText(name);

  await page.locator("body").click({ position: { x: 5, y: 400 } });
  await page.keyboard.press("/");
  const search = inspector.recent.getByRole("searchbox");
  await expect(search).toBeFocused();
  await search.fill("no such words anywhere");
  await expect(inspector.recent.getByText("No match")).toBeVisible();
  await search.fill(name);
  await expect(inspector.recent.getByRole("button", { name: new RegExp(name) }).first()).toBeVisible();

  const before = inspector.id;
  await inspector.launch(async () => {
    await page.getByRole("button", { name: "Export and more" }).click();
    await page.getByRole("menuitem", { name: "Run again" }).click();
  });
  await inspector.finished();
  expect(inspector.id).not.toBe(before);

  await page.goto(`/?i=${before}`);
  await inspector.finished();
  await inspector.recent.getByRole("listitem").filter({ has: open }).getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete this inspection?" });
  await expect(dialog).toContainText(name);
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(async () => (await page.request.get(`/api/inspections/${before}`)).status()).toBe(404);
});

test("a copied link reopens exactly the same view, and Back undoes a choice", async ({ inspector, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await inspector.open();
  await inspector.run("Once upon a time there was a little", { mode: "Completion", generate: 8 });
  await inspector.lock(12);
  await page.getByRole("tab", { name: "Experts" }).click();
  await page.getByRole("combobox", { name: "Colour" }).click();
  await page.getByRole("option", { name: "Surprisal" }).click();
  await page.getByRole("button", { name: "Word", exact: true }).click();
  await page.getByRole("button", { name: "Copy link", exact: true }).click();
  await expect(page.getByText("Link copied")).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());

  const second = await context.newPage();
  await second.goto(link);
  await expect(second.getByRole("tab", { name: "Experts" })).toHaveAttribute("aria-selected", "true");
  await expect(second.getByRole("combobox", { name: "Colour" })).toHaveText(/Surprisal/);
  await expect(second.getByRole("button", { name: "Word", exact: true })).toHaveAttribute("aria-pressed", "true");
  await expect(second.locator("[aria-selected=true][data-position]")).toHaveCount(1);
  expect(second.url()).toBe(link);
  await second.close();

  await page.goBack();
  await expect(page.getByRole("button", { name: "Token", exact: true })).toHaveAttribute("aria-pressed", "true");
  await page.goBack();
  await expect(page.getByRole("combobox", { name: "Colour" })).toHaveText(/Probability/);
});

test("an inspection exports as one .safetensors file and as JSON", async ({ inspector, page }) => {
  await inspector.open();
  await inspector.run("The capital of France is", { mode: "Completion", generate: 4 });
  const save = async (item: string) => {
    await page.getByRole("button", { name: "Export and more" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: item }).click();
    return (await download).path();
  };
  const trace = readFileSync(await save("Export as .safetensors"));
  const header = JSON.parse(trace.subarray(8, 8 + Number(trace.readBigUInt64LE(0))).toString()) as Record<string, { shape?: number[] }>;
  expect(header["tokens"]?.shape?.[0]).toBe(await inspector.tokens.count());
  expect(Object.keys(header)).toEqual(expect.arrayContaining(["attention.0", "router.experts.5", "residual.5", "logits.ids", "logprob", "__metadata__"]));
  const json: unknown = JSON.parse(readFileSync(await save("Export as JSON"), "utf8"));
  expect(JSON.stringify(json)).toContain("The capital of France is");
});

test("the text exports as CSV with a row for every token, and shows as a table", async ({ inspector, page }) => {
  await inspector.open();
  await inspector.run("The capital of France is", { mode: "Completion", generate: 4 });
  const menu = page.getByRole("button", { name: "Save or share “Text by token”" });
  await menu.click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Save as CSV" }).click();
  const lines = readFileSync(await (await download).path(), "utf8").trimEnd().split("\r\n");
  expect(lines).toHaveLength(1 + (await inspector.tokens.count()));
  expect(lines[0]).toContain("surprisal (bits)");
  await menu.click();
  await page.getByRole("menuitem", { name: "Show as table" }).click();
  await expect(page.getByRole("dialog", { name: "Text by token" }).getByRole("row")).toHaveCount(lines.length);
});

test("the details of a run name the model's hash and build, and its self-checks hold", async ({ inspector, page }) => {
  await inspector.open();
  await inspector.run("Once upon a time there was a little", { mode: "Completion", generate: 12 });
  await page.getByText("Details of this run").click();
  const checks = page.getByRole("region", { name: "Self-checks" });
  await expect(checks.getByRole("listitem").first()).toContainText("holds: largest deviation");
  await expect(checks.locator("[data-result=passed]")).toHaveCount(5);
  await expect(checks.locator("[data-result=failed]")).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Model", exact: true })).toContainText(/[0-9a-f]{64}/);
  await expect(page.getByRole("region", { name: "Engine" })).toContainText("float32");
});

test("“?” lists the keys", async ({ inspector, page }) => {
  await inspector.open();
  await page.locator("body").press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toContainText("lock the token before or after");
});

test.describe("a first visit", () => {
  test.use({ withTour: true });
  test("has a tour of five steps that can be closed for good", async ({ inspector, page }) => {
    await inspector.open();
    const tour = page.getByRole("complementary", { name: "Tour" });
    for (let step = 1; step < 5; step++) {
      await expect(tour).toContainText(`${step} of 5`);
      await tour.getByRole("button", { name: "Next" }).click();
    }
    await tour.getByRole("button", { name: "Done" }).click();
    await expect(tour).toBeHidden();
    await page.reload();
    await inspector.finished();
    await expect(tour).toBeHidden();
  });
});
