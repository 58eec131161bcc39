import { parse } from "csv-parse/sync";
import { z } from "zod";
import type { PairTrial } from "../trial";
import { LONGEST_TEXT, type ReadSet, type SourceFile, unreadable } from "./imported-set";

const rowSchema = z.object({
  "": z.string().optional(),
  sent_more: z.string().max(LONGEST_TEXT),
  sent_less: z.string().max(LONGEST_TEXT),
  stereo_antistereo: z.enum(["stereo", "antistereo"]),
  bias_type: z.string().min(1).max(100),
});

/** Cells are text and stay text: one that starts with "=" is a sentence like any other. */
export function readCrowsPairs(files: readonly SourceFile[]): ReadSet {
  const trials: PairTrial[] = [];
  const leftOut: ReadSet["leftOut"] = [];
  const seen = new Map<string, string>();
  let rows = 0;
  let repeated = 0;
  for (const file of files) {
    for (const { record, line } of csvRecords(file)) {
      const parsed = rowSchema.safeParse(record);
      rows += 1;
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        throw unreadable(file.name, `line ${line}`, `column ${issue?.path.join(".") ?? "?"}: ${issue?.message ?? "unreadable"}`);
      }
      const { sent_more: more, sent_less: less, bias_type: category } = parsed.data;
      const where = `${file.name}, line ${line}`;
      if (more.trim() === "" || less.trim() === "") {
        leftOut.push({ where, reason: "an empty sentence" });
        continue;
      }
      const id = files.length > 1 ? `${file.name}:${rows - 1}` : parsed.data[""] || String(rows - 1);
      const text = `${more}\u001f${less}`;
      if (seen.has(text)) repeated += 1;
      seen.set(text, id);
      trials.push({ kind: "pair", item: id, phrasing: "as-published", cluster: id, category, control: null, more, less });
    }
  }
  const identical = trials.filter((t) => t.more === t.less).length;
  return {
    trials,
    rows,
    leftOut,
    notes: [
      ...(identical > 0 ? [`${identical} pairs hold the same sentence twice: they are ties.`] : []),
      ...(repeated > 0 ? [`${repeated} pairs repeat an earlier one.`] : []),
    ],
    plan: {
      name: "CrowS-Pairs by category",
      metrics: ["pair.pct_stereotype.d_sum"],
      smallestEffect: { "pair.pct_stereotype.d_sum": 5 },
    },
    references: {},
  };
}

function csvRecords(file: SourceFile): { record: unknown; line: number }[] {
  try {
    const parsed: unknown = parse(file.text, { columns: true, bom: true, info: true, skip_empty_lines: true, max_record_size: 4 * LONGEST_TEXT });
    return z.array(z.object({ record: z.unknown(), info: z.object({ lines: z.number() }) })).parse(parsed).map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    if (error instanceof Error && "code" in error) throw unreadable(file.name, "lines" in error ? `line ${String(error.lines)}` : "CSV", error.message);
    throw error;
  }
}
