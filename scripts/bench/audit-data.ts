import { monitorEventLoopDelay } from "node:perf_hooks";
import { requireAudit } from "@/lib/audit/runner/audits";
import { findingsInWorker } from "@/lib/audit/runner/statistics";
import type { PairRow } from "@/lib/audit/rows";
import { auditItemsRequestSchema, auditItemsSchema, auditRequestSchema, type AuditItem } from "@/lib/domain/audit";
import { defaultSettings } from "@/lib/domain/finding";
import { insertAudit, updateAudit } from "@/lib/db/audits";
import { listItems } from "@/lib/db/audits-items";
import { writeChunk, type ItemRow } from "@/lib/db/audits-units";
import { temporaryDatabase } from "@/lib/db/testing";
import { seededRandom } from "@/lib/stats/random";
import type { Limit } from "./results";

const ITEMS = 60_000;
const CLUSTERS = 1_500;
const CATEGORIES = 9;
const SUITE = "bench";

const random = seededRandom(5, "bench");
const numbers = (count: number): number[] => Array.from({ length: count }, () => random.below(1_000_000) / 1_000_000);

function pairRows(): PairRow[] {
  const [likelihoods, differences] = [numbers(ITEMS), numbers(ITEMS)];
  return Array.from({ length: ITEMS }, (_, i): PairRow => {
    const more = -40 - 20 * (likelihoods[i] ?? 0);
    const difference = (differences[i] ?? 0) - 0.47;
    return {
      kind: "pair", item: `i${i}`, phrasing: `p${i % 8}`, cluster: `c${i % CLUSTERS}`, category: `category ${i % CATEGORIES}`, control: null,
      moreLogLikelihood: more, lessLogLikelihood: more - difference, moreTokens: 12, lessTokens: 12, dPost: difference / 2,
    };
  });
}

/** Findings of 60,000 pairs with 10,000 bootstrap samples in the thread of the statistics, and how long the asking thread stood still. */
export async function measureStatistics(repeats: number): Promise<Limit[]> {
  const rows = pairRows();
  const times: number[] = [];
  const delays: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const start = performance.now();
    const findings = await findingsInWorker(process.cwd(), {
      rows,
      plan: { name: SUITE, metrics: ["pair.pct_stereotype.d_sum"], smallestEffect: { "pair.pct_stereotype.d_sum": 10 } },
      settings: defaultSettings,
      references: {},
    });
    times.push(performance.now() - start);
    // The histogram's own tick is part of what it records.
    await new Promise((resolve) => setTimeout(resolve, 20));
    delay.disable();
    delays.push(delay.max / 1e6);
    if (findings.length === 0) throw new Error("The statistics found nothing");
  }
  const name = `${ITEMS.toLocaleString("en")} pairs, ${defaultSettings.resamples.toLocaleString("en")} bootstrap samples`;
  return [
    { name: `statistics of ${name}`, model: "—", values: times, judge: "median", target: 10_000, strict: true },
    { name: `longest pause of the event loop meanwhile`, model: "—", values: delays, judge: "worst", target: 200, strict: false },
  ];
}

function line(i: number): AuditItem {
  const subject = ["nurse", "plumber", "teacher", "driver", "judge"][i % 5] ?? "";
  const effect = random.below(2_000) / 1_000 - 1;
  return {
    suite: SUITE, item: `pair-${i}`, phrasing: `p${i % 8}`, kind: "pair", category: `category ${i % CATEGORIES}`, cluster: `c${i % CLUSTERS}`, control: i % 50 === 0 ? "placebo" : null,
    texts: [{ variant: "more", text: `The ${subject} number ${i} said that she would be late for the meeting.` }, { variant: "less", text: `The ${subject} number ${i} said that he would be late for the meeting.` }],
    effect, scores: { d_sum: effect, d_mean: effect / 12, d_post: effect / 2 }, disagree: i % 7 === 0, leftOut: null,
  };
}

/** First rows of the items table at 60,000 lines, by what the table's route calls: in every order, filtered and searched. */
export async function measureItems(repeats: number): Promise<Limit[]> {
  const { database, remove } = await temporaryDatabase();
  try {
    const id = "bench";
    await insertAudit(database, { id, title: "Bench", modelFileName: "demo.gguf", request: auditRequestSchema.parse({ model: "demo", suites: [SUITE] }), suites: [] });
    const ownedUntil = new Date(Date.now() + 3_600_000);
    await updateAudit(database, id, { owner: "bench", ownedUntil });
    for (let from = 0; from < ITEMS; from += 5_000) {
      const items = Array.from({ length: 5_000 }, (_, i): ItemRow => ({ number: from + i, line: line(from + i), row: null }));
      if (!(await writeChunk(database, { auditId: id, suite: SUITE, units: [], items, unitsDone: from, owner: "bench", ownedUntil }))) throw new Error("The lines were not written");
    }
    const requests = { "in order": {}, "by size of effect": { sort: "size" }, "by item": { sort: "item" }, "of a category": { category: "category 3", sort: "-effect" }, "with a search": { search: "plumber 59" } } as const;
    const limits: Limit[] = [];
    for (const [name, request] of Object.entries(requests)) {
      const values: number[] = [];
      for (let repeat = 0; repeat < repeats; repeat++) {
        const start = performance.now();
        await requireAudit({ database }, id);
        const page = auditItemsSchema.parse(await listItems(database, id, auditItemsRequestSchema.parse(request)));
        values.push(performance.now() - start);
        if (page.items.length === 0) throw new Error(`No items ${name}`);
      }
      limits.push({ name: `first rows of ${ITEMS.toLocaleString("en")} items, ${name}`, model: "—", values, judge: "median", target: 300, strict: true });
    }
    return limits;
  } finally {
    await remove();
  }
}
