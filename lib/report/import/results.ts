import { z } from "zod";
import { resultsFileSchema } from "@/lib/audit/results/results-file";
import { reportSchema, type Report, type ReportSuite } from "@/lib/domain/report";
import { canonicalJson } from "../canonical-json";
import { readCrosswalk, readLimitations } from "../compose/statements";
import { sha256, sha256Hex } from "../digest/sha256";

/** results.json of an audit, version 1. Its times are those of a report, so they must be times. */
export const resultsSchema = resultsFileSchema.extend({ times: z.object({ createdAt: z.iso.datetime(), finishedAt: z.iso.datetime().nullable() }) });
type Results = z.infer<typeof resultsSchema>;

function suiteOf({ manifest }: Results, { suite, trials, complete, metrics }: Results["suites"][number]): ReportSuite {
  const described = manifest.suites.find(({ id }) => id === suite);
  const declared = metrics.filter(({ verdict, role }) => verdict !== null && role === "finding");
  return {
    suite, title: described?.title ?? suite, source: described?.source ?? "own", sha256: described?.sha256 ?? "", licence: described?.licence ?? "", shareAlike: described?.shareAlike ?? false,
    card: { measures: "", construct: "", harm: "", population: "", limits: described?.limits ?? [] },
    plan: { name: declared[0]?.family?.name ?? suite, metrics: [...new Set(declared.map(({ id }) => id))], smallestEffect: {} },
    references: {}, phrasings: [], trials, complete, leftOut: described?.leftOut ?? [],
    findings: metrics.map((metric) => ({ ...metric, standardError: null, smallestP: null })),
    profile: "aggregates", profileReason: "results.json of an audit holds no items: its figures cannot be computed again.", tables: null, texts: null,
  };
}

/** A report of findings alone. Its id is made from its content: the same file twice is the same report. */
export async function reportOfResults(programFolder: string, results: Results): Promise<Report> {
  const { manifest, complete, times } = results;
  const suites = results.suites.map((suite) => suiteOf(results, suite));
  const audit = { title: manifest.model.fileName, complete, manifest, suites, times };
  const id = Buffer.from(sha256(new TextEncoder().encode(canonicalJson(results))).subarray(0, 16)).toString("base64url");
  return reportSchema.parse({
    format: "vitrine-report", version: 1, id, number: 1, supersedes: null, title: `${manifest.model.fileName}: ${suites.map(({ title }) => title).join(", ")}`.slice(0, 200), intendedUse: "", notes: "",
    createdAt: times.finishedAt ?? times.createdAt, software: manifest.software, profile: "aggregates", complete, audits: [audit], baseline: null, removed: [],
    limitations: await readLimitations(programFolder, [audit]), crosswalk: await readCrosswalk(programFolder),
    reproduce: { command: "", manifestSha256: sha256Hex(canonicalJson(manifest)) },
  } satisfies Report);
}
