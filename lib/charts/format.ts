/** How numbers are written, everywhere. "Not measured" is an en dash, never 0. */

const THIN = "\u2009";
const MINUS = "\u2212";
export const NOT_MEASURED = "–";

const isNumber = (value: number | null | undefined): value is number => value !== null && value !== undefined && !Number.isNaN(value);

function fixed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text;
}

/** A probability or weight, 0 … 1, as ".97"; "1" and "0" only where exact to the digits, "<.01" where it would round to nothing. */
export function probability(value: number | null | undefined, digits = 2): string {
  if (!isNumber(value)) return NOT_MEASURED;
  if (value === 0) return "0";
  const least = 10 ** -digits;
  if (value > 0 && value < least / 2) return `<${least.toFixed(digits).slice(1)}`;
  if (value < 1 && value > 1 - least / 2) return `>${(1 - least).toFixed(digits).slice(1)}`;
  const text = fixed(value, digits);
  return value >= 1 ? (value === 1 ? "1" : text) : text.replace(/^(\u2212?)0\./, "$1.");
}

/** A probability or weight on a legend, as short as it can be: ".5", ".25", "1". */
export function tick(value: number | null | undefined): string {
  return isNumber(value) ? String(Number(value.toPrecision(3))).replace(/^0\./, ".") : NOT_MEASURED;
}

/** The label of an axis tick as d3 formats it for its step, without the zero before the point. */
export function axisTick(text: string): string {
  return text.replace(/^(\u2212?)0\./, "$1.").replace(/^\.0+$/, "0");
}

/** A share, 0 … 1, as "97 %" for running text. */
export function percent(value: number | null | undefined): string {
  if (!isNumber(value)) return NOT_MEASURED;
  const share = value * 100;
  if (share > 0 && share < 0.5) return `<1${THIN}%`;
  if (share < 100 && share > 99.5) return `>99${THIN}%`;
  return `${fixed(share, 0)}${THIN}%`;
}

/** A natural logarithm or entropy, as "1.38 nats". */
export function nats(value: number | null | undefined): string {
  return isNumber(value) ? `${fixed(value, 2)}${THIN}nats` : NOT_MEASURED;
}

/** Surprisal in bits, as "2.00 bits". */
export function bits(value: number | null | undefined): string {
  return isNumber(value) ? `${fixed(value, 2)}${THIN}bits` : NOT_MEASURED;
}

/** A gate weight or another number of any size that is not a probability: two decimals, ".75", "1.48"; "<.01" where it would round to nothing. */
export function weight(value: number | null | undefined): string {
  if (!isNumber(value)) return NOT_MEASURED;
  if (value > 0 && value < 0.005) return "<.01";
  return value === 0 ? "0" : fixed(value, 2).replace(/^(\u2212?)0\./, "$1.");
}

/** A plain decimal with a true minus sign. */
export function decimal(value: number | null | undefined, digits = 2): string {
  return isNumber(value) ? fixed(value, digits) : NOT_MEASURED;
}

/** A count, with thin spaces between groups of three digits from 10 000 on (four-digit counts stay whole, as in print). */
export function count(value: number | null | undefined): string {
  if (!isNumber(value)) return NOT_MEASURED;
  const text = Math.abs(Math.round(value)).toString();
  const grouped = text.length > 4 ? text.replace(/\B(?=(\d{3})+$)/g, THIN) : text;
  return value < 0 ? `${MINUS}${grouped}` : grouped;
}

/** A factor against a reference, as "1.25×". */
export function factor(value: number | null | undefined): string {
  return isNumber(value) ? `${fixed(value, 2)}×` : NOT_MEASURED;
}

/** Bytes in decimal units, as "14.2 MB". */
export function bytes(value: number | null | undefined): string {
  if (!isNumber(value)) return NOT_MEASURED;
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 ? size.toFixed(0) : size.toFixed(size < 100 ? 1 : 0)}${THIN}${units[unit] ?? "B"}`;
}

/** Every digit that a double carries, for the exact value on hover and for files. */
export function exact(value: number | null | undefined): string {
  return isNumber(value) ? String(value) : "";
}
