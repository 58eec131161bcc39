import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { expect, test } from "./fixtures";

test("every model file is listed with what it is, what it needs and what can be inspected in it", async ({ page }) => {
  await page.goto("/models");
  const demo = page.getByRole("listitem", { name: "demo/demo-f16.gguf" });
  await expect(demo.getByText("DeepSeek-V3", { exact: true })).toBeVisible();
  await expect(demo.getByText("F16", { exact: true })).toBeVisible();
  await expect(demo.getByText("16.3 MB")).toBeVisible();
  await expect(demo.getByText("apache-2.0")).toBeVisible();
  await expect(demo.getByText(/needs about .* of memory, .* available/)).toBeVisible();
  await expect(demo.getByRole("list", { name: "What can be inspected in it" }).getByRole("listitem")).toHaveText(["attention", "experts", "residual stream", "candidates", "chat"]);
  await expect(demo.getByText("default", { exact: true })).toBeVisible();
});

test("another model is chosen on the page and used by the next run", async ({ inspector, page }) => {
  await page.goto("/models");
  await page.getByRole("button", { name: "Use demo/demo-q8_0.gguf for the next run" }).click();
  await expect(page.getByRole("combobox", { name: "Model for the next run" })).toHaveText("demo/demo-q8_0.gguf");
  await page.getByRole("link", { name: "Inspect" }).click();
  await inspector.finished();
  await inspector.run("The capital of France is", { mode: "Completion", generate: 3 });
  await expect(page.getByText(/^demo-q8_0\.gguf · /)).toBeVisible();
  // And back, by the picker of the top bar.
  await page.getByRole("combobox", { name: "Model for the next run" }).click();
  await page.getByRole("option", { name: /demo-f16\.gguf/ }).click();
  await inspector.run("The capital of France is", { mode: "Completion", generate: 3 });
  await expect(page.getByText(/^demo-f16\.gguf · /)).toBeVisible();
});

test("broken files are listed with their problem and cannot be chosen", async ({ page, request }) => {
  const { folder } = z.object({ folder: z.string() }).parse(await (await request.get("/api/models")).json());
  const files = { "e2e-not-gguf.gguf": Buffer.from("this is no model"), "e2e-cut-off.gguf": Buffer.concat([Buffer.from("GGUF"), Buffer.from([3, 0, 0, 0, 99, 0, 0, 0])]) };
  const paths = Object.keys(files).map((name) => path.resolve(folder, name));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(path.resolve(folder, name), content);
    await page.goto("/models");
    for (const name of Object.keys(files)) {
      const card = page.getByRole("listitem", { name });
      await expect(card).toBeVisible();
      await expect(card.getByRole("button")).toHaveCount(0);
      expect((await card.innerText()).length).toBeGreaterThan(name.length + 10); // the problem, in a sentence
    }
    await page.getByRole("combobox", { name: "Model for the next run" }).click();
    await expect(page.getByRole("option", { name: /e2e-not-gguf/ })).toHaveAttribute("aria-disabled", "true");
  } finally {
    for (const file of paths) rmSync(file, { force: true });
  }
});

test("the page says how to fetch a real DeepSeek and what fits this machine", async ({ page }) => {
  await page.goto("/models");
  const section = page.getByRole("region", { name: "Bring a real DeepSeek" });
  await expect(section.getByText("npx --no node-llama-cpp pull --dir models hf:unsloth/DeepSeek-R1-Distill-Qwen-1.5B-GGUF:Q4_K_M")).toBeVisible();
  await section.getByRole("button", { name: "F16", exact: true }).click();
  await expect(section.getByText("≈ 31.4 GB")).toBeVisible();
  await expect(section.getByText(/fits here|too large here/).first()).toBeVisible();
  await expect(section.getByText(/parameters × bits per parameter/)).toBeVisible();
});
