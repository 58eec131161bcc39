import { auditOptionsSchema, type AuditManifest, type AuditOptions } from "@/lib/domain/audit";
import type { Report, ReportAudit } from "@/lib/domain/report";
import { canonicalJson } from "../canonical-json";
import { sha256Hex } from "../digest/sha256";

/** A word of a shell's command line. */
const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

function commandOf({ model, options }: AuditManifest, suites: readonly string[]): string {
  return [
    "vitrine audit run",
    `--model ${word(model.fileName)}`,
    `--suite ${word(suites.join(","))}`,
    ...(options.limit === null ? [] : [`--limit ${options.limit}`]),
    `--seed ${options.seed}`,
    ...(options.continuations ? ["--continuations"] : []),
    "--out results.json",
  ].join(" ");
}

/** Quoted, so that no id can end the line, which a shell is to skip. */
const named = (text: string): string => JSON.stringify(text);

/** Of `audit run`, which has no flag for some of them. */
const usual = auditOptionsSchema.parse({});

/** Settings of the audit that the command line cannot name, where they are not those that it takes by itself. */
function lackingIn({ letterOrders, phrasings, smallestEffect }: AuditOptions): string[] {
  return [
    ...(letterOrders === usual.letterOrders ? [] : [letterOrders === 0 ? "the letters of options were not scored" : `the letters of options were scored in ${letterOrders} of their orders instead of ${usual.letterOrders}`]),
    ...Object.entries(phrasings).map(([suite, ids]) => `of the phrasings of ${named(suite)} only ${ids.map(named).join(", ")} were used`),
    ...Object.entries(smallestEffect).flatMap(([suite, metrics]) => Object.entries(metrics).map(([metric, value]) => `the smallest effect of interest of ${named(suite)}, ${named(metric)}, was ${value}`)),
  ];
}

/** The command, and as a comment under it what it cannot say. */
function linesOf(manifest: AuditManifest, suites: readonly string[]): string[] {
  const lacking = lackingIn(manifest.options);
  return [commandOf(manifest, suites), ...(lacking.length === 0 ? [] : [`# What this command cannot say, and the form of a new audit can: ${lacking.join("; ")}.`])];
}

/**
 * One command line an audit, and the SHA-256 of the canonical JSON of the manifest (of the list of manifests, where there are several):
 * equal audits have equal manifests, since times are not part of them.
 */
export function reproduceOf(records: readonly { request: { suites: readonly string[] } }[], audits: readonly ReportAudit[]): Report["reproduce"] {
  const manifests = audits.map(({ manifest }) => manifest);
  return {
    command: audits.flatMap(({ manifest }, i) => linesOf(manifest, records[i]?.request.suites ?? [])).join("\n"),
    manifestSha256: sha256Hex(canonicalJson(manifests.length === 1 ? manifests[0] : manifests)),
  };
}
