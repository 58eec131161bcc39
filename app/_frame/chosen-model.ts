"use client";

import { useQuery } from "@tanstack/react-query";
import type { ModelSummary } from "@/lib/domain/model";
import { modelsQuery } from "@/lib/query";
import { useStored } from "@/lib/ui/stored";

/** A model that can be run: readable, and with room for it in memory. */
export const isUsable = (model: ModelSummary): boolean => model.details !== null && model.details.memory.fits;

/** The model that the next run uses: the one chosen in this browser while it is there, else the default. */
export function useChosenModel(): { model: ModelSummary | null; choose: (id: string) => void; models: ModelSummary[] } {
  const [stored, store] = useStored("vitrine.model");
  const { data } = useQuery(modelsQuery());
  const models = data?.models ?? [];
  const usable = models.filter(isUsable);
  const model = usable.find(({ id }) => id === stored) ?? usable.find(({ isDefault }) => isDefault) ?? usable[0] ?? null;
  return { model, choose: store, models };
}
