"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { ReactElement } from "react";
import { inspectionName } from "@/app/_views/compare/choose";
import { relatedInspections } from "@/app/_views/compare/related";
import type { InspectionSummary } from "@/lib/domain/inspection";
import { inspectionsQuery } from "@/lib/query";
import { Button, Menu } from "@/lib/ui";

/** Most of those that belong to the run; the page itself offers all. */
const NEAREST = 6;

/** What the open run can be laid beside: its branches, origin and the same prompt elsewhere first. */
export function CompareMenu({ summary }: { summary: InspectionSummary }): ReactElement {
  const router = useRouter();
  const { data } = useQuery(inspectionsQuery({ limit: 200 }));
  const near = relatedInspections(summary, data?.inspections ?? [])
    .filter(({ relation }) => relation !== "other")
    .slice(0, NEAREST);
  const go = (b?: string) => router.push(`/compare?${new URLSearchParams({ a: summary.id, ...(b === undefined ? {} : { b }) })}`);
  return (
    <Menu
      trigger={
        <Button size="s" variant="quiet" icon="table">
          Compare with…
        </Button>
      }
      items={[
        ...near.map((one) => ({ label: `${inspectionName(one.summary)} (${one.relation})`, onSelect: () => go(one.summary.id) })),
        ...(near.length > 0 ? (["separator"] as const) : []),
        { label: "Another inspection…", onSelect: () => go() },
      ]}
    />
  );
}
