import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import { corpusSchema, type Corpus, type KeptCorpus } from "@/lib/domain/study";
import { listStudyRequests } from "@/lib/db/studies";
import { checkCorpus, type CorpusText } from "../corpus-experts";
import { parseTextLines } from "../text-lines";
import { corpusOfFiles, type CorpusFile } from "./corpus-files";
import type { StudyContext } from "./study-context";

type Context = Pick<StudyContext, "settings" | "programFolder" | "database">;

const BUNDLED = { title: "The demo model’s domains", file: "models/demo/corpus-sample.jsonl" };
/** Between being uploaded and the start of a study that uses it, ms. */
const UNUSED_MS = 24 * 3_600_000;

const textsSchema = z.array(z.object({ id: z.string(), text: z.string(), domain: z.string() }));
const keptSchema = z.object({ corpus: corpusSchema, keptAt: z.number(), texts: textsSchema });

const folderOf = ({ settings }: Pick<Context, "settings">): string => path.join(settings.dataFolder, "corpora");
const fileOf = (context: Pick<Context, "settings">, sha256: string): string => path.join(folderOf(context), `${sha256}.json`);

function describe(title: string, source: Corpus["source"], texts: readonly CorpusText[]): Corpus {
  const domains = new Map<string, number>();
  for (const { domain } of texts) domains.set(domain, (domains.get(domain) ?? 0) + 1);
  return {
    sha256: createHash("sha256").update(JSON.stringify(texts.map(({ id, text, domain }) => [id, text, domain]))).digest("hex"),
    title,
    source,
    texts: texts.length,
    characters: texts.reduce((sum, { text }) => sum + text.length, 0),
    domains: [...domains].map(([domain, count]) => ({ domain, texts: count })),
  };
}

interface Loaded {
  corpus: Corpus;
  texts: CorpusText[];
}

/** Null where the program came without it. */
async function bundled({ programFolder }: Pick<Context, "programFolder">): Promise<Loaded | null> {
  const content = await readFile(path.join(programFolder, BUNDLED.file), "utf8").catch(() => null);
  if (content === null) return null;
  const texts = parseTextLines(BUNDLED.file, content).map(({ id, text, domain }) => ({ id: String(id), text, domain: domain ?? "all" }));
  return { corpus: describe(BUNDLED.title, "bundled", texts), texts };
}

async function own(context: Context, sha256: string): Promise<Loaded | null> {
  const content = await readFile(fileOf(context, sha256), "utf8").catch(() => null);
  return content === null ? null : keptSchema.parse(JSON.parse(content));
}

async function load(context: Context, sha256: string): Promise<Loaded> {
  const part = await bundled(context);
  const found = part?.corpus.sha256 === sha256 ? part : await own(context, sha256);
  if (!found) throw new VitrineError("not-found", "These texts are not kept here (any more). Bring them again.");
  return found;
}

/** Error: `not-found`. */
export const requireCorpus = async (context: Context, sha256: string): Promise<Corpus> => (await load(context, sha256)).corpus;

/** Error: `not-found`. */
export const readCorpusTexts = async (context: Context, { sha256 }: Pick<Corpus, "sha256">): Promise<CorpusText[]> => (await load(context, sha256)).texts;

export async function bundledCorpora(context: Context): Promise<Corpus[]> {
  const part = await bundled(context);
  return part ? [part.corpus] : [];
}

/** Keeps texts that a person brought. Errors: `bad-request`, `prompt-not-utf8`, naming file and line. */
export async function keepCorpus(context: Context, files: readonly CorpusFile[]): Promise<KeptCorpus> {
  const { title, texts, notes } = corpusOfFiles(files);
  checkCorpus(texts);
  const corpus = describe(title, "own", texts);
  await mkdir(folderOf(context), { recursive: true });
  const file = fileOf(context, corpus.sha256);
  // Whole or absent, whenever the process dies; the same texts may be brought twice at once.
  const part = `${file}.${randomUUID()}.part`;
  await writeFile(part, JSON.stringify({ corpus, keptAt: Date.now(), texts }));
  await rename(part, file);
  return { corpus, notes };
}

/** Removes texts that no study uses and nobody has just brought. */
export async function sweepCorpora(context: Context): Promise<void> {
  const names = await readdir(folderOf(context)).catch(() => []);
  if (names.length === 0) return;
  const requests = [...(await listStudyRequests(context.database, "corpus-experts")), ...(await listStudyRequests(context.database, "fidelity"))];
  const used = new Set(requests.flatMap((request) => ("corpus" in request ? [request.corpus.sha256] : [])));
  for (const name of names) {
    const sha256 = name.slice(0, 64);
    if (used.has(sha256)) continue;
    const file = path.join(folderOf(context), name);
    const kept = keptSchema.pick({ keptAt: true }).safeParse(await readFile(file, "utf8").then(JSON.parse).catch(() => null));
    if (!kept.success || kept.data.keptAt < Date.now() - UNUSED_MS) await rm(file, { force: true });
  }
}
