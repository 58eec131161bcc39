import { canFindProcesses, engineOf } from "./engine-process";
import { collectFaults, expect, test } from "./fixtures";
import { Inspector } from "./inspector";

/** The browser's own line about an answer that says no. */
const refused = /Failed to load resource: the server responded with a status of (4|5)\d\d/;

test("two tabs running at once both get their run", async ({ inspector, context }) => {
  await inspector.open();
  const second = await context.newPage();
  const faults = collectFaults(second);
  const other = new Inspector(second);
  await other.open();
  await Promise.all([
    inspector.start("Once upon a time there was a little", { mode: "Completion", generate: 200, temperatureSteps: 20 }),
    other.start("The capital of Spain is", { mode: "Completion", generate: 4 }),
  ]);
  await Promise.all([inspector.finished(), other.finished()]);
  expect(await inspector.text()).toContain("Once·upon");
  expect(await other.text()).toContain("Spain");
  expect(inspector.id).not.toBe(other.id);
  expect(faults).toEqual([]);
});

test("a run goes on when its tab is closed, and another tab finds it", async ({ inspector, context, page }) => {
  await inspector.open();
  await inspector.start("Once upon a time there was a little", { mode: "Completion", generate: 300, temperatureSteps: 20 });
  const address = page.url();
  await page.goto("about:blank");
  const second = await context.newPage();
  const other = new Inspector(second);
  await second.goto(address);
  await other.finished();
  expect(await other.tokens.count()).toBeGreaterThan(10);
});

test.describe("when the engine is killed in the middle of a run", () => {
  test.use({ expectedErrors: [refused] });
  test.skip(!canFindProcesses, "needs /proc to find the engine");

  test("the run fails with the reason, the page stays, and the next run works", async ({ inspector, page, baseURL }) => {
    test.setTimeout(120_000);
    await inspector.open();
    const notice = page.getByRole("alert").filter({ hasText: "The engine ended in the middle of this run." });
    // The demo model may be done before the signal arrives: try until one was caught.
    await expect(async () => {
      await inspector.start("Once upon a time there was a little", { mode: "Completion", generate: 480, temperatureSteps: 40, seed: Math.floor(Math.random() * 1e6) });
      const engine = engineOf(baseURL ?? "");
      if (engine !== null) process.kill(engine, "SIGKILL");
      await expect(notice).toBeVisible({ timeout: 4_000 });
    }).toPass({ timeout: 100_000 });
    await expect(notice).toContainText(/killed|SIGKILL|ended/i);
    await inspector.run("The capital of France is", { mode: "Completion", generate: 4 });
    expect(await inspector.text()).toContain("France");
    await expect(notice).toBeHidden();
  });
});

test.describe("bad input", () => {
  test.use({ expectedErrors: [refused] });

  test("a prompt longer than the context is refused with the number, and nothing is lost", async ({ inspector, page }) => {
    await inspector.open();
    const words = "word ".repeat(700);
    await inspector.prompt.fill(words);
    await inspector.runButton.click();
    const notice = page.getByRole("alert").filter({ hasText: "The prompt does not fit the model." });
    await expect(notice).toBeVisible();
    await expect(notice).toContainText(/\d+ tokens/);
    await expect(inspector.prompt).toHaveValue(words);
  });

  test("a link to an inspection that is not there says so and offers the list", async ({ inspector, page }) => {
    await page.goto("/?i=00000000-0000-4000-8000-000000000000");
    const notice = page.getByRole("alert").filter({ hasText: "This inspection is not here." });
    await expect(notice).toBeVisible();
    await expect(notice.getByRole("button")).toHaveCount(0); // asking again would not bring it back
    await inspector.recent.getByRole("button", { name: /tokens/ }).first().click();
    await inspector.finished();
  });

  test("a link full of nonsense opens the view in its default state", async ({ inspector, page }) => {
    await inspector.open();
    const id = inspector.id;
    await page.goto(`/?i=${id}&t=-5&tab=nothing&colour=%3Cscript%3E&l=999&h=abc&unit=%00&over=x`);
    await inspector.finished();
    await expect(page.getByRole("tab", { name: "Attention" })).toHaveAttribute("aria-selected", "true");
    await expect(page.getByRole("combobox", { name: "Colour" })).toHaveText(/Probability/);
    await page.goto(`/?i=${id}&t=99999&e=99999&l=99999&h=99999&tab=experts`);
    await inspector.finished();
    await expect(inspector.panel.getByText("No token is locked")).toBeVisible();
  });

  test("an address that does not exist says so in words", async ({ page }) => {
    await page.goto("/no/such/page");
    await expect(page.getByText("There is nothing at this address")).toBeVisible();
  });

  test("a request from another site is refused", async ({ request }) => {
    const answer = await request.post("/api/inspections", { headers: { origin: "https://elsewhere.example" }, data: { model: "demo/demo-f16.gguf", prompt: "x" } });
    expect(answer.status()).toBe(403);
  });
});
