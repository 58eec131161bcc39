import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { findBrowser } from "./browser";

const folder = mkdtempSync(path.join(tmpdir(), "vitrine-browser-"));
const browser = path.join(folder, "google-chrome");
writeFileSync(browser, "");
chmodSync(browser, 0o755);
const other = path.join(folder, "notes.txt");
writeFileSync(other, "");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("finds a browser on the path, and takes the one that is named before it", () => {
  expect(findBrowser({ PATH: folder })).toBe(browser);
  expect(findBrowser({ PATH: "", CHROMIUM_PATH: browser })).toBe(browser);
});

it("does not fall back when the named one cannot be run", () => {
  expect(findBrowser({ PATH: folder, CHROMIUM_PATH: other })).toBeNull();
});
