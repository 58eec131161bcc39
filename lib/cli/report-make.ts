import { stat } from "node:fs/promises";
import path from "node:path";
import { requireAudit } from "@/lib/audit/runner/audits";
import { composeRequestSchema, redactionProfileSchema, signedReportSchema } from "@/lib/domain/report";
import { composeReport, newIdentity } from "@/lib/report/compose/compose-report";
import { warningsOf } from "@/lib/report/compose/warnings";
import { writeReport } from "@/lib/report/html/write-report";
import { sealWithText } from "@/lib/report/seal";
import { withAudits } from "./audit-context";
import { UsageError, type CommandContext } from "./command";
import { requireFolderOf, writeWhole } from "./files";
import { parseFlags, required } from "./flags";
import { sizeInWords } from "./words";

const flags = {
  out: { type: "string" }, title: { type: "string" }, use: { type: "string" }, notes: { type: "string" }, profile: { type: "string", default: "scores" },
  "share-alike-text": { type: "string" }, baseline: { type: "string" }, sign: { type: "boolean", default: false },
} as const;

const listed = (text: string | undefined): string[] => (text ?? "").split(",").map((part) => part.trim()).filter((part) => part !== "");

/** `make AUDIT… --out FILE.html|FILE.json` */
export async function makeReport(args: readonly string[], command: CommandContext): Promise<void> {
  const first = args.findIndex((word) => word.startsWith("-"));
  const audits = first < 0 ? args : args.slice(0, first);
  if (audits.length === 0) throw new UsageError("report make wants the ids of one or more audits first");
  const values = parseFlags(first < 0 ? [] : args.slice(first), flags);
  const profile = redactionProfileSchema.safeParse(values.profile);
  if (!profile.success) throw new UsageError(`--profile is aggregates, scores or full, not “${values.profile}”`);
  const out = await requireFolderOf(required(values.out, "out"));
  const ending = path.extname(out).toLowerCase();
  if (ending !== ".json" && ending !== ".html") throw new UsageError("--out wants a file that ends in .html or .json");
  await withAudits(command, async (context) => {
    const { summary } = await requireAudit(context, audits[0] ?? "");
    const request = composeRequestSchema.parse({
      audits: [...audits], title: values.title?.trim() || summary.title, intendedUse: values.use ?? "", notes: values.notes ?? "", profile: profile.data,
      shareAlikeText: listed(values["share-alike-text"]), baseline: values.baseline ?? null,
    });
    const { text } = await sealWithText(await composeReport(context, request, newIdentity()), values.sign ? context.settings : null);
    // As whoever receives it reads it: the page is then the same to the letter (JSON knows no −0).
    const signed = signedReportSchema.parse(JSON.parse(text));
    await writeWhole(out, ending === ".html" ? await writeReport(context.programFolder, signed) : text);
    for (const warning of warningsOf(signed.report, text, context.settings)) command.note(warning);
    for (const { what, why, count } of signed.report.removed) command.note(`Not in it: ${what}${count === null ? "" : ` (${count.toLocaleString("en")})`}. ${why}`);
    command.print(`${path.basename(out)}: ${sizeInWords((await stat(out)).size)}, SHA-256 ${signed.sha256}${signed.signature ? `, signed by ${signed.signature.publicKey}` : ""}`);
  });
}
