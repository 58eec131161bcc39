import { describe, expect, test } from "vitest";
import { binOf, LENGTH_BINS, POSITION_BINS, type ExpertCounts } from "@/lib/domain/expert-statistics";
import { addCounts, emptyCounts, ExpertCounter, type LayerRouting } from "./expert-counts";
import { expertLayers, LEAST_OCCURRENCES } from "./expert-statistics";

const [EXPERTS, USED, LAYERS] = [6, 2, [1, 2]];
interface Text {
  domain: string;
  ids: number[];
  routing: LayerRouting[];
}

/** A repeatable generator; domains and positions favour different experts. */
function randomTexts(count: number): Text[] {
  let state = 99;
  const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  return Array.from({ length: count }, (_, i) => {
    const domain = ["a", "b", "c"][i % 3]!;
    const length = 1 + Math.floor(random() * (domain === "a" ? 10 : 70));
    const ids = Array.from({ length }, () => Math.floor(random() * 8));
    const routing = LAYERS.map((): LayerRouting => {
      const layer = { experts: [] as number[], weights: [] as number[], scores: [] as number[], margin: [] as number[] };
      for (let t = 0; t < length; t++) {
        const scores = Array.from({ length: EXPERTS }, (_, e) => random() + (e === i % 3 ? 0.5 : 0) + (t < 4 && e === 5 ? 1 : 0));
        const order = [...scores.keys()].sort((x, y) => scores[y]! - scores[x]!);
        layer.experts.push(...order.slice(0, USED));
        layer.weights.push(...order.slice(0, USED).map((e) => scores[e]! / 3));
        layer.scores.push(...scores);
        layer.margin.push(t === 2 ? Infinity : scores[order[USED - 1]!]! - scores[order[USED]!]!);
      }
      return layer;
    });
    return { domain, ids, routing };
  });
}

function count(texts: readonly Text[]): ExpertCounts {
  const counter = new ExpertCounter(emptyCounts(LAYERS, EXPERTS, USED), [0, 1, 2, 3]);
  for (const { domain, ids, routing } of texts) counter.add(domain, ids, routing);
  return counter.finish();
}

/** Every token of every text as one record, for counting by brute force. */
const records = (texts: readonly Text[], l: number) =>
  texts.flatMap(({ domain, ids, routing }) =>
    ids.map((id, t) => {
      const layer = routing[l]!;
      const pick = (from: ArrayLike<number>, width: number, at: number): number[] => Array.from({ length: width }, (_, i) => from[at * width + i]!);
      return {
        domain, id, t, length: ids.length,
        chosen: pick(layer.experts, USED, t),
        weights: pick(layer.weights, USED, t),
        scores: pick(layer.scores, EXPERTS, t),
        margin: layer.margin[t]!,
        before: t > 0 ? pick(layer.experts, USED, t - 1) : null,
      };
    }),
  );
type Record = ReturnType<typeof records>[number];
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const rate = (list: readonly Record[], e: number): number => mean(list.map(({ chosen }) => (chosen.includes(e) ? 1 : 0)));

describe("expert statistics", () => {
  const texts = randomTexts(30);
  const layers = expertLayers(count(texts));

  test.each([0, 1])("of layer %i equal a count by brute force", (l) => {
    const all = records(texts, l);
    const ours = layers[l]!;
    const loads = Array.from({ length: EXPERTS }, (_, e) => rate(all, e));
    for (let e = 0; e < EXPERTS; e++) {
      const by = all.filter(({ chosen }) => chosen.includes(e));
      expect(ours.selectionRate[e]).toBeCloseTo(loads[e]!, 12);
      const gates = by.map(({ chosen, weights }) => weights[chosen.indexOf(e)]!);
      expect(ours.meanGate[e]).toBeCloseTo(mean(gates), 12);
      expect(ours.mass[e]).toBeCloseTo(loads[e]! * mean(gates), 12);
      for (let other = 0; other < EXPERTS; other++) {
        expect(ours.coActivation[e]![other]).toBeCloseTo(other === e ? 0 : mean(by.map(({ chosen }) => (chosen.includes(other) ? 1 : 0))), 12);
      }
      for (const { domain, plain } of ours.domains) expect(plain[e]).toBeCloseTo(rate(all.filter((record) => record.domain === domain), e), 12);
      for (const { id, share, count: n } of ours.tokens[e]!) {
        const own = all.filter((record) => record.id === id);
        expect(n).toBe(own.length);
        expect(share).toBeCloseTo(rate(own, e), 12);
      }
    }
    expect(ours.maxViolation).toBeCloseTo(Math.max(...loads) / mean(loads) - 1, 12);
    const p = loads.map((load) => load / USED);
    expect(ours.loadEntropy).toBeCloseTo(-p.reduce((sum, x) => sum + x * Math.log(x), 0) / Math.log(EXPERTS), 12);
    const entropies = all.map(({ scores }) => {
      const sum = scores.reduce((a, b) => a + b, 0);
      return -scores.reduce((h, s) => h + (s / sum) * Math.log(s / sum), 0) / Math.log(EXPERTS);
    });
    expect(ours.routingEntropy).toBeCloseTo(mean(entropies), 12);
    expect(ours.margin).toBeCloseTo(mean(all.map(({ margin }) => margin).filter(Number.isFinite)), 12);
    expect(ours.adjacentOverlap).toBeCloseTo(mean(all.flatMap(({ chosen, before }) => (before ? [chosen.filter((e) => before.includes(e)).length / USED] : []))), 12);
  });

  test("controlled for position and length weigh each bin as the whole corpus does", () => {
    const all = records(texts, 0);
    const controls = [
      { name: "positionControlled", bin: ({ t }: Record) => binOf(POSITION_BINS, t) },
      { name: "lengthControlled", bin: ({ length }: Record) => binOf(LENGTH_BINS, length) },
    ] as const;
    for (const { name, bin } of controls) {
      for (const domain of layers[0]!.domains) {
        const own = all.filter((record) => record.domain === domain.domain);
        const bins = [...new Set(own.map(bin))];
        const weight = (b: number): number => all.filter((record) => bin(record) === b).length;
        for (let e = 0; e < EXPERTS; e++) {
          const expected = bins.reduce((sum, b) => sum + weight(b) * rate(own.filter((record) => bin(record) === b), e), 0) / bins.reduce((sum, b) => sum + weight(b), 0);
          expect(domain[name][e]).toBeCloseTo(expected, 12);
        }
      }
    }
  });

  test("show a difference of position for what it is: the control takes it away", () => {
    // Expert 0 at the first token alone; domain "short" has one token a text, "long" forty.
    const text = (domain: string, length: number): Text => {
      const experts = Array.from({ length }, (_, t) => (t === 0 ? [0, 1] : [2, 3])).flat();
      const one: LayerRouting = { experts, weights: experts.map(() => 0.5), scores: Array.from({ length: length * EXPERTS }, () => 1), margin: experts.map(() => 1) };
      return { domain, ids: Array.from({ length }, () => 0), routing: [one, one] };
    };
    const [layer] = expertLayers(count([...Array.from({ length: 10 }, () => text("short", 1)), ...Array.from({ length: 10 }, () => text("long", 40))]));
    const [short, long] = layer!.domains;
    expect(short!.plain[0]).toBe(1);
    expect(long!.plain[0]).toBeCloseTo(1 / 40, 12);
    const firstShare = 20 / 410;
    expect(long!.positionControlled[0]).toBeCloseTo(firstShare, 12);
  });

  test("of two batches added up are those of all texts", () => {
    const together = count(texts);
    const added = addCounts(count(texts.slice(0, 11)), count(texts.slice(11)));
    const [a, b] = [expertLayers(added), expertLayers(together)];
    a.forEach((layer, l) => {
      layer.selectionRate.forEach((value, e) => expect(value).toBeCloseTo(b[l]!.selectionRate[e]!, 12));
      expect(layer.routingEntropy).toBeCloseTo(b[l]!.routingEntropy, 12);
      expect(layer.domains.map(({ domain }) => domain)).toEqual(b[l]!.domains.map(({ domain }) => domain));
      expect(layer.tokens).toEqual(b[l]!.tokens);
      expect(layer.coActivation).toEqual(b[l]!.coActivation);
    });
    expect(added.texts).toEqual(together.texts);
  });

  test("list a word only where it occurs often enough", () => {
    const few = texts.slice(0, 2);
    const occurrences = (id: number): number => few.flatMap(({ ids }) => ids).filter((other) => other === id).length;
    const listed = new Set(expertLayers(count(few)).flatMap(({ tokens }) => tokens.flat().map(({ id }) => id)));
    for (const id of [0, 1, 2, 3]) expect(listed.has(id)).toBe(occurrences(id) >= LEAST_OCCURRENCES);
  });

  test("say that an expert that was never chosen has no mean gate and no company", () => {
    const one: LayerRouting = { experts: [0, 1], weights: [0.6, 0.4], scores: [1, 1, 0, 0, 0, 0], margin: [Infinity] };
    const [layer] = expertLayers(count([{ domain: "a", ids: [3], routing: [one, one] }]));
    expect(layer!.meanGate[2]).toBeNull();
    expect(layer!.coActivation[2]).toBeNull();
    expect(layer!.adjacentOverlap).toBeNull();
    expect(layer!.margin).toBeNull();
    expect(layer!.routingEntropy).toBeCloseTo(Math.log(2) / Math.log(6), 12);
  });
});
