import { expect, test } from "./fixtures";

test.beforeEach(async ({ inspector, page }) => {
  await inspector.open();
  await inspector.run("Once upon a time there was a little", { mode: "Completion", generate: 12 });
  await inspector.lock(11);
  await page.getByRole("tab", { name: "Experts" }).click();
});

test("the locked token's experts are shown layer by layer, and the dense layer says that it has none", async ({ inspector, page }) => {
  const route = page.getByRole("region", { name: /^Where “.*” went$/ });
  await expect(route.getByRole("application")).toBeVisible();
  await expect(route.getByText("dense: every token takes the same path")).toBeVisible();
  await expect(route.getByText(/shared expert also works on every token/)).toBeVisible();
  const before = await route.getByRole("heading").textContent();
  await inspector.token(11).focus();
  await page.keyboard.press("ArrowRight");
  await expect(inspector.token(12)).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("heading", { name: before ?? "", exact: true })).toBeHidden();
});

test("one layer shows all router scores with the chosen ones standing out", async ({ page }) => {
  const router = page.getByRole("region", { name: /^Router of layer \d at/ });
  await expect(router.getByRole("application", { name: "Router scores of 16 experts" })).toBeVisible();
  await expect(router.getByText(/beat the best one left out by/)).toBeVisible();
});

test("a map of load leads to one expert, whose tokens light up in the text", async ({ inspector, page }) => {
  const map = page.getByRole("region", { name: "Load of every expert" });
  await map.getByRole("button", { name: "Gate mass" }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get("load")).toBe("mass");
  await map.getByRole("application").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect.poll(() => new URL(page.url()).searchParams.has("e")).toBe(true);
  const params = new URL(page.url()).searchParams;
  const expert = page.getByRole("region", { name: `Expert ${params.get("e")} of layer ${params.get("l")}` });
  await expect(expert.getByText("selection rate")).toBeVisible();

  await page.getByRole("combobox", { name: "Colour" }).click();
  await page.getByRole("option", { name: /Expert/ }).click();
  await expect(page.getByRole("img", { name: new RegExp(`gate weight of expert ${params.get("e")}, layer ${params.get("l")}`) })).toBeVisible();
  const names = await inspector.tokens.evaluateAll((tokens) => tokens.map((token) => token.getAttribute("aria-label") ?? ""));
  const went = names.filter((name) => !name.endsWith("not chosen")).length;
  await expect(expert.getByText(new RegExp(`^${went} of ${names.length}$`))).toBeVisible();
});
