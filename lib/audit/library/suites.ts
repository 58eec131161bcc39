import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { VitrineError } from "@/lib/domain/errors";
import type { ImportedSuite, SuiteSummary } from "@/lib/domain/audit";
import { findSuite, listSuiteSummaries, removeSuite, saveSuite } from "@/lib/db/suites";
import type { AuditContext } from "../audit-context";
import { readSuite, requireSuite } from "../format/read-suite";
import { importSet } from "../importers/import-set";
import { setFormats, type SetFormat } from "../importers/imported-set";
import { bundledSuites, isBundledSuite, suiteFileName } from "../suites/catalogue";
import { fromImportedSet, fromSuite, sha256, type LoadedSuite } from "./loaded-suite";

type LibraryContext = Pick<AuditContext, "database" | "settings" | "programFolder">;

/** Bundled suites never change while a process lives. */
const bundled = new Map<string, Promise<LoadedSuite>>();

export function loadBundled(programFolder: string, name: (typeof bundledSuites)[number]): Promise<LoadedSuite> {
  const file = path.join(programFolder, "lib", "audit", "suites", suiteFileName(name));
  const loaded = bundled.get(file) ?? readFile(file, "utf8").then((text) => fromSuite(requireSuite(text, suiteFileName(name)), text, "bundled", readSuite(text).remarks));
  bundled.set(file, loaded);
  return loaded;
}

const filesFolder = (context: LibraryContext): string => path.join(context.settings.dataFolder, "suites");

/** Bundled ones in the order of the catalogue, then own and imported ones as they were added. */
export async function listSuites(context: LibraryContext): Promise<SuiteSummary[]> {
  const own = await Promise.all(bundledSuites.map((name) => loadBundled(context.programFolder, name)));
  return [...own.map(({ summary }) => summary), ...(await listSuiteSummaries(context.database))];
}

/** Errors: `not-found`; `bad-request` when kept files are no longer what was imported. */
export async function loadSuite(context: LibraryContext, id: string): Promise<LoadedSuite> {
  if (isBundledSuite(id)) return loadBundled(context.programFolder, id);
  const record = await findSuite(context.database, id);
  if (!record) throw new VitrineError("not-found", `There is no suite “${id.slice(0, 200)}”. “vitrine audit suites” lists those that there are.`);
  if (record.text !== null) return fromSuite(requireSuite(record.text, id), record.text, "own", []);
  const files = await Promise.all(
    (record.files ?? []).map(async ({ name, sha256: expected }) => {
      const bytes = await readFile(path.join(filesFolder(context), expected)).catch((cause: unknown) => {
        throw new VitrineError("not-found", `The file ${name} of the suite “${id}” is gone from the data folder. Import it again.`, undefined, { cause });
      });
      const found = sha256(bytes);
      if (found !== expected) throw new VitrineError("bad-request", `The file ${name} of the suite “${id}” has changed since it was imported (SHA-256 ${found}, was ${expected}). Import it again.`);
      return { name, bytes: new Uint8Array(bytes) };
    }),
  );
  return fromImportedSet(await importSet(files), id);
}

/** Refuses names that others go by. */
async function requireFreeName(context: LibraryContext, id: string, source: SuiteSummary["source"]): Promise<void> {
  if (isBundledSuite(id)) throw new VitrineError("bad-request", `“${id}” is the name of a bundled suite. Choose another.`, [{ path: "id", message: "taken" }]);
  const present = await findSuite(context.database, id);
  if (present && present.summary.source !== source) {
    throw new VitrineError("bad-request", `There is another suite named “${id}” already. Choose another name, or delete that one.`, [{ path: "id", message: "taken" }]);
  }
}

/** Keeps an own suite; one of the same id is replaced. Error: `bad-request`, its issues naming every line and fault. */
export async function uploadSuite(context: LibraryContext, text: string, name = "The suite"): Promise<SuiteSummary> {
  const suite = requireSuite(text, name);
  await requireFreeName(context, suite.id, "own");
  const { summary } = fromSuite(suite, text, "own", readSuite(text).remarks);
  await saveSuite(context.database, { summary, text, files: null });
  return summary;
}

export interface ImportChoice {
  files: readonly { name: string; bytes: Uint8Array }[];
  /** The set that the files must be of; absent: read from their content. */
  format?: SetFormat | undefined;
  /** Name of the suite; absent: that of the set. */
  as?: string | undefined;
}

const suiteName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Keeps a public set: its files below the data folder, named by their SHA-256. Error: `bad-request`. */
export async function importSuite(context: LibraryContext, { files, format, as }: ImportChoice): Promise<ImportedSuite> {
  const set = await importSet(files, format);
  const id = as ?? set.format;
  if (!suiteName.test(id)) throw new VitrineError("bad-request", "The name of a suite is made of letters, digits, “.”, “_” and “-”.", [{ path: "name", message: "not a name" }]);
  await requireFreeName(context, id, "imported");
  const { summary } = fromImportedSet(set, id);
  await mkdir(filesFolder(context), { recursive: true });
  for (const [index, file] of set.files.entries()) {
    const full = path.join(filesFolder(context), file.sha256);
    const part = `${full}.${randomUUID()}.part`;
    await writeFile(part, files[index]?.bytes ?? new Uint8Array());
    await rename(part, full);
  }
  await saveSuite(context.database, { summary, text: null, files: set.files });
  const { title, licence, shareAlike, source } = set.facts;
  return { suite: summary, facts: { format: set.format, title, licence, shareAlike, source }, files: set.files, rows: set.rows, leftOut: set.leftOut };
}

/** Audits keep their results. Errors: `not-found`, `bad-request` for a bundled one. */
export async function deleteSuite(context: LibraryContext, id: string): Promise<void> {
  if (isBundledSuite(id)) throw new VitrineError("bad-request", "Bundled suites cannot be deleted.");
  const record = await findSuite(context.database, id);
  if (!record || !(await removeSuite(context.database, id))) throw new VitrineError("not-found", "This suite is not there (any more).");
  const others = await Promise.all((await listSuiteSummaries(context.database)).map((summary) => findSuite(context.database, summary.id)));
  const used = new Set(others.flatMap((other) => (other?.files ?? []).map((file) => file.sha256)));
  for (const file of record.files ?? []) if (!used.has(file.sha256)) await rm(path.join(filesFolder(context), file.sha256), { force: true });
}

export const isSetFormat = (name: string): name is SetFormat => setFormats.some((format) => format === name);
