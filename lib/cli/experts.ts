import path from "node:path";
import { VitrineError } from "@/lib/domain/errors";
import type { ExpertCorpusStatistics } from "@/lib/domain/expert-statistics";
import type { WorkProgress } from "@/lib/engine/engine";
import { corpusExperts } from "@/lib/inspect/corpus-experts";
import type { Command, CommandContext } from "./command";
import { readCorpus } from "./corpus";
import { requireFolderOf, writeWhole } from "./files";
import { parseFlags, required } from "./flags";
import { countInWords, tableInWords, waitingInWords } from "./words";

const flags = { model: { type: "string" }, in: { type: "string" }, out: { type: "string" }, json: { type: "boolean", default: false } } as const;

const progressInWords = (event: WorkProgress): string => (event.type === "work" ? `Counting … ${event.done} of ${countInWords(event.total, "text")}` : waitingInWords(event));

/** One line a layer: how evenly it is used, and the domain that stands out most once positions are alike. */
function layerTable({ layers, uniform }: ExpertCorpusStatistics): string {
  const rows = layers.map(({ layer, maxViolation, routingEntropy, loadEntropy, domains }) => {
    const shares = domains.flatMap(({ domain, positionControlled }) => positionControlled.map((share, expert) => ({ domain, expert, share: share ?? 0 })));
    const [best] = shares.sort((a, b) => b.share - a.share);
    const standing = best ? `${best.domain} → expert ${best.expert} (${(best.share / uniform).toFixed(1)}×)` : "";
    return [String(layer), maxViolation.toFixed(2), loadEntropy.toFixed(3), routingEntropy.toFixed(3), standing];
  });
  return tableInWords([["layer", "MaxVio", "evenness of loads", "routing entropy", "strongest preference"], ...rows]);
}

async function run(args: readonly string[], context: CommandContext): Promise<void> {
  const values = parseFlags(args, flags);
  const modelPath = path.resolve(required(values.model, "model"));
  const source = required(values.in, "in");
  const out = required(values.out, "out");
  const { texts, notes } = await readCorpus(source);
  const file = await requireFolderOf(out);
  const statistics = await corpusExperts(context.engine, modelPath, texts, { signal: context.signal, onEvent: (event) => context.progress(progressInWords(event)) });
  context.progress("");
  for (const note of notes) context.note(note);
  await writeWhole(file, `${JSON.stringify(statistics)}\n`);
  if (statistics.state === "stopped") {
    throw new VitrineError("stopped", `Stopped: ${statistics.texts} of ${texts.length} texts were counted; the statistics of those are in ${out}.`);
  }
  if (values.json) return context.print(JSON.stringify({ out, texts: statistics.texts, tokens: statistics.tokens, domains: statistics.domains }));
  context.print(layerTable(statistics));
  context.print(`${countInWords(statistics.texts, "text")}, ${countInWords(statistics.tokens, "token")}. The statistics are in ${out}.`);
}

export const expertsCommand: Command = {
  name: "experts",
  summary: "which experts a model uses for which texts: load, specialisation, co-activation, with controls",
  usage:
    'experts --model FILE --in texts.jsonl --out stats.json [--json]\n      in:  {"id", "text", "domain"} a line, or a folder of .txt and .md files, in a folder for each domain',
  run,
};
