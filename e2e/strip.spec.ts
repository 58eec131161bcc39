import { expect, test } from "./fixtures";

test.beforeEach(async ({ inspector }) => {
  await inspector.open();
});

test("every token is a chip that says what it is; prompt and completion are told apart in words", async ({ inspector }) => {
  await inspector.run("The capital of France is", { mode: "Completion", generate: 6 });
  await expect(inspector.token(1)).toHaveAccessibleName(/^The, prompt, token 2 of \d+, probability of the token \./);
  await expect(inspector.token(0)).toHaveAccessibleName(/^control token .*not measured$/);
  await expect(inspector.token(6)).toHaveAccessibleName(/written, token 7 of/);
  await expect(inspector.token(6)).toHaveAttribute("data-part", "written");
});

test("colours switch between probability, surprisal, entropy and rank, each with its legend", async ({ page }) => {
  for (const [choice, legend] of [
    ["Surprisal", "surprisal, bits: from 0 to 10+"],
    ["Entropy", "entropy of the choice, bits: from 0 to 8+"],
    ["Rank", "rank of the token: from 1 to 1000+"],
    ["Probability", "probability of the token: from 0 to 1"],
  ] as const) {
    await page.getByRole("combobox", { name: "Colour" }).click();
    await page.getByRole("option", { name: choice }).click();
    await expect(page.getByRole("img", { name: legend })).toBeVisible();
  }
  expect(new URL(page.url()).searchParams.get("colour")).toBeNull(); // the default stays out of the address
});

test("words and sentences put tokens together", async ({ inspector, page }) => {
  await inspector.run("The dog ran. The cat sat. It was", { mode: "Completion", generate: 8 });
  const tokens = await inspector.tokens.count();
  await page.getByRole("button", { name: "Word", exact: true }).click();
  await expect(async () => expect(await inspector.tokens.count()).toBeLessThanOrEqual(tokens)).toPass();
  await expect(page.getByText("probability of the token: lowest of its tokens")).toBeVisible();
  await page.getByRole("button", { name: "Sentence", exact: true }).click();
  await expect(inspector.tokens.filter({ hasText: "dog" })).toHaveText(/The·dog·ran\./);
  await page.getByRole("button", { name: "Token", exact: true }).click();
  await expect(inspector.tokens).toHaveCount(tokens);
});

test("spaces and line breaks are visible, and bytes of one character are joined", async ({ inspector }) => {
  await inspector.run("a 😀\nb", { mode: "Completion", generate: 0 });
  expect(await inspector.strip.innerText()).toContain("·");
  expect(await inspector.strip.innerText()).toContain("↵");
  await expect(inspector.strip.getByText("😀")).toBeVisible();
  const parts = inspector.tokens.filter({ has: inspector.page.locator(":scope") }).and(inspector.page.locator("[data-run]"));
  expect(await parts.count()).toBeGreaterThan(1);
  await parts.nth(1).click();
  await expect(inspector.panel.getByText(/Byte fragment 2 of \d/)).toBeVisible();
});

test("characters that hide or turn text around are named instead of obeyed", async ({ inspector }) => {
  await inspector.run("user\u202eadmin <script>alert(1)</script>", { mode: "Completion", generate: 0 });
  await expect(inspector.strip.getByText("⟨RLO⟩")).toBeVisible();
  expect(await inspector.text()).toContain("<script>alert(1)</script>".slice(0, 7));
});

test("a <think> span is bracketed", async ({ inspector, page }) => {
  await inspector.launch(() => page.getByRole("button", { name: "A sum", exact: true }).click());
  await inspector.finished();
  await expect(inspector.strip.locator("[data-think=start]")).toHaveCount(1);
  await expect(inspector.strip.locator("[data-think=end]")).toHaveCount(1);
  expect(await inspector.strip.locator("[data-think=inside]").count()).toBeGreaterThan(5);
  await expect(page.getByText("thinking", { exact: true })).toBeVisible();
});

test("hovering previews, a click locks, arrow keys move and Escape unlocks", async ({ inspector, page }) => {
  await inspector.run("The capital of France is", { mode: "Completion", generate: 6 });
  await inspector.lock(3);
  await inspector.token(5).hover();
  await expect(inspector.token(5)).toHaveAttribute("data-preview", "true");
  await expect(inspector.token(3)).toHaveAttribute("aria-selected", "true");
  await page.mouse.move(0, 0);
  await page.keyboard.press("ArrowRight");
  await expect(inspector.token(4)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(inspector.token(2)).toHaveAttribute("aria-selected", "true");
  await inspector.token(2).focus();
  await page.keyboard.press("End");
  await expect(inspector.tokens.last()).toHaveAttribute("aria-selected", "true");
  await expect(inspector.tokens.last()).toBeFocused();
  await page.keyboard.press("Home");
  await expect(inspector.token(0)).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(inspector.lockedToken).toHaveCount(0);
  await expect(inspector.panel.getByText("No token is locked")).toBeVisible();
});

test("the prompt can be hidden, which the address keeps", async ({ inspector, page }) => {
  await inspector.run("The capital of France is", { mode: "Completion", generate: 4 });
  await page.getByRole("switch", { name: "Prompt" }).click();
  await expect(inspector.strip.locator("[data-part=prompt]")).toHaveCount(0);
  await page.reload();
  await inspector.finished();
  await expect(inspector.strip.locator("[data-part=prompt]")).toHaveCount(0);
  await expect(inspector.strip.locator("[data-part=written]").first()).toBeVisible();
});
