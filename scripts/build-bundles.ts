import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, stop } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/**
 * Bundles what runs outside of Next: dist/engine.js (the process with native code), dist/cli.js (`npx vitrine`) and
 * dist/statistics-worker.js (the thread that computes findings). Packages stay
 * in node_modules, because several of them load files beside themselves; the addon is found at run time. Files whose content
 * would stay the same are left alone, others are replaced in one step: a process that starts meanwhile never reads half a file.
 */
export async function buildBundles(): Promise<void> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { engine: "lib/engine/server/main.ts", cli: "lib/cli/main.ts", "statistics-worker": "lib/audit/runner/statistics-worker.ts" },
    outdir: "dist",
    bundle: true,
    write: false,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    tsconfig: "tsconfig.json",
    sourcemap: "linked",
    logLevel: "warning",
  });
  // Its service would live as long as this process, which may be the server.
  await stop();
  await mkdir(path.join(root, "dist"), { recursive: true });
  for (const { path: file, contents } of outputFiles) {
    const present = await readFile(file).catch(() => null);
    if (present?.equals(contents)) continue;
    const part = `${file}.${process.pid}.part`;
    await writeFile(part, contents);
    await rename(part, file);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await buildBundles();
