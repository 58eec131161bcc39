"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { isUnderWay, type StudySummary } from "@/lib/domain/study";
import type { SweepRequest } from "@/lib/domain/sweep";
import { studiesQuery, studyQuery } from "@/lib/query/studies";
import { readableText } from "@/lib/domain/visible-text";
import { Button, Menu } from "@/lib/ui";
import { whenText } from "../audit/words";

const LISTED = 12;
const stateOf = ({ state, done, total }: StudySummary): string => (state === "complete" ? "" : ` · ${isUnderWay(state) ? "running" : state}, ${done} of ${total}`);

/** Sweeps and patches of this inspection that are kept; choosing one asks it again, which finds it. */
export function KeptSweeps({ inspection, onChoose }: { inspection: string; onChoose: (request: SweepRequest) => void }): ReactElement | null {
  const client = useQueryClient();
  const { data } = useQuery(studiesQuery("sweep"));
  const kept = data?.studies.filter(({ inspectionId }) => inspectionId === inspection) ?? [];
  if (kept.length === 0) return null;
  const choose = async (id: string) => {
    const { request } = await client.query(studyQuery(id));
    if (request.kind === "sweep") onChoose(request.request);
  };
  return (
    <Menu
      trigger={
        <Button size="s" variant="quiet">
          Kept sweeps ({kept.length})
        </Button>
      }
      items={kept.slice(0, LISTED).map((summary) => ({ label: `${readableText(summary.title.split(" · ")[0] ?? "")} · ${whenText(summary.createdAt)}${stateOf(summary)}`, onSelect: () => void choose(summary.id) }))}
    />
  );
}
