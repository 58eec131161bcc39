import { Audits, freshSeed } from "./audits";
import { canFindProcesses, engineOf } from "./engine-process";
import { expect, test } from "./fixtures";

test.describe.configure({ timeout: 180_000 });

test("an audit goes on without its tab, pauses, and resumes to the end", async ({ page }) => {
  const audits = new Audits(page);
  const id = await audits.begin({ suites: ["occupation-pronouns-demo", "demo-calibration"], limit: 260, seed: freshSeed(), title: "Paused on the way" });
  await audits.open(id);
  await expect(audits.progress).toContainText("It goes on when you close this tab");
  await page.goto("about:blank");
  await audits.open(id);
  const pause = audits.progress.getByRole("button", { name: "Pause" });
  await pause.click();
  const resume = audits.progress.getByRole("button", { name: "Resume" });
  await expect(resume).toBeVisible();
  await page.reload();
  await resume.click();
  await audits.done();
  await expect(audits.box("Demo model, planted and measured")).toBeVisible();
});

test("an audit under way tells how far, how fast and how long, shows an estimate, and can be stopped for good", async ({ page }) => {
  const audits = new Audits(page);
  const title = `stopped ${Date.now().toString(36)}`;
  const id = await audits.begin({ suites: ["group-sentiment"], seed: freshSeed(), limit: 4_000, title });
  await audits.open(id);
  await expect(audits.progress).toContainText(/\d+ of \d+ texts · .+ per (s|min) · about .+ left/, { timeout: 30_000 });
  await expect(audits.progress.getByText(/estimated.*items$/)).toBeVisible({ timeout: 40_000 });
  const box = audits.box("Group sentiment");
  await expect(box).toContainText("Not finished");
  await expect(box).not.toContainText("adjusted p");

  await page.goto(`/audits?search=${encodeURIComponent(title)}`);
  const row = audits.list.getByRole("listitem");
  await expect(row).toContainText(/running · \d+ of \d+ texts/);
  await row.getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: "Pause" }).click();
  await expect(row).toContainText("paused");
  await row.getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: "Resume" }).click();
  await expect(row).toContainText(/running|waiting/);

  await audits.open(id);
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Stop and delete…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.waitForURL(/\/audits$/);
  await expect(page.getByRole("link", { name: title })).toHaveCount(0);
});

test("a prompt that a person runs goes ahead of an audit", async ({ page, inspector }) => {
  const audits = new Audits(page);
  const id = await audits.begin({ suites: ["group-sentiment"], seed: freshSeed(), limit: 4_000 });
  await audits.open(id);
  await expect(audits.progress).toContainText(/Scoring/, { timeout: 30_000 });
  await inspector.open();
  await inspector.run("The capital of France is", { mode: "Completion", generate: 4 });
  expect(await inspector.text()).toContain("France");
  await audits.open(id);
  await expect(audits.progress.getByRole("button", { name: "Pause" })).toBeVisible();
  await audits.remove(id);
});

test("an audit goes on by itself when the engine is killed under it", async ({ page, baseURL }) => {
  test.skip(!canFindProcesses, "needs /proc to find the engine");
  const audits = new Audits(page);
  const id = await audits.begin({ suites: ["demo-calibration"], limit: 700, seed: freshSeed() });
  await audits.open(id);
  await expect.poll(async () => (await audits.summary(id)).unitsDone, { timeout: 60_000, intervals: [50] }).toBeGreaterThan(0);
  const engine = engineOf(baseURL ?? "");
  expect(engine).not.toBeNull();
  if (engine !== null) process.kill(engine, "SIGKILL");
  const atDeath = await audits.summary(id);
  expect(atDeath.state).toBe("running");
  expect(atDeath.unitsDone).toBeLessThan(atDeath.unitsTotal);
  await audits.done();
  const { state, unitsDone, unitsTotal } = await audits.summary(id);
  expect({ state, unitsDone }).toEqual({ state: "complete", unitsDone: unitsTotal });
  expect(engineOf(baseURL ?? "")).not.toBe(engine);
  await expect(audits.box("Demo model, planted and measured")).toContainText(/Detected|Not detected|Inconclusive/);
});
