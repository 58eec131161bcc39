import { decimal } from "@/lib/charts/format";

/** A divergence of any size, with three digits that say something. */
export function divergenceText(nats: number | null | undefined): string {
  if (nats === null || nats === undefined || Number.isNaN(nats)) return "–";
  if (nats === 0) return "0";
  if (nats < 1e-4) return nats.toExponential(1).replace("e-", " · 10⁻").replace(/⁻(\d+)$/, (_, power: string) => `⁻${[...power].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("")}`);
  return decimal(nats, nats < 0.01 ? 5 : nats < 1 ? 4 : 2).replace(/^0\./, ".");
}
