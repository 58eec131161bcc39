import { z } from "zod";
import { auditManifestSchema, auditComparisonSchema } from "./audit";
import { findingSchema } from "./finding";

/**
 * A report: an immutable snapshot of audits for others. It holds no internal ids, no paths and nothing that its redaction excludes.
 * Its identity is the SHA-256 of its canonical JSON (RFC 8785); a change makes a new report that supersedes the old one.
 */

/** aggregates: findings only · scores: also ids and numbers of every item, from which findings are computed again · full: also texts. */
export const redactionProfileSchema = z.enum(["aggregates", "scores", "full"]);
export type RedactionProfile = z.infer<typeof redactionProfileSchema>;

/** Items of one suite as columns of equal length; text columns as a dictionary and indices into it. Rows of one kind together. */
export const itemColumnSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("numbers"), values: z.array(z.number().nullable()) }),
  z.object({ type: z.literal("words"), dictionary: z.array(z.string().nullable()), indices: z.array(z.int().nonnegative()) }),
  /** Whatever else a row holds (short arrays, labels), one JSON value an item, as a dictionary too. */
  z.object({ type: z.literal("values"), dictionary: z.array(z.json()), indices: z.array(z.int().nonnegative()) }),
]);
export type ItemColumn = z.infer<typeof itemColumnSchema>;
export const itemTableSchema = z.object({ kind: z.string(), count: z.int().nonnegative(), columns: z.record(z.string(), itemColumnSchema) });
export type ItemTable = z.infer<typeof itemTableSchema>;

/** Texts of items, for the profile "full" only: by item and phrasing. */
export const itemTextSchema = z.object({ item: z.string(), phrasing: z.string(), texts: z.array(z.object({ variant: z.string(), text: z.string() })) });

export const reportSuiteSchema = z.object({
  suite: z.string(),
  title: z.string(),
  source: z.enum(["bundled", "own", "imported"]),
  sha256: z.string(),
  licence: z.string(),
  shareAlike: z.boolean(),
  card: z.object({ measures: z.string(), construct: z.string(), harm: z.string(), population: z.string(), limits: z.array(z.string()) }),
  /** What the statistics need beside the rows: the declared family and the groups that decisions are contrasted with. */
  plan: z.object({ name: z.string(), metrics: z.array(z.string()), smallestEffect: z.record(z.string(), z.number()) }),
  references: z.record(z.string(), z.string()),
  phrasings: z.array(z.object({ id: z.string(), text: z.string().nullable() })),
  trials: z.int(),
  complete: z.boolean(),
  leftOut: z.array(z.object({ reason: z.string(), count: z.int() })),
  findings: z.array(findingSchema),
  /** Profile in force for this suite, and why it is not the one that was asked for. */
  profile: redactionProfileSchema,
  profileReason: z.string().nullable(),
  /** Null for "aggregates". */
  tables: z.array(itemTableSchema).nullable(),
  /** Null unless "full". */
  texts: z.array(itemTextSchema).nullable(),
});
export type ReportSuite = z.infer<typeof reportSuiteSchema>;

export const reportAuditSchema = z.object({
  title: z.string(),
  complete: z.boolean(),
  manifest: auditManifestSchema,
  suites: z.array(reportSuiteSchema),
  times: z.object({ createdAt: z.string(), finishedAt: z.string().nullable() }),
});
export type ReportAudit = z.infer<typeof reportAuditSchema>;

/** Of the data file lib/report/data: dated, with its source. */
export const datedStatementSchema = z.object({ id: z.string(), text: z.string(), source: z.string(), url: z.string().nullable(), date: z.string() });
export const crosswalkRowSchema = z.object({ framework: z.string(), clause: z.string(), asks: z.string(), section: z.string(), source: z.string(), url: z.string(), date: z.string() });

export const reportSchema = z.object({
  format: z.literal("vitrine-report"),
  version: z.literal(1),
  /** Random and public: 16 bytes, base64url. Versions of one report share it. */
  id: z.string(),
  /** 1, 2, … */
  number: z.int().positive(),
  supersedes: z.string().nullable(),
  title: z.string(),
  intendedUse: z.string(),
  notes: z.string(),
  createdAt: z.iso.datetime(),
  software: z.string(),
  profile: redactionProfileSchema,
  complete: z.boolean(),
  audits: z.array(reportAuditSchema).min(1),
  /** The first audit against the baseline: differences are the audit's minus the baseline's. */
  baseline: z.object({ title: z.string(), manifest: auditManifestSchema, suites: auditComparisonSchema.shape.suites }).nullable(),
  removed: z.array(z.object({ what: z.string(), why: z.string(), count: z.int().nullable() })),
  limitations: z.array(datedStatementSchema.extend({ suites: z.array(z.string()) })),
  crosswalk: z.array(crosswalkRowSchema),
  reproduce: z.object({ command: z.string(), manifestSha256: z.string() }),
});
export type Report = z.infer<typeof reportSchema>;

export const signatureSchema = z.object({ algorithm: z.literal("ed25519"), publicKey: z.string(), signature: z.string() });
/** What is stored, embedded in the HTML file and downloaded as results.json of a report. `sha256`: of `report`'s canonical JSON, hex. */
export const signedReportSchema = z.object({ report: reportSchema, sha256: z.string(), signature: signatureSchema.nullable() });
export type SignedReport = z.infer<typeof signedReportSchema>;

/** What a person chooses when composing. */
export const composeRequestSchema = z.object({
  audits: z.array(z.string().min(1).max(100)).min(1).max(10),
  title: z.string().trim().min(1).max(200),
  intendedUse: z.string().trim().max(4_000).default(""),
  notes: z.string().trim().max(20_000).default(""),
  profile: redactionProfileSchema.default("scores"),
  /** Share-alike suites whose texts are to go out all the same, with attribution. */
  shareAlikeText: z.array(z.string()).default([]),
  baseline: z.string().max(100).nullable().default(null),
});
export type ComposeRequest = z.infer<typeof composeRequestSchema>;
export type ComposeRequestInput = z.input<typeof composeRequestSchema>;

/** Exactly what would leave: sizes by part, and what was removed. */
export const reportPreviewSchema = z.object({
  removed: reportSchema.shape.removed,
  suites: z.array(z.object({ audit: z.string(), suite: z.string(), profile: redactionProfileSchema, reason: z.string().nullable(), items: z.int(), texts: z.int() })),
  bytes: z.int(),
  warnings: z.array(z.string()),
});
export type ReportPreview = z.infer<typeof reportPreviewSchema>;

export const shareKindSchema = z.enum(["report", "inspection"]);
export const shareSummarySchema = z.object({
  id: z.string(),
  kind: shareKindSchema,
  title: z.string(),
  number: z.int(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  hasPassword: z.boolean(),
  views: z.int(),
  state: z.enum(["live", "expired", "revoked", "superseded"]),
});
export type ShareSummary = z.infer<typeof shareSummarySchema>;

export const reportSummarySchema = z.object({
  id: z.string(),
  title: z.string(),
  number: z.int(),
  profile: redactionProfileSchema,
  complete: z.boolean(),
  imported: z.boolean(),
  bytes: z.int(),
  sha256: z.string(),
  signed: z.boolean(),
  createdAt: z.iso.datetime(),
  shares: z.array(shareSummarySchema),
});
export type ReportSummary = z.infer<typeof reportSummarySchema>;
export const reportListSchema = z.object({ reports: z.array(reportSummarySchema), total: z.int() });

export const publishRequestSchema = z.object({
  expiresInDays: z.int().min(1).max(3_650).default(30),
  password: z.string().min(8).max(200).nullable().default(null),
});
export type PublishRequestInput = z.input<typeof publishRequestSchema>;
export const extendRequestSchema = publishRequestSchema.pick({ expiresInDays: true });
/** The only time that the link's token is told. `path`: "/r/<token>". */
export const publishedSchema = z.object({ share: shareSummarySchema, path: z.string() });
export type Published = z.infer<typeof publishedSchema>;

export const shareListSchema = z.object({ shares: z.array(shareSummarySchema) });

/** What a report can be downloaded as. */
export const reportFileFormatSchema = z.enum(["html", "json", "csv", "jsonl", "junit"]);
export type ReportFileFormat = z.infer<typeof reportFileFormatSchema>;

/** One recomputed figure of the check. */
export const checkedFigureSchema = z.object({ audit: z.int(), suite: z.string(), metric: z.string(), group: z.string(), figure: z.string(), stated: z.number().nullable(), computed: z.number().nullable(), match: z.boolean() });
export const checkResultSchema = z.object({
  hash: z.enum(["match", "mismatch"]),
  signature: z.enum(["valid", "invalid", "none"]),
  /** Suites without an item table cannot be computed again. */
  notChecked: z.array(z.object({ suite: z.string(), reason: z.string() })),
  figures: z.int(),
  mismatches: z.array(checkedFigureSchema),
});
export type CheckResult = z.infer<typeof checkResultSchema>;

/** A report of somebody else as it was kept, and what its check said before: nothing is kept that is not what its hash says. */
export const importedReportSchema = z.object({ report: reportSummarySchema, check: checkResultSchema });
export type ImportedReport = z.infer<typeof importedReportSchema>;
