import type { AuditManifest } from "@/lib/domain/audit";
import type { Report, ReportAudit } from "@/lib/domain/report";
import type { AuditRecord } from "@/lib/db/audits";
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

/**
 * One command line an audit, and the SHA-256 of the canonical JSON of the manifest (of the list of manifests, where there are several):
 * equal audits have equal manifests, since times are not part of them.
 */
export function reproduceOf(records: readonly AuditRecord[], audits: readonly ReportAudit[]): Report["reproduce"] {
  const manifests = audits.map(({ manifest }) => manifest);
  return {
    command: audits.map(({ manifest }, i) => commandOf(manifest, records[i]?.request.suites ?? [])).join("\n"),
    manifestSha256: sha256Hex(canonicalJson(manifests.length === 1 ? manifests[0] : manifests)),
  };
}
