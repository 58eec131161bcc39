import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { contentHash } from "./content-hash";

let root: string;
const put = (name: string, text: string): void => writeFileSync(path.join(root, name), text);
const hash = () => contentHash(root, ["source", "lock", "absent"], (file) => file.endsWith(".test.ts"));

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "vitrine-hash-"));
  mkdirSync(path.join(root, "source/deep"), { recursive: true });
  put("source/deep/a.ts", "one");
  put("lock", "two");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it("stays the same while the files do", async () => {
  expect(await hash()).toBe(await hash());
});

it("changes with a content, a name and a new file, and not with what is skipped", async () => {
  const seen = [await hash()];
  put("source/deep/a.test.ts", "left out");
  expect(await hash()).toBe(seen[0]);
  put("source/deep/a.ts", "changed");
  seen.push(await hash());
  renameSync(path.join(root, "source/deep/a.ts"), path.join(root, "source/deep/b.ts"));
  seen.push(await hash());
  put("absent", "no more");
  seen.push(await hash());
  expect(new Set(seen).size).toBe(seen.length);
});
