import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { crosswalkRowSchema, datedStatementSchema, type Report, type ReportAudit, type ReportSuite } from "@/lib/domain/report";

/** Limitations and crosswalk are data, lib/report/data/*.yaml, so that they are corrected and dated without touching the program. */
const limitationSchema = datedStatementSchema
  .extend({
    date: z.iso.date(),
    url: z.url().nullable(),
    when: z.strictObject({ metrics: z.array(z.string()).optional(), sources: z.array(z.enum(["bundled", "own", "imported"])).optional() }).default({}),
  })
  .strict();
type Limitation = z.infer<typeof limitationSchema>;

const file = (programFolder: string, name: string): string => path.join(programFolder, "lib", "report", "data", name);

function isAbout({ metrics, sources }: Limitation["when"], suite: ReportSuite): boolean {
  const measured = metrics === undefined || suite.findings.some(({ id }) => metrics.some((beginning) => id.startsWith(beginning)));
  return measured && (sources === undefined || sources.includes(suite.source));
}

/** Those that concern a suite of the report, with the suites that each concerns. */
export async function readLimitations(programFolder: string, audits: readonly Pick<ReportAudit, "suites">[]): Promise<Report["limitations"]> {
  const all = z.array(limitationSchema).parse(parse(await readFile(file(programFolder, "limitations.yaml"), "utf8")));
  const suites = audits.flatMap((audit) => audit.suites);
  return all.flatMap(({ when, ...statement }) => {
    const concerned = [...new Set(suites.filter((suite) => isAbout(when, suite)).map(({ suite }) => suite))];
    return concerned.length === 0 ? [] : [{ ...statement, suites: concerned }];
  });
}

export async function readCrosswalk(programFolder: string): Promise<Report["crosswalk"]> {
  const schema = z.array(crosswalkRowSchema.extend({ date: z.iso.date(), url: z.url() }).strict());
  return schema.parse(parse(await readFile(file(programFolder, "crosswalk.yaml"), "utf8")));
}
