import type { ModelSummary } from "@/lib/domain/model";

type Shape = NonNullable<ModelSummary["details"]>["shape"];

const sameShape = (a: Shape | undefined, b: Shape | undefined): boolean =>
  a !== undefined && b !== undefined && a.layers === b.layers && a.heads === b.heads && a.experts === b.experts && a.vocabulary === b.vocabulary;

/** What a file is most likely to be compared with: another of the same shape, the smallest of them; else any other. */
export function againstOf(model: ModelSummary | undefined, models: readonly ModelSummary[]): ModelSummary | undefined {
  const others = models.filter(({ id }) => id !== model?.id);
  const alike = others.filter(({ details }) => sameShape(details?.shape, model?.details?.shape));
  return [...(alike.length > 0 ? alike : others)].sort((x, y) => x.sizeBytes - y.sizeBytes)[0];
}
