"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useReducer } from "react";
import type { AuditDetail } from "@/lib/domain/audit";
import { auditQuery, subscribeAudit } from "@/lib/query/audits";
import { firstRunState, nextRunState, type RunState } from "./run-state";

/** Follows an audit while it waits or runs, and asks for its result again whenever a suite or the whole is done. */
export function useAuditRun(detail: AuditDetail): RunState {
  const client = useQueryClient();
  const { id } = detail.summary;
  const [run, tell] = useReducer(nextRunState, detail, firstRunState);
  const active = detail.summary.state === "running" || detail.summary.state === "queued";
  useEffect(() => {
    if (!active) return;
    return subscribeAudit(id, (event) => {
      tell(event);
      if (event.type === "state" || event.type === "failed" || event.type === "statistics") void client.invalidateQueries({ queryKey: auditQuery(id).queryKey });
    });
  }, [active, id, client]);
  return run;
}
