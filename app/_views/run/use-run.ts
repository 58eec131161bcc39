"use client";

import { useEffect, useReducer } from "react";
import { useQueryClient } from "@tanstack/react-query";
import type { InspectionEvent } from "@/lib/domain/inspection";
import { invalidateInspections, queryKeys, subscribeInspection } from "@/lib/query";
import { freshRun, reduceRun, type RunState } from "./run-state";

type Action = { type: "restart" } | { type: "events"; events: readonly InspectionEvent[] };

const reduce = (state: RunState, action: Action): RunState => (action.type === "restart" ? freshRun : reduceRun(state, action.events));

/**
 * Follows a run from start to end while `id` is not null; events are taken in once per frame. When it ends, lists and the
 * inspection itself are asked for again.
 */
export function useRun(id: string | null): RunState {
  const client = useQueryClient();
  const [state, dispatch] = useReducer(reduce, freshRun);

  useEffect(() => {
    if (id === null) return;
    dispatch({ type: "restart" });
    let waiting: InspectionEvent[] = [];
    let frame: number | null = null;
    const flush = () => {
      frame = null;
      dispatch({ type: "events", events: waiting });
      waiting = [];
    };
    const unsubscribe = subscribeInspection(id, (event) => {
      waiting.push(event);
      if (event.type === "done" || event.type === "failed") {
        // A hidden tab draws no frames; the end must not wait for one.
        if (frame !== null) cancelAnimationFrame(frame);
        flush();
        // A first answer that is still on its way would say "running", and an invalidation would wait for it.
        void client.cancelQueries({ queryKey: queryKeys.inspection(id) }).then(() => invalidateInspections(client, id));
      } else frame ??= requestAnimationFrame(flush);
    });
    return () => {
      unsubscribe();
      if (frame !== null) cancelAnimationFrame(frame);
    };
  }, [id, client]);

  return state;
}
