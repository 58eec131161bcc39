import type { AuditEvent } from "@/lib/domain/audit";
import { followAudit } from "@/lib/audit/runner/audits";
import { serverAudits } from "@/lib/audit/runner/server-audits";
import { eventStream } from "@/lib/http/event-stream";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";

const isLast = (event: AuditEvent) => event.type === "failed" || (event.type === "state" && event.state !== "queued" && event.state !== "running");

export const GET = route({
  context: serverAudits,
  params: inspectionParams,
  answer: async ({ context, params }) => eventStream(await followAudit(context, params.id), isLast),
});
