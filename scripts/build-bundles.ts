import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, stop, type Plugin } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** What runs in Node. Packages stay in node_modules, because several of them load files beside themselves; the addon is found at run time. */
const programs = {
  engine: "lib/engine/server/main.ts",
  cli: "lib/cli/main.ts",
  "statistics-worker": "lib/audit/runner/statistics-worker.ts",
  "report-writer": "lib/report/html/writer-worker.ts",
};

/** What a report's file carries: its style with the fonts inside, and its script. */
const carried = {
  report: "lib/report/html/css/report.css",
  "report-script": "lib/report/check-client/script.ts",
};

/** zod's `z` holds everything that zod can do, in forty languages; as a namespace only what is used of it is carried. */
const leanSchemas: Plugin = {
  name: "lean-schemas",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]lib[\\/].*\.ts$/ }, async ({ path: file }) => {
      if (file.includes("node_modules")) return undefined;
      return { loader: "ts", contents: (await readFile(file, "utf8")).replace(/^import \{ z \} from "zod";$/m, 'import * as z from "zod";') };
    });
  },
};

/**
 * Bundles what runs outside of Next: dist/engine.js (the process with native code), dist/cli.js (`npx vitrine`), the threads that compute
 * findings and write reports, and what is put into reports. Files whose content would stay the same are left alone, others are
 * replaced in one step: a process that starts meanwhile never reads half a file.
 */
export async function buildBundles(): Promise<void> {
  const shared = { absWorkingDir: root, outdir: "dist", bundle: true, write: false, tsconfig: "tsconfig.json", logLevel: "warning" } as const;
  const built = await Promise.all([
    build({ ...shared, entryPoints: programs, packages: "external", platform: "node", format: "esm", target: "node20", sourcemap: "linked" }),
    build({ ...shared, entryPoints: carried, platform: "browser", format: "iife", target: "es2022", minify: true, charset: "utf8", loader: { ".woff2": "dataurl" }, plugins: [leanSchemas] }),
  ]);
  // Its service would live as long as this process, which may be the server.
  await stop();
  await mkdir(path.join(root, "dist"), { recursive: true });
  for (const { path: file, contents } of built.flatMap(({ outputFiles }) => outputFiles)) {
    const present = await readFile(file).catch(() => null);
    if (present?.equals(contents)) continue;
    const part = `${file}.${process.pid}.part`;
    await writeFile(part, contents);
    await rename(part, file);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await buildBundles();
