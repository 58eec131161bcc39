import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createTraceWriter } from "./safetensors-writer";

const folder = mkdtempSync(join(tmpdir(), "vitrine-full-"));

/** A real file system of 256 KiB; only root may mount one, and only on Linux. */
function mountTiny(): boolean {
  return process.platform === "linux" && spawnSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", folder]).status === 0;
}
const mounted = mountTiny();
afterAll(() => {
  if (mounted) execFileSync("umount", [folder]);
  rmSync(folder, { recursive: true, force: true });
});

const half = { name: "half", dtype: "U8", shape: [200_000] } as const;

describe("a full disk", () => {
  it.skipIf(!mounted)("(a mounted 256 KiB file system; needs root) fails the trace with disk-full and leaves no file", async () => {
    const writer = await createTraceWriter(join(folder, "t.safetensors"), [half, { ...half, name: "rest" }], {});
    await writer.write("half", new Uint8Array(200_000).fill(1));
    await expect(writer.write("rest", new Uint8Array(200_000).fill(1))).rejects.toMatchObject({
      code: "disk-full",
      message: expect.stringContaining("The disk is full: the trace takes 0.4 MiB") as string,
    });
    expect(readdirSync(folder)).toEqual([]);
    await writer.abort();
    await expect(writer.finish()).rejects.toThrow(/aborted/);
  });

  it.skipIf(process.platform === "win32")("(a limit on the size of files, anyone may set it) does the same", () => {
    const target = mkdtempSync(join(tmpdir(), "vitrine-limit-"));
    const script = join(target, "write.ts");
    writeFileSync(
      script,
      `import { createTraceWriter } from ${JSON.stringify(join(import.meta.dirname, "safetensors-writer.ts"))};
      process.on("SIGXFSZ", () => {});
      createTraceWriter(${JSON.stringify(join(target, "t.safetensors"))}, [{ name: "x", dtype: "U8", shape: [400_000] }], {})
        .then((writer) => writer.write("x", new Uint8Array(400_000)))
        .then(() => console.log("written"), (error) => console.log(error.code));`,
    );
    // ulimit -f counts blocks of 512 or 1,024 bytes, by shell: 200 of either are less than 400,000 bytes.
    const child = spawnSync("sh", ["-c", 'ulimit -f 200; exec "$0" "$@"', process.execPath, "--import", "tsx", script], { encoding: "utf8" });
    expect(child.stdout.trim(), child.stderr).toBe("disk-full");
    expect(readdirSync(target)).toEqual(["write.ts"]);
    rmSync(target, { recursive: true });
  });
});
