import { z } from "zod";
import { auditItemsRequestSchema } from "@/lib/domain/audit";

const text = z.string().max(300).optional().catch(undefined);

/** What is open on an audit's page. Lives in the URL; defaults are left out. */
export const auditViewSchema = z.object({
  tab: z.enum(["result", "items", "method"]).default("result").catch("result"),
  suite: text,
  metric: text,
  /** The open item and its phrasing. */
  item: text,
  phrasing: text,
  category: text,
  control: z.enum(["none", "placebo", "neutral"]).optional().catch(undefined),
  search: z.string().max(200).optional().catch(undefined),
  disagree: z.enum(["1"]).optional().catch(undefined),
  sort: auditItemsRequestSchema.shape.sort.catch("order"),
});
export type AuditView = z.infer<typeof auditViewSchema>;

const defaults: AuditView = auditViewSchema.parse({});

export function parseAuditView(params: URLSearchParams): AuditView {
  return auditViewSchema.parse(Object.fromEntries(params));
}

/** The inverse of `parseAuditView`: only what differs from the default. */
export function formatAuditView(view: AuditView): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(view)) {
    if (value !== undefined && value !== "" && value !== Reflect.get(defaults, key)) params.set(key, value);
  }
  return params.toString();
}
