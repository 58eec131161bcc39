import { expect, test } from "./fixtures";

test.beforeEach(async ({ inspector }) => {
  await inspector.open();
  await inspector.run("Once upon a time there was a little", { mode: "Completion", generate: 12 });
});

/** Probability in percent, as the accessible name of a candidate states it. */
const share = (name: string | null): number => Number(/, <?>?(\d+).%/.exec(name ?? "")?.[1] ?? NaN);

test("the locked place shows its twenty best candidates, with the token that was taken marked", async ({ inspector }) => {
  await inspector.lock(11);
  const rows = inspector.candidates.getByRole("button");
  await expect(rows).toHaveCount(20);
  await expect(inspector.candidates.getByRole("button", { name: /, taken$/ })).toHaveCount(1);
  const names = await rows.evaluateAll((elements) => elements.map((element) => element.getAttribute("aria-label")));
  const shares = names.map(share);
  expect(shares.every((value, i) => i === 0 || value <= (shares[i - 1] ?? 0))).toBe(true);
  await expect(inspector.panel.getByText(/^The model was .* sure of this token\.$/)).toBeVisible();
});

test("a token far from the best is shown with its rank although it is not among the twenty", async ({ inspector }) => {
  await inspector.run("Zebra quantum the of of xylophone", { mode: "Completion", generate: 0 });
  let found = false;
  for (let position = 1; position < (await inspector.tokens.count()) && !found; position++) {
    await inspector.lock(position);
    await expect(inspector.candidates.getByRole("button")).toHaveCount(20);
    found = (await inspector.panel.getByRole("list", { name: "The token that was taken" }).count()) > 0;
  }
  expect(found).toBe(true);
  await expect(inspector.panel.getByRole("list", { name: "The token that was taken" }).getByRole("img")).toHaveAccessibleName(/rank \d+.*taken/);
});

test("sliders re-shape the candidates at once, without a new run, and reset", async ({ inspector }) => {
  await inspector.lock(11);
  const id = inspector.id;
  const best = inspector.candidates.getByRole("button").first();
  const before = share(await best.getAttribute("aria-label"));
  const temperature = inspector.panel.getByRole("slider", { name: "Temperature" });
  await temperature.focus();
  for (let i = 0; i < 10; i++) await temperature.press("ArrowLeft");
  await expect.poll(async () => share(await best.getAttribute("aria-label"))).toBeGreaterThan(before);
  await temperature.press("Home");
  await expect(best).toHaveAccessibleName(/, 100.%/);
  await inspector.panel.getByRole("button", { name: "As predicted" }).click();
  await expect.poll(async () => share(await best.getAttribute("aria-label"))).toBe(before);

  const topK = inspector.panel.getByRole("slider", { name: "Top-k" });
  await topK.focus();
  for (let i = 0; i < 3; i++) await topK.press("ArrowRight");
  await expect(inspector.candidates.getByRole("button", { name: /removed by the filters/ })).toHaveCount(17);
  await expect(inspector.panel.getByText("3 tokens left to draw")).toBeVisible();
  expect(inspector.id).toBe(id);
});

test("clicking a candidate branches there; the tree leads back", async ({ inspector, page }) => {
  await inspector.lock(11);
  const origin = inspector.id;
  const other = inspector.candidates.getByRole("button", { name: /Click to branch/ }).nth(2);
  await inspector.launch(() => other.click());
  await inspector.finished();
  await expect(page.getByText("A branch: token 12 was set to")).toBeVisible();
  await expect(inspector.token(11)).toHaveAttribute("aria-selected", "true");
  await expect(inspector.token(11)).toHaveAttribute("data-forced", "true");
  await expect(inspector.panel.getByText("forced")).toBeVisible();

  const tree = inspector.panel.getByRole("region", { name: "Branches" });
  await expect(tree.getByRole("button")).toHaveCount(2);
  await expect(tree.getByRole("button", { name: /at token 12/ })).toHaveAttribute("aria-current", "true");
  await page.getByRole("button", { name: "Back to the original" }).click();
  await inspector.finished();
  await expect.poll(() => inspector.id).toBe(origin);
  await expect(page.getByText("A branch: token")).toBeHidden();
  await page.goBack();
  await expect(page.getByText("A branch: token 12 was set to")).toBeVisible();
});
