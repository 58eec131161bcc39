import { expect, it } from "vitest";
import { expiryText, isOpen } from "./words";

it("says when a link ends in days, and that it ended", () => {
  const now = Date.parse("2026-11-24T12:00:00Z");
  // A link is looked at some seconds after it was made.
  const after = (days: number) => new Date(now + days * 86_400_000 - 5_000).toISOString();
  expect([30, 1, 0.5, 0, -1, -12].map((days) => expiryText(after(days), now))).toEqual(["in 30 days", "in a day", "within a day", "today", "a day ago", "12 days ago"]);
});

it("counts a superseded link as open: whoever has it still reads its version", () => {
  expect((["live", "superseded", "expired", "revoked"] as const).map((state) => isOpen({ state }))).toEqual([true, true, false, false]);
});
