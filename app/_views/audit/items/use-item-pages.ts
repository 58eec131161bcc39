"use client";

import { useQueries, useQuery } from "@tanstack/react-query";
import type { AuditItem, AuditItemsRequest } from "@/lib/domain/audit";
import { auditItemsQuery } from "@/lib/query/audits";

/** Rows asked for at once. */
export const PAGE = 100;

export interface ItemPages {
  itemAt: (index: number) => AuditItem | null;
  error: unknown;
  retry: () => void;
}

const pageQuery = (id: string, filter: AuditItemsRequest, page: number, live: boolean) => ({
  ...auditItemsQuery(id, { ...filter, offset: page * PAGE, limit: PAGE }),
  staleTime: live ? 4_000 : Infinity,
});

/** How many rows the filter leaves; null while the first page is on its way. */
export function useItemTotal(id: string, filter: AuditItemsRequest, live: boolean): number | null {
  return useQuery(pageQuery(id, filter, 0, live)).data?.total ?? null;
}

/** The rows of a filtered list that are in sight, page by page. `live`: the audit still runs, so that pages can grow. */
export function useItemPages(id: string, filter: AuditItemsRequest, from: number, to: number, live: boolean): ItemPages {
  const first = Math.floor(Math.max(0, from) / PAGE);
  const last = Math.max(first, Math.floor(Math.max(0, to) / PAGE));
  const wanted = [...new Set([0, ...Array.from({ length: last - first + 1 }, (_, i) => first + i)])];
  const queries = useQueries({ queries: wanted.map((page) => pageQuery(id, filter, page, live)) });
  const pages = new Map(wanted.map((page, i) => [page, queries[i]?.data]));
  return {
    itemAt: (index) => pages.get(Math.floor(index / PAGE))?.items[index % PAGE] ?? null,
    error: queries.find((query) => query.error && query.data === undefined)?.error ?? null,
    retry: () => queries.forEach((query) => void query.refetch()),
  };
}
