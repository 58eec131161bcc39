import { displayTokens } from "@/lib/domain/display-tokens";
import type { StudyFindings } from "@/lib/domain/study";
import { recoveredShare, sweepColumn } from "@/lib/domain/sweep";
import { placeKey } from "@/lib/domain/sweep-map";

type Row = (string | number | null)[];

/** One line an expert of a layer, with its share in every domain, plain and with the controls. */
function expertRows(result: Extract<StudyFindings, { kind: "corpus-experts" }>["result"]): Row[] {
  if (!result) return [];
  const domains = result.domains.map(({ domain }) => domain);
  const head: Row = ["layer", "expert", "selection rate", "mean gate", "mass", ...domains.flatMap((domain) => [`share in ${domain}`, `${domain}, positions alike`, `${domain}, lengths alike`])];
  const rows = result.layers.flatMap((layer) =>
    layer.selectionRate.map((rate, expert): Row => [
      layer.layer,
      expert,
      rate,
      layer.meanGate[expert] ?? null,
      layer.mass[expert] ?? null,
      ...layer.domains.flatMap(({ plain, positionControlled, lengthControlled }) => [plain[expert] ?? null, positionControlled[expert] ?? null, lengthControlled[expert] ?? null]),
    ]),
  );
  return [head, ...rows];
}

/** One line a token: where which text lost what. */
function fidelityRows(result: Extract<StudyFindings, { kind: "fidelity" }>["result"]): Row[] {
  const head: Row = ["text", "position", "token", "divergence (nats, at least)", "probability covered", "another token leads", "layers whose experts differ"];
  const rows = (result?.texts ?? []).flatMap(({ id, bytes, kl, covered, topChanged, flippedLayers }) => {
    const changed = new Set(topChanged);
    const texts = displayTokens({ bytes, special: bytes.map(() => false) }).tokens;
    return kl.map((divergence, i): Row => [id, i, texts[i]?.shown ?? "", divergence, covered[i] ?? null, changed.has(i) ? "yes" : "no", flippedLayers?.[i] ?? null]);
  });
  return [head, ...rows];
}

/** One line a measured cell, with what was known of it before and, over several texts, its mean. */
function sweepRows(result: Extract<StudyFindings, { kind: "sweep" }>["result"]): Row[] {
  if (!result) return [];
  const predicted = new Map(result.predicted.map((cell) => [placeKey(cell), cell]));
  const tested = new Map(result.tested.map((cell) => [placeKey(cell), cell]));
  const head: Row = ["layer", sweepColumn(result.kind), "delta log p (nats)", "delta log p of the foil (nats)", "share recovered", "contribution (logits)", "gate", "mean over texts (nats)", "p", "adjusted p"];
  const rows = result.own.cells.map((cell): Row => {
    const [before, test] = [predicted.get(placeKey(cell)), tested.get(placeKey(cell))];
    return [cell.layer, cell.column, cell.delta, cell.foilDelta, recoveredShare(result, cell), before?.contribution ?? null, before?.gate ?? null, test?.mean ?? null, test?.p ?? null, test?.adjusted ?? null];
  });
  return [head, ...rows];
}

/** A study's figures as lines of a table, its head first; null is "not measured". */
export function exportRows(findings: StudyFindings): Row[] {
  switch (findings.kind) {
    case "leave-one-out":
      return [["first token", "token behind the last", "delta (nats)", "delta of the other answer (nats)"], ...(findings.result?.spans ?? []).map(({ from, to, delta, foilDelta }): Row => [from, to, delta, foilDelta])];
    case "sweep":
      return sweepRows(findings.result);
    case "corpus-experts":
      return expertRows(findings.result);
    case "fidelity":
      return fidelityRows(findings.result);
  }
}
