"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { InspectionDetail } from "@/lib/domain/inspection";
import type { KeptLogits } from "@/lib/math/sampling";
import { tensorQuery, type Tensor } from "@/lib/query";
import { tensorNames } from "@/lib/trace/names";
import { candidateTexts, type CandidateText } from "./candidate-text";

/** Rows fetched at once, so that moving along the text does not wait at every token. */
const ROWS = 32;

export type CandidateData =
  | { status: "absent" }
  | { status: "loading" }
  | { status: "error"; error: unknown; retry: () => void }
  | { status: "ready"; kept: KeptLogits; textOf: (id: number) => CandidateText };

/** The kept logits from which the token at `position` was drawn (those after the token before it), and the candidates' texts. */
export function useCandidates(detail: InspectionDetail, position: number | null): CandidateData {
  const { summary, manifest, tensors } = detail;
  const total = detail.tokens.ids.length;
  const row = position === null ? -1 : position - 1;
  const present = manifest.logits !== null && tensors.some((tensor) => tensor.name === tensorNames.logitIds);
  const enabled = present && row >= 0 && row < total;

  const from = Math.floor(Math.max(0, row) / ROWS) * ROWS;
  const to = Math.min(total, from + ROWS);
  const rows = (name: string) => ({ ...tensorQuery(summary.id, name, `${from}:${to}`), enabled });
  const ids = useQuery(rows(tensorNames.logitIds));
  const values = useQuery(rows(tensorNames.logitValues));
  const sums = useQuery(rows(tensorNames.logSumExp));
  const sumsByBeta = useQuery(rows(tensorNames.logSumExpByBeta));

  const named = present && tensors.some((tensor) => tensor.name === tensorNames.candidateIds);
  const whole = (name: string) => ({ ...tensorQuery(summary.id, name), enabled: enabled && named });
  const vocabularyIds = useQuery(whole(tensorNames.candidateIds));
  const bytes = useQuery(whole(tensorNames.candidateBytes));
  const offsets = useQuery(whole(tensorNames.candidateOffsets));
  const special = useQuery(whole(tensorNames.candidateSpecial));

  const textOf = useMemo(
    () =>
      named
        ? vocabularyIds.data && bytes.data && offsets.data && special.data
          ? candidateTexts({ ids: vocabularyIds.data.data, bytes: bytes.data.data, offsets: offsets.data.data, special: special.data.data })
          : null
        : candidateTexts({ ids: [], bytes: [], offsets: [], special: [] }),
    [named, vocabularyIds.data, bytes.data, offsets.data, special.data],
  );

  const betas = manifest.logits?.inverseTemperatures;
  const kept = useMemo((): KeptLogits | null => {
    if (!ids.data || !values.data || !sums.data || !sumsByBeta.data || !betas || !enabled) return null;
    const at = row - from;
    return {
      ids: rowOf(ids.data, at),
      values: rowOf(values.data, at),
      logSumExp: Number(sums.data.data[at] ?? NaN),
      logSumExpByBeta: rowOf(sumsByBeta.data, at),
      betas,
      vocabulary: manifest.model.shape.vocabulary,
    };
  }, [ids.data, values.data, sums.data, sumsByBeta.data, betas, enabled, row, from, manifest.model.shape.vocabulary]);

  const all = [ids, values, sums, sumsByBeta, ...(named ? [vocabularyIds, bytes, offsets, special] : [])];
  const failed = all.find((query) => query.isError);
  if (!enabled) return { status: "absent" };
  if (failed) {
    return { status: "error", error: failed.error, retry: () => void Promise.all(all.filter((query) => query.isError).map((query) => query.refetch())) };
  }
  return kept && textOf ? { status: "ready", kept, textOf } : { status: "loading" };
}

/** Row `at` of a matrix. */
function rowOf({ shape, data }: Tensor, at: number): ArrayLike<number> {
  const width = shape[1] ?? 1;
  return data.subarray(at * width, (at + 1) * width);
}
