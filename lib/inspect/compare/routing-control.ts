import type { RoutingControl } from "@/lib/domain/comparison";
import type { Pair } from "@/lib/math/align";
import { mean } from "@/lib/stats/quantile";

/** I32 (T, k): the experts that each token of a run chose in one layer. */
export interface Choices {
  experts: ArrayLike<number>;
  /** k */
  used: number;
}

/** Shifts that are tried of a long text, evenly spaced. */
const MOST_SHIFTS = 64;

/** |A ∩ B| / |A ∪ B| of the experts that token `i` of one run and token `j` of another chose. */
export function overlap(a: Choices, i: number, b: Choices, j: number): number {
  let common = 0;
  for (let x = 0; x < a.used; x++) {
    for (let y = 0; y < b.used; y++) {
      if (a.experts[i * a.used + x] === b.experts[j * b.used + y]) {
        common++;
        break;
      }
    }
  }
  return common / (a.used + b.used - common);
}

function sameToken(a: Choices, b: Choices, pairs: readonly Pair[], keys: { a: readonly string[]; b: readonly string[] }): RoutingControl["sameToken"] {
  const places = new Map<string, number[]>();
  keys.b.forEach((key, j) => {
    const known = places.get(key);
    if (known) known.push(j);
    else places.set(key, [j]);
  });
  const found = pairs.flatMap((pair) => {
    const key = keys.a[pair.a] ?? "";
    const others = key === keys.b[pair.b] ? (places.get(key) ?? []).filter((j) => j !== pair.b) : [];
    // A token that occurs a hundred times counts once for each of its places, not a hundred times.
    return others.length === 0 ? [] : [{ own: overlap(a, pair.a, b, pair.b), elsewhere: mean(others.map((j) => overlap(a, pair.a, b, j))) }];
  });
  if (found.length === 0) return null;
  return { pairs: found.length, aligned: mean(found.map(({ own }) => own)), elsewhere: mean(found.map(({ elsewhere }) => elsewhere)) };
}

function shifted(a: Choices, b: Choices, pairs: readonly Pair[]): RoutingControl["shifted"] {
  const count = pairs.length;
  if (count < 2) return null;
  const shifts = Math.min(count - 1, MOST_SHIFTS);
  const means = Array.from({ length: shifts }, (_, s) => {
    const shift = 1 + Math.floor((s * (count - 1)) / shifts);
    return mean(pairs.map((pair, i) => overlap(a, pair.a, b, pairs[(i + shift) % count]?.b ?? 0)));
  });
  return { shifts, mean: mean(means), largest: means.reduce((most, value) => Math.max(most, value)) };
}

/**
 * What the overlap of two runs' experts is measured against, over the aligned pairs from `from` on (see the schema). `keys`: equal for
 * equal tokens, one for each token of a run. Null where no pair is left.
 */
export function routingControl(a: Choices, b: Choices, pairs: readonly Pair[], keys: { a: readonly string[]; b: readonly string[] }, from: number): RoutingControl | null {
  const counted = pairs.slice(from);
  if (counted.length === 0) return null;
  return { pairs: counted.length, aligned: mean(counted.map((pair) => overlap(a, pair.a, b, pair.b))), sameToken: sameToken(a, b, counted, keys), shifted: shifted(a, b, counted) };
}
