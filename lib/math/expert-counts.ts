import { binOf, LENGTH_BINS, POSITION_BINS, type ExpertCounts } from "@/lib/domain/expert-statistics";

/** One layer's routing of a text of T tokens. */
export interface LayerRouting {
  /** (T, K): chosen experts. */
  experts: ArrayLike<number>;
  /** (T, K). */
  weights: ArrayLike<number>;
  /** (T, E): affinities before any bias. */
  scores: ArrayLike<number>;
  /** (T): infinite where no other expert could have been chosen. */
  margin: ArrayLike<number>;
}

const zeros = (length: number): number[] => new Array<number>(length).fill(0);

function addTo(target: number[], index: number, value = 1): void {
  target[index] = (target[index] ?? 0) + value;
}

export function emptyCounts(layers: readonly number[], experts: number, used: number): ExpertCounts {
  const count = layers.length;
  return {
    layers: [...layers], experts, used, texts: [], cells: [],
    gates: zeros(count * experts), pairs: zeros(count * experts * experts), entropy: zeros(count), margin: zeros(count), margins: zeros(count), shared: zeros(count),
    neighbours: 0, vocabulary: [],
  };
}

/** Nats, of values made to sum to 1. */
function entropyOf(scores: ArrayLike<number>, from: number, to: number): number {
  let [sum, moment] = [0, 0];
  for (let i = from; i < to; i++) {
    const score = scores[i] ?? 0;
    sum += score;
    if (score > 0) moment += score * Math.log(score);
  }
  return sum > 0 ? Math.log(sum) - moment / sum : 0;
}

/** Counts whole texts; what it has counted is in `counts`. `tracked`: token ids that are counted one by one. */
export class ExpertCounter {
  private readonly cells = new Map<string, ExpertCounts["cells"][number]>();
  private readonly vocabulary: Map<number, ExpertCounts["vocabulary"][number]>;
  private readonly domains = new Map<string, ExpertCounts["texts"][number]>();

  constructor(
    readonly counts: ExpertCounts,
    tracked: Iterable<number>,
  ) {
    const width = counts.layers.length * counts.experts;
    this.vocabulary = new Map(Array.from(tracked, (id) => [id, { id, tokens: 0, chosen: zeros(width) }]));
  }

  /** `layers[l]` is the routing of `counts.layers[l]`. `isWhole`: false for a piece of a text that was counted already. */
  add(domain: string, ids: ArrayLike<number>, layers: readonly LayerRouting[], isWhole = true): void {
    const length = binOf(LENGTH_BINS, ids.length);
    const entry = this.domains.get(domain) ?? { domain, texts: 0, tokens: 0 };
    entry.texts += isWhole ? 1 : 0;
    entry.tokens += ids.length;
    this.domains.set(domain, entry);
    this.counts.neighbours += Math.max(0, ids.length - 1);
    for (let token = 0; token < ids.length; token++) {
      const cell = this.cell(domain, binOf(POSITION_BINS, token), length);
      const word = this.vocabulary.get(ids[token] ?? -1);
      cell.tokens += 1;
      if (word) word.tokens += 1;
      const into = word ? [cell.chosen, word.chosen] : [cell.chosen];
      layers.forEach((layer, l) => this.addToken(layer, l, token, into));
    }
  }

  /** To be called once, after the last text. */
  finish(): ExpertCounts {
    this.counts.texts.push(...this.domains.values());
    this.counts.cells.push(...this.cells.values());
    this.counts.vocabulary.push(...[...this.vocabulary.values()].filter(({ tokens }) => tokens > 0));
    return this.counts;
  }

  private cell(domain: string, position: number, length: number): ExpertCounts["cells"][number] {
    const key = `${position} ${length} ${domain}`;
    const found = this.cells.get(key) ?? { domain, position, length, tokens: 0, chosen: zeros(this.counts.layers.length * this.counts.experts) };
    this.cells.set(key, found);
    return found;
  }

  private addToken({ experts, weights, scores, margin }: LayerRouting, l: number, token: number, into: number[][]): void {
    const { counts } = this;
    const { used, experts: count } = counts;
    const chosen: number[] = [];
    for (let slot = token * used; slot < (token + 1) * used; slot++) {
      const expert = experts[slot] ?? -1;
      if (expert < 0) continue;
      for (const target of into) addTo(target, l * count + expert);
      addTo(counts.gates, l * count + expert, weights[slot] ?? 0);
      for (const other of chosen) {
        addTo(counts.pairs, (l * count + expert) * count + other);
        addTo(counts.pairs, (l * count + other) * count + expert);
      }
      chosen.push(expert);
    }
    addTo(counts.entropy, l, entropyOf(scores, token * count, (token + 1) * count));
    const gap = margin[token] ?? NaN;
    if (Number.isFinite(gap)) {
      addTo(counts.margin, l, gap);
      addTo(counts.margins, l);
    }
    if (token === 0) return;
    for (let slot = (token - 1) * used; slot < token * used; slot++) if (chosen.includes(experts[slot] ?? -1)) addTo(counts.shared, l);
  }
}

const sums = (a: readonly number[], b: readonly number[]): number[] => a.map((value, i) => value + (b[i] ?? 0));

/** Joins two lists by key, adding the numbers of entries that both have. */
function joined<T extends { tokens: number }>(a: readonly T[], b: readonly T[], key: (entry: T) => string, add: (x: T, y: T) => T): T[] {
  const entries = new Map(a.map((entry) => [key(entry), entry]));
  for (const entry of b) {
    const present = entries.get(key(entry));
    entries.set(key(entry), present ? add(present, entry) : entry);
  }
  return [...entries.values()];
}

/** The counts of two batches of texts on one model, as if they had been counted together. Both must be of the same layers and experts. */
export function addCounts(a: ExpertCounts, b: ExpertCounts): ExpertCounts {
  const chosenToo = <T extends { tokens: number; chosen: number[] }>(x: T, y: T): T => ({ ...x, tokens: x.tokens + y.tokens, chosen: sums(x.chosen, y.chosen) });
  return {
    layers: a.layers, experts: a.experts, used: a.used,
    texts: joined(a.texts, b.texts, ({ domain }) => domain, (x, y) => ({ domain: x.domain, texts: x.texts + y.texts, tokens: x.tokens + y.tokens })),
    cells: joined(a.cells, b.cells, ({ domain, position, length }) => `${position} ${length} ${domain}`, chosenToo),
    gates: sums(a.gates, b.gates), pairs: sums(a.pairs, b.pairs), entropy: sums(a.entropy, b.entropy),
    margin: sums(a.margin, b.margin), margins: sums(a.margins, b.margins), shared: sums(a.shared, b.shared),
    neighbours: a.neighbours + b.neighbours,
    vocabulary: joined(a.vocabulary, b.vocabulary, ({ id }) => String(id), chosenToo),
  };
}
