import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { afterEach, describe, expect, it } from "vitest";
import { isAlive, newOwner, ownerOf } from "./ownership";

const me = newOwner();
const spoken = new Date(Date.now() + 60_000);
const silent = new Date(Date.now() - 60_000);
let child: ChildProcess | undefined;
afterEach(() => child?.kill("SIGKILL"));

async function started(): Promise<number> {
  child = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)"], { stdio: "ignore" });
  await new Promise((resolve) => child?.once("spawn", resolve));
  return child.pid ?? 0;
}

describe("a process of this machine", () => {
  it.skipIf(!existsSync("/proc/self/stat"))("lives while the system has it, however long it was silent, and not a moment longer", async () => {
    const owner = ownerOf(await started());
    expect(isAlive({ owner, ownedUntil: silent }, me)).toBe(true);
    expect(isAlive({ owner, ownedUntil: spoken }, me)).toBe(true);
    const gone = new Promise((resolve) => child?.once("exit", resolve));
    child?.kill("SIGKILL");
    await gone;
    expect(isAlive({ owner, ownedUntil: spoken }, me)).toBe(false);
  });

  it.skipIf(!existsSync("/proc/self/stat"))("is not taken for a later one that has its number", async () => {
    const pid = await started();
    const [host, number, , id] = ownerOf(pid).split(" ");
    expect(isAlive({ owner: `${host} ${number} 1 ${id}`, ownedUntil: spoken }, me)).toBe(false);
    // As written down by earlier versions, whose processes are gone.
    expect(isAlive({ owner: `${host} ${number} ${id}`, ownedUntil: spoken }, me)).toBe(false);
  });

  it("of which the system does not tell when it was started lives while it is heard of", async () => {
    const owner = `${hostname()} ${await started()} - x`;
    expect(isAlive({ owner, ownedUntil: spoken }, me)).toBe(true);
    expect(isAlive({ owner, ownedUntil: silent }, me)).toBe(false);
  });

  it("with the number of this one was an earlier one; this one itself does not stand in its own way", () => {
    expect(isAlive({ owner: newOwner(), ownedUntil: spoken }, me)).toBe(false);
    expect(isAlive({ owner: me, ownedUntil: spoken }, me)).toBe(false);
    expect(isAlive({ owner: null, ownedUntil: null }, me)).toBe(false);
  });
});

it("a process of another machine lives while it is heard of", () => {
  expect(isAlive({ owner: "elsewhere 1 2 x", ownedUntil: spoken }, me)).toBe(true);
  expect(isAlive({ owner: "elsewhere 1 2 x", ownedUntil: silent }, me)).toBe(false);
});
