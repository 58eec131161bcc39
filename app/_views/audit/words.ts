import { count, decimal } from "@/lib/charts/format";
import type { AuditState } from "@/lib/domain/audit";

export const stateNames: Record<AuditState, string> = { queued: "waiting", running: "running", paused: "paused", complete: "complete", failed: "failed" };

const THIN = "\u2009";

const when = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });

/** "24 Nov 2026, 12:05", in the reader's time zone. */
export const whenText = (iso: string): string => when.format(new Date(iso));

/** "12 min", "1 h 5 min", "8 s". */
export function durationText(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return "unknown";
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))}${THIN}s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes}${THIN}min` : `${Math.floor(minutes / 60)}${THIN}h ${minutes % 60}${THIN}min`;
}

/** "4.1 per s" or "2 per min" for what is slow. */
export function rateText(perSecond: number | null): string {
  if (perSecond === null) return "rate unknown";
  if (perSecond >= 10) return `${count(perSecond)} per s`;
  return perSecond >= 1 ? `${decimal(perSecond, 1)} per s` : `${count(perSecond * 60)} per min`;
}
