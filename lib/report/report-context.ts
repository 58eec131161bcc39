import type { AuditContext } from "@/lib/audit/audit-context";

/** What the functions around reports work on. */
export type ReportContext = AuditContext;
