import { spawn } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";

const program = path.join(import.meta.dirname, "testing", "exit-in-mid-run.ts");

test.each([5, 150])("a process that ends %i ms into a run ends with its own exit code, not by a signal", async (milliseconds) => {
  const child = spawn(process.execPath, ["--import", "tsx", program, String(milliseconds)], { stdio: "ignore" });
  const ended = await new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
  expect(ended).toEqual({ code: 7, signal: null });
}, 60_000);
