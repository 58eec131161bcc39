/**
 * Compiles the addon against the llama.cpp sources that node-llama-cpp's libraries were built from, and links it once for each
 * set of those libraries on this machine (CPU, CUDA, Vulkan, Metal: their library names differ). Nothing is downloaded, except by
 * node-gyp where Node's own headers are not installed beside it.
 *
 * `tsx native/build.ts`, or `buildNative({ log })` from another script. Does nothing when nothing has changed.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";

const nativeFolder = path.dirname(fileURLToPath(import.meta.url));
const buildFolder = path.join(nativeFolder, "build");
const releaseFolder = path.join(buildFolder, "Release");
const sourcesFolder = path.join(buildFolder, "llama.cpp");
const stampFile = path.join(releaseFolder, "stamp.json");
const require = createRequire(import.meta.url);

/** One set of libraries and the addon that is linked to it. `name` is "cpu" or the GPU interface as node-llama-cpp calls it. */
interface Variant {
  name: string;
  libraries: string[];
}

const stampSchema = z.object({ hash: z.string(), products: z.array(z.string()) });

/** The file name of the addon for a variant. */
export function productName(variant: string): string {
  return variant === "cpu" ? "vitrine_native" : `vitrine_native_${variant}`;
}

/** Where a dependency is installed. Not every package lets its package.json be resolved. */
function packageFolder(name: string): string {
  const found = (require.resolve.paths(name) ?? []).map((folder) => path.join(folder, name)).find((folder) => existsSync(folder));
  if (found === undefined) throw new VitrineError("internal", `The package “${name}” is not installed. Run “npm install” and try again.`);
  return found;
}

/** Runs a program to its end; resolves to its output, rejects with its last lines. */
function run(command: string, args: string[], onLine: (line: string) => void = () => {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: nativeFolder, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      for (const line of chunk.toString().split("\n")) if (line.trim() !== "") onLine(line.trim());
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${path.basename(command)} ended with code ${code}:\n${output.split("\n").slice(-40).join("\n")}`));
    });
  });
}

async function requireProgram(command: string, purpose: string, install: string): Promise<void> {
  try {
    await run(command, ["--version"]);
  } catch (error) {
    throw new VitrineError("internal", `${purpose}, and “${command}” was not found. ${install}`, undefined, { cause: error });
  }
}

/** node-llama-cpp's package for this machine holds `bins/<platform>[-<gpu>]/libllama[.<gpu>].<tag>.so`, or .dylib on macOS. */
async function findVariants(): Promise<Variant[]> {
  const scope = path.join(packageFolder("node-llama-cpp"), "..", "@node-llama-cpp");
  const platform = process.platform === "darwin" ? "mac" : process.platform;
  const wanted = new RegExp(`^${platform}-${process.arch}(?:-(cuda|vulkan|metal))?$`);
  const variants: Variant[] = [];
  for (const name of existsSync(scope) ? await readdir(scope) : []) {
    const match = wanted.exec(name);
    if (!match) continue;
    const bins = path.join(scope, name, "bins", name);
    const files = existsSync(bins) ? await readdir(bins) : [];
    const libraries = files.filter((file) => /^lib(llama|ggml)(-base)?(\.(cuda|vulkan|metal))?(\.v?[\w.]+)?\.(so|dylib)$/.test(file));
    if (libraries.some((file) => file.startsWith("libllama."))) {
      variants.push({ name: match[1] ?? "cpu", libraries: libraries.map((file) => path.join(bins, file)).sort() });
    }
  }
  if (variants.length === 0) {
    throw new VitrineError(
      "internal",
      `node-llama-cpp has no prebuilt libraries for ${process.platform}-${process.arch} here. Install the dependencies without “--omit=optional”, on Linux or macOS.`,
    );
  }
  return variants.sort((a, b) => a.name.localeCompare(b.name));
}

async function hashInputs(variants: Variant[]): Promise<string> {
  const hash = createHash("sha256");
  hash.update(`${process.version} ${process.arch} ${process.platform}\n`);
  hash.update(await readFile(path.join(packageFolder("node-llama-cpp"), "package.json")));
  hash.update(await readFile(path.join(packageFolder("node-addon-api"), "package.json")));
  hash.update(variants.flatMap((variant) => variant.libraries).join("\n"));
  const sources = (await readdir(path.join(nativeFolder, "src"))).sort().map((file) => path.join("src", file));
  for (const file of ["binding.gyp", "build.ts", ...sources]) {
    hash.update(`\n${file}\n`);
    hash.update(await readFile(path.join(nativeFolder, file)));
  }
  return hash.digest("hex");
}

async function isUpToDate(hash: string): Promise<boolean> {
  if (!existsSync(stampFile)) return false;
  const stamp = stampSchema.safeParse(JSON.parse(await readFile(stampFile, "utf8")));
  return stamp.success && stamp.data.hash === hash && stamp.data.products.every((product) => existsSync(path.join(releaseFolder, product)));
}

/** Only the headers are checked out of the bundle. */
async function cloneHeaders(bundle: string): Promise<void> {
  if (existsSync(path.join(sourcesFolder, "include", "llama.h"))) return;
  await rm(sourcesFolder, { recursive: true, force: true });
  await run("git", ["clone", "--quiet", "--no-checkout", bundle, sourcesFolder]);
  await run("git", ["-C", sourcesFolder, "sparse-checkout", "set", "--no-cone", "/include/*", "/ggml/include/*"]);
  await run("git", ["-C", sourcesFolder, "checkout", "--quiet"]);
  await rm(path.join(sourcesFolder, ".git"), { recursive: true, force: true });
}

/** node-gyp's own rule is to download the headers; the ones of the running Node are better where they are installed. */
function headerOptions(): string[] {
  const prefix = path.resolve(path.dirname(process.execPath), "..");
  return existsSync(path.join(prefix, "include", "node", "node_api.h")) ? [`--nodedir=${prefix}`] : [];
}

export async function buildNative({ log = console.log }: { log?: (line: string) => void } = {}): Promise<void> {
  const variants = await findVariants();
  const hash = await hashInputs(variants);
  if (await isUpToDate(hash)) {
    log("Hooks: up to date.");
    return;
  }
  await requireProgram("git", "The llama.cpp headers are unpacked with git", "Install git and try again.");
  await requireProgram(process.env["CXX"] ?? (process.platform === "darwin" ? "c++" : "g++"), "The hooks are compiled on this machine", "Install a C++ compiler (Debian and Ubuntu: “apt install build-essential python3”, macOS: “xcode-select --install”) and try again.");
  await requireProgram("make", "The hooks are compiled on this machine", "Install make and try again.");
  await requireProgram("python3", "The hooks are compiled with node-gyp, which needs Python", "Install Python 3 and try again.");

  const llamaFolder = path.join(packageFolder("node-llama-cpp"), "llama");
  const release = z.object({ release: z.string() }).parse(JSON.parse(await readFile(path.join(llamaFolder, "binariesGithubRelease.json"), "utf8"))).release;
  await mkdir(releaseFolder, { recursive: true });
  await rm(stampFile, { force: true });
  log(`Hooks: unpacking the headers of llama.cpp ${release} …`);
  await cloneHeaders(path.join(llamaFolder, "gitRelease.bundle"));

  const gyp = path.join(packageFolder("node-gyp"), "bin", "node-gyp.js");
  const products: string[] = [];
  for (const variant of variants) {
    const product = productName(variant.name);
    log(`Hooks: ${products.length === 0 ? "compiling, about a minute" : "linking"} for ${variant.name} …`);
    const defines = [
      `-Dllama_include=${sourcesFolder}`,
      `-Dllama_libraries=${variant.libraries.join(" ")}`,
      `-Dllama_build=${release}`,
      `-Dproduct=${product}`,
    ];
    await run(process.execPath, [gyp, "configure", ...headerOptions(), "--", ...defines]);
    await run(process.execPath, [gyp, "build", "--jobs", String(availableParallelism())]);
    products.push(`${product}.node`);
    // The next configuration names its product differently and would remove this one as a left-over.
    await rename(path.join(releaseFolder, `${product}.node`), path.join(releaseFolder, `${product}.node.done`));
  }
  for (const product of products) await rename(path.join(releaseFolder, `${product}.done`), path.join(releaseFolder, product));
  await writeFile(stampFile, JSON.stringify({ hash, products }));
  log(`Hooks: built for ${variants.map((variant) => variant.name).join(", ")}.`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  buildNative().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
