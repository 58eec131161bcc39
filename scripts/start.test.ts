import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { hostToListenOn, reachInWords } from "./setup/reach";

const root = path.resolve(import.meta.dirname, "..");

/** Starts as far as the arguments let it; it ends before anything is built or served. */
function start(args: readonly string[], environment: Record<string, string> = {}): { code: number | null; said: string } {
  const { VITRINE_PASSWORD: _, VITRINE_ALLOW_NETWORK: __, VITRINE_HOST: ___, ...clean } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", path.join(root, "scripts/start.ts"), ...args], { cwd: root, env: { ...clean, ...environment }, encoding: "utf8", timeout: 25_000 });
  return { code: status, said: `${stdout}${stderr}` };
}

describe("a start beyond this machine", () => {
  it("is refused without the flag, without a password, and with one that is too short", () => {
    expect(start(["--host", "0.0.0.0"])).toMatchObject({ code: 1, said: expect.stringContaining("--allow-network") as string });
    expect(start([], { VITRINE_HOST: "192.168.1.4", VITRINE_PASSWORD: "long enough it is" })).toMatchObject({ code: 1, said: expect.stringContaining("--allow-network") as string });
    expect(start(["--host", "0.0.0.0", "--allow-network"])).toMatchObject({ code: 1, said: expect.stringContaining("VITRINE_PASSWORD") as string });
    expect(start(["--host", "0.0.0.0", "--allow-network"], { VITRINE_PASSWORD: "short" })).toMatchObject({ code: 1, said: expect.stringContaining("at least 12") as string });
    expect(start(["--host"])).toMatchObject({ code: 1, said: expect.stringContaining("Usage: npm start") as string });
  });

  it("is not what an empty address means: that is the loopback address, or the one that the environment names", () => {
    for (const empty of [undefined, "", "  "]) {
      expect(hostToListenOn(empty, undefined)).toBe("127.0.0.1");
      expect(hostToListenOn(empty, " ")).toBe("127.0.0.1");
      expect(hostToListenOn(empty, "192.168.1.4")).toBe("192.168.1.4");
    }
    expect(hostToListenOn(" 10.0.0.1 ", "192.168.1.4")).toBe("10.0.0.1");
    expect(start(["--host="], { VITRINE_HOST: "0.0.0.0" })).toMatchObject({ code: 1, said: expect.stringContaining("--allow-network") as string });
  });

  it("says what can be reached with the password and what without", () => {
    const words = reachInWords("0.0.0.0", new Set(["lab.example"])).join("\n");
    for (const told of ["every address", "lab.example", "/r/", "with the access password", "not encrypted"]) expect(words).toContain(told);
    expect(reachInWords("Office.example", new Set(["office.example"])).join("\n").match(/office\.example/gi)).toHaveLength(1);
    expect(reachInWords("192.168.1.4", new Set()).join()).toContain("at 192.168.1.4:");
  });
});
