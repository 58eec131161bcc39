import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

/**
 * Who may import whom. A place is a folder of the repository or a package; a rule lists what the files of a place may import besides
 * themselves. Tests may import more (they build worlds to test in), so only what is shipped is held to this.
 */
const root = path.resolve(import.meta.dirname, "..");
const LONGEST_FILE = 400;
const LONGEST_ROUTE = 60;

const node = /^node:/;
const react = /^(react|react-dom|next|@base-ui\/react|@tanstack\/|@fontsource)/;
const d3 = /^d3-/;
/** The format's words and arithmetic: pure, so the browser may have them too. */
const traceFormat = ["lib/trace/names", "lib/trace/decode", "lib/trace/dtype", "lib/trace/half"] as const;
/** The check of a report and what it stands on: pure, since it also runs in the reader's browser. */
const reportCheck = ["check", "figures", "canonical-json", "item-table", "signed-message", "digest"].map((name) => `lib/report/${name}`);

interface Rule {
  /** The longest matching folder decides. */
  place: string;
  may: readonly (string | RegExp)[];
}

const rules: readonly Rule[] = [
  { place: "lib/domain", may: ["zod"] },
  { place: "lib/math", may: ["lib/domain", ...traceFormat] },
  { place: "lib/stats", may: ["lib/domain", "lib/math", /^@stdlib\//] },
  { place: "lib/trace", may: ["lib/domain", "zod", node] },
  { place: "lib/engine", may: ["lib/domain", "zod"] },
  { place: "lib/engine/client", may: ["lib/domain", "lib/engine", node] },
  { place: "lib/engine/server", may: ["lib/domain", "lib/math", "lib/engine", "lib/trace", "native", "node-llama-cpp", "@huggingface/jinja", "package.json", "zod", node] },
  // How long work is queued, owned, retried and told of, whatever it is.
  { place: "lib/queue", may: ["lib/domain", "lib/db", node] },
  { place: "lib/inspect", may: ["lib/queue", "lib/domain", "lib/math", "lib/stats", "lib/trace", "lib/engine", "lib/db", "zod", node] },
  // The one place that puts the server's parts together.
  { place: "lib/inspect/server-context.ts", may: ["lib/domain", "lib/inspect", "lib/db", "lib/engine", "lib/engine/client", node] },
  { place: "lib/inspect/log.ts", may: ["pino"] },
  { place: "lib/audit", may: ["lib/domain", "lib/queue", "lib/stats", "lib/db", "lib/engine", "lib/inspect", "zod", "yaml", /^csv-parse/, node] },
  { place: "lib/report", may: ["lib/domain", "lib/stats", "lib/audit", "lib/inspect", "lib/db", "lib/trace", "lib/report/html", "lib/report/shares", ...reportCheck, "zod", "yaml", node] },
  { place: "lib/report/shares", may: ["lib/domain", "lib/db", "lib/report", "lib/report/html", "zod", node] },
  ...reportCheck.map((place) => ({ place, may: ["lib/domain", "lib/stats", "lib/audit/metrics", "lib/audit/rows", "lib/audit/settings-of", ...reportCheck, "zod"] })),
  // Rendered in Node and, for the tables of items, by the script that a report carries.
  { place: "lib/report/html", may: ["lib/domain", "lib/findings", "lib/charts", "lib/audit/metrics", "lib/audit/results", "lib/audit/rows", ...reportCheck, /^d3-/, /^react/, "zod", node] },
  { place: "lib/report/check-client", may: ["lib/domain", "lib/charts", "lib/report/html", ...reportCheck] },
  { place: "lib/findings", may: ["lib/domain", "lib/charts"] },
  { place: "lib/db", may: ["lib/domain", "zod", /^@prisma\//, "@libsql/client", node] },
  { place: "lib/http", may: ["lib/domain", "lib/trace", "zod", node] },
  { place: "lib/query", may: ["lib/domain", ...traceFormat, "zod", react] },
  { place: "lib/charts", may: ["lib/domain", "lib/math", "lib/ui", d3, react] },
  { place: "lib/ui", may: ["lib/domain", react] },
  { place: "lib/cli", may: ["lib/audit", "lib/queue", "lib/db", "lib/domain", "lib/engine", "lib/engine/client", "lib/inspect", "lib/report", "lib/report/html", ...reportCheck, "lib/trace", "scripts/setup/browser", "zod", node] },
  { place: "app/_views", may: ["lib/charts", "lib/findings", "lib/ui", "lib/query", "lib/domain", "lib/math", "lib/stats", ...traceFormat, d3, react, "zod"] },
  { place: "app/_frame", may: ["app/_views", "lib/charts", "lib/ui", "lib/query", "lib/domain", "lib/math", "lib/stats", react, "zod"] },
  // What strangers see is read from links alone.
  { place: "app/(public)", may: ["lib/report/shares", "lib/http", "lib/inspect/server-context"] },
  { place: "app/api", may: ["lib/http", "lib/audit", "lib/report", "lib/report/html", "lib/report/shares", ...reportCheck, "lib/inspect", "lib/db", "lib/trace", "lib/domain", "zod", react, node] },
  { place: "app", may: ["app/_views", "app/_frame", "lib/charts", "lib/ui", "lib/query", "lib/domain", react, "zod"] },
  { place: "native", may: ["lib/domain", "zod", node] },
];

const holds = (place: string, file: string): boolean => file === place || file.startsWith(`${place}/`) || file.startsWith(`${place}.`);
const ruleOf = (file: string): Rule | undefined => rules.filter(({ place }) => holds(place, file)).sort((a, b) => b.place.length - a.place.length)[0];

/** All sources below the folder, "/" between parts, generated ones left out. */
function sources(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|css|cc|h|mjs)$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .filter((file) => !file.startsWith("lib/db/generated/") && !file.startsWith("native/build/"));
}

/** Both static and dynamic imports, and what is exported from elsewhere. */
function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), "utf8");
  const found = text.matchAll(/(?:^|[;\n])\s*(?:import|export)\s[^;"'`]*?from\s*["']([^"']+)["']|(?:^|[;\n])\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/g);
  return Array.from(found, ([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? "").filter((name) => !name.endsWith(".css"));
}

/** A file of the repository without its ending, or a package's name as it is written. */
function resolveImport(file: string, name: string): { local: boolean; target: string } {
  if (name.startsWith("@/")) return { local: true, target: name.slice(2) };
  if (name.startsWith(".")) return { local: true, target: path.posix.join(path.posix.dirname(file), name) };
  return { local: false, target: name };
}

function allows(rule: Rule, { local, target }: { local: boolean; target: string }): boolean {
  if (local && ruleOf(target)?.place === rule.place) return true;
  return rule.may.some((allowed) => {
    if (typeof allowed !== "string") return !local && allowed.test(target);
    // A folder's own rule decides over the one around it: who may import lib/engine may not import lib/engine/server.
    return local ? holds(allowed, target) && (ruleOf(target)?.place === allowed || ruleOf(target)?.place.startsWith(`${allowed}/`) !== true) : allowed === target || target.startsWith(`${allowed}/`);
  });
}

const all = ["app", "lib", "native", "scripts", "e2e"].flatMap(sources);
const isShipped = (file: string): boolean => /\.tsx?$/.test(file) && !/\.test\.tsx?$|\/testing(\/|\.ts)|\/fixtures\//.test(file);

describe("the import rules", () => {
  it("have a rule for every folder", () => {
    const without = all.filter((file) => isShipped(file) && !file.startsWith("scripts/") && !file.startsWith("e2e/") && !ruleOf(file));
    expect(without).toEqual([]);
  });

  it("are kept by every file that is shipped", () => {
    const broken = all.filter(isShipped).flatMap((file) => {
      const rule = ruleOf(file);
      if (!rule) return [];
      return importsOf(file)
        .filter((name) => !allows(rule, resolveImport(file, name)))
        .map((name) => `${file} imports ${name}`);
    });
    expect(broken).toEqual([]);
  });

  it("keep native code out of everything but the engine process", () => {
    const users = all.filter((file) => isShipped(file) && importsOf(file).some((name) => name === "node-llama-cpp" || resolveImport(file, name).target === "native/index"));
    const strangers = users.filter((file) => !file.startsWith("lib/engine/server/") && !file.startsWith("scripts/"));
    expect(users).toContain("lib/engine/server/libraries.ts");
    expect(strangers).toEqual([]);
  });

  it("would notice a fault", () => {
    const rule = ruleOf("lib/math/entropy.ts");
    if (!rule) throw new Error("there is no rule for lib/math");
    expect(allows(rule, resolveImport("lib/math/entropy.ts", "./softmax"))).toBe(true);
    expect(allows(rule, resolveImport("lib/math/entropy.ts", "@/lib/domain/model"))).toBe(true);
    expect(allows(rule, resolveImport("lib/math/entropy.ts", "../db/client"))).toBe(false);
    expect(allows(rule, resolveImport("lib/math/entropy.ts", "react"))).toBe(false);
    const client = ruleOf("lib/engine/client/supervisor.ts");
    expect(client && allows(client, resolveImport("lib/engine/client/supervisor.ts", "@/lib/engine/server/worker"))).toBe(false);
  });
});

describe("the size of files", () => {
  const lengths = all.map((file) => ({ file, lines: readFileSync(path.join(root, file), "utf8").split("\n").length }));

  it(`stays within ${LONGEST_FILE} lines`, () => {
    expect(lengths.filter(({ lines }) => lines > LONGEST_FILE)).toEqual([]);
  });

  it(`stays within ${LONGEST_ROUTE} lines for route handlers`, () => {
    const routes = lengths.filter(({ file }) => /^app\/api\/.*route\.ts$/.test(file));
    expect(routes.length).toBeGreaterThan(0);
    expect(routes.filter(({ lines }) => lines > LONGEST_ROUTE)).toEqual([]);
  });
});
