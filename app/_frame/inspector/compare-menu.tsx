"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { ReactElement } from "react";
import { relatedInspections, type Relation } from "@/app/_views/compare/related";
import type { InspectionSummary } from "@/lib/domain/inspection";
import { readableText, visibleText } from "@/lib/domain/visible-text";
import { inspectionsQuery } from "@/lib/query";
import { Button, Menu } from "@/lib/ui";

/** Most of those that belong to the run; the page itself offers all. */
const NEAREST = 6;

const TITLE_CHARACTERS = 32;

/** By what tells it from the open run: the token of a branch, the other model, or its title. */
function nameOf({ summary, relation }: { summary: InspectionSummary; relation: Relation }): string {
  if (relation === "same prompt, another model") return `${relation}: ${summary.modelFileName}`;
  if (summary.branchText !== null) return `${relation}: ↳ ${visibleText(summary.branchText)}`;
  const title = [...readableText(summary.title)];
  return `${relation}: ${title.length > TITLE_CHARACTERS ? `${title.slice(0, TITLE_CHARACTERS).join("")}…` : title.join("")}`;
}

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
        ...near.map((one) => ({ label: nameOf(one), onSelect: () => go(one.summary.id) })),
        ...(near.length > 0 ? (["separator"] as const) : []),
        { label: "Another inspection…", onSelect: () => go() },
      ]}
    />
  );
}
