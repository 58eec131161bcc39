import type { Page } from "@playwright/test";
import { expectAccessible, expectNoOverflow } from "./accessible";
import { expect, test } from "./fixtures";
import type { Inspector } from "./inspector";

const screens = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } } as const;
type Screen = keyof typeof screens;

interface State {
  name: string;
  on?: Screen;
  show: (parts: { page: Page; inspector: Inspector }) => Promise<void>;
}

const states: readonly State[] = [
  { name: "attention", show: async ({ inspector }) => inspector.open() },
  {
    name: "attention over the text, strip coloured by attention",
    show: async ({ inspector, page }) => {
      await inspector.open();
      await page.goto(`/?i=${inspector.id}&t=8&colour=attention&detail=text&over=layer&unit=word`);
      await inspector.finished();
    },
  },
  {
    name: "experts",
    show: async ({ inspector, page }) => {
      await inspector.open();
      await page.getByRole("tab", { name: "Experts" }).click();
      await expect(page.getByRole("region", { name: "Load of every expert" })).toBeVisible();
    },
  },
  {
    name: "settings",
    show: async ({ inspector, page }) => {
      await inspector.open();
      await page.getByTitle("Settings of the next run").click();
      await expect(page.getByRole("dialog", { name: "Settings of the next run" })).toBeVisible();
    },
  },
  {
    name: "keys",
    show: async ({ inspector, page }) => {
      await inspector.open();
      await page.getByRole("button", { name: "Keys and help (?)" }).click();
      await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
    },
  },
  {
    name: "details of the run",
    show: async ({ inspector, page }) => {
      await inspector.open();
      await page.getByText("Details of this run").click();
      await expect(page.locator("[data-result=passed]").first()).toBeVisible();
    },
  },
  {
    name: "the token in its sheet",
    on: "narrow",
    show: async ({ inspector, page }) => {
      await inspector.open();
      await page.getByRole("button", { name: /Candidates$/ }).click();
      await expect(page.getByRole("dialog", { name: "The locked token" })).toBeVisible();
    },
  },
  {
    name: "the list in its sheet",
    on: "narrow",
    show: async ({ inspector, page }) => {
      await inspector.open();
      await page.getByRole("button", { name: "Recent", exact: true }).click();
      await expect(page.getByRole("dialog", { name: "Inspections" })).toBeVisible();
    },
  },
  {
    name: "an inspection that is not there",
    show: async ({ page }) => {
      await page.goto("/?i=00000000-0000-4000-8000-000000000000");
      await expect(page.getByRole("alert").first()).toBeVisible();
    },
  },
  {
    name: "models",
    show: async ({ page }) => {
      await page.goto("/models");
      await expect(page.getByRole("listitem", { name: "demo/demo-f16.gguf" })).toBeVisible();
    },
  },
  {
    name: "nothing at this address",
    show: async ({ page }) => {
      await page.goto("/no/such/page");
      await expect(page.getByText("There is nothing at this address")).toBeVisible();
    },
  },
];

for (const colorScheme of ["light", "dark"] as const) {
  for (const screen of ["wide", "narrow"] as const) {
    test.describe(`${colorScheme}, ${screen}`, () => {
      test.use({
        colorScheme,
        viewport: screens[screen],
        contextOptions: { reducedMotion: "reduce" },
        expectedErrors: [/Failed to load resource: the server responded with a status of 404/],
      });
      for (const { name, on, show } of states.filter((state) => state.on === undefined || state.on === screen)) {
        test(`${name} has no accessibility violations`, async ({ page, inspector }) => {
          await show({ page, inspector });
          await expectAccessible(page);
          if (on !== "narrow") await expectNoOverflow(page);
        });
      }
    });
  }
}

test("a run under way has no accessibility violations", async ({ inspector, page }) => {
  await inspector.open();
  await inspector.start("Once upon a time there was a little", { mode: "Completion", generate: 450, temperatureSteps: 30 });
  await expectAccessible(page);
  await inspector.finished();
});

test("the whole page can be worked with the keyboard", async ({ inspector, page }) => {
  await inspector.open();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(inspector.prompt).toBeFocused();
  for (let presses = 0; presses < 40 && !(await inspector.strip.locator(":focus").count()); presses++) await page.keyboard.press("Tab");
  await expect(inspector.strip.locator(":focus")).toHaveCount(1);
  await page.keyboard.press("Tab"); // the strip is one stop
  await expect(inspector.strip.locator(":focus")).toHaveCount(0);
});
