"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { useViewState } from "@/app/_frame/view-state";
import { useChosenModel } from "@/app/_frame/chosen-model";
import { draftOf, firstDraft, requestFor, type Draft } from "@/app/_views/prompt/draft";
import { mostInteresting } from "@/app/_views/token/sentences";
import type { InspectionDetail } from "@/lib/domain/inspection";
import type { ModelSummary } from "@/lib/domain/model";
import { branchInspection, deleteInspection, inspectionQuery, inspectionsQuery, invalidateInspections, queryKeys, renameInspection, runAgain, startInspection, statusQuery, stopInspection } from "@/lib/query";

/** What can be asked of the page; each is done for the inspection that is open. */
export interface Session {
  model: ModelSummary | null;
  draft: Draft;
  setDraft: (draft: Draft) => void;
  id: string | null;
  /** The finished inspection that is open. */
  detail: InspectionDetail | null;
  /** It runs (or has just been started): follow its events. */
  live: boolean;
  /** Why the open inspection cannot be shown. */
  failure: unknown;
  /** Nothing is open and nothing is there to open. */
  empty: boolean;
  busy: "no" | "starting" | "yes" | "stopping";
  /** What went wrong with the last action. */
  problem: unknown;
  dismissProblem: () => void;
  run: (draft: Draft) => void;
  stop: () => void;
  branch: (token: number) => void;
  branching: boolean;
  open: (id: string, position?: number | null) => void;
  rename: (id: string, title: string) => Promise<void>;
  remove: (id: string) => Promise<void>;
  again: (id: string) => Promise<void>;
  retry: () => void;
}

/** ms */
const STREAM_LOST_AFTER = 5_000;

/**
 * The inspector's doings. An inspection opened from the page is locked on its most interesting token once it is there (see
 * `mostInteresting`), one opened from a link on what the link says. A first visit opens the newest inspection, or runs the
 * first example when there is none.
 */
export function useSession(): Session {
  const client = useQueryClient();
  const { state, setState } = useViewState();
  const { model } = useChosenModel();
  const id = state.i ?? null;
  const [edited, setEdited] = useState<{ id: string | null; draft: Draft } | null>(null);
  const [started, setStarted] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState<"no" | "starting" | "stopping" | "branching">("no");
  const [problem, setProblem] = useState<unknown>(null);
  const wantsLock = useRef(new Map<string, number | null>());
  const seeded = useRef(false);

  const resource = useQuery({
    ...inspectionQuery(id ?? ""),
    enabled: id !== null,
    // The event stream tells of the end at once; this is for a stream that was lost.
    refetchInterval: (query) => (query.state.data?.running === true && query.state.error === null ? STREAM_LOST_AFTER : false),
  });
  // A failed run answers with its error; what was known of it while it ran stays beside that.
  const hasFailed = resource.error !== null;
  const detail = resource.data?.running === false ? resource.data.detail : null;
  const live = id !== null && detail === null && (resource.data?.running === true || (started.has(id) && resource.data === undefined && !resource.error));
  const draft = edited && edited.id === id ? edited.draft : detail ? draftOf(detail.request) : (edited?.draft ?? firstDraft);

  const open = useCallback(
    (next: string, position: number | null = null) => {
      wantsLock.current.set(next, position);
      setProblem(null);
      setState({ i: next, t: position ?? undefined });
    },
    [setState],
  );

  const attempt = useCallback(async (work: () => Promise<void>) => {
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy("no");
    }
  }, []);

  const follow = useCallback(
    (next: string, position: number | null, how: "push" | "replace") => {
      wantsLock.current.set(next, position);
      setStarted((ids) => new Set(ids).add(next));
      setState({ i: next, t: position ?? undefined }, how);
      void client.invalidateQueries({ queryKey: statusQuery().queryKey });
    },
    [client, setState],
  );

  const start = useCallback(
    (next: Draft, on: ModelSummary, how: "push" | "replace") => {
      setBusy("starting");
      void attempt(async () => {
        const { id: newId } = await startInspection(requestFor(next, on));
        setEdited({ id: newId, draft: next });
        follow(newId, null, how);
      });
    },
    [attempt, follow],
  );

  // A first visit: nothing is named in the address.
  const list = useQuery({ ...inspectionsQuery({ limit: 1 }), enabled: id === null });
  const status = useQuery({ ...statusQuery(), enabled: id === null });
  const newest = status.data?.running[0]?.id ?? list.data?.inspections[0]?.id;
  const isBare = id === null && list.data !== undefined && !list.isFetching && status.data !== undefined;
  useEffect(() => {
    if (!isBare) return;
    if (newest !== undefined) {
      wantsLock.current.set(newest, null);
      setState({ i: newest }, "replace");
    } else if (model && !seeded.current) {
      seeded.current = true;
      start(firstDraft, model, "replace");
    }
  }, [isBare, newest, model, setState, start]);

  // Lock the token worth seeing, once the inspection that this page opened is there.
  useEffect(() => {
    if (!detail || !wantsLock.current.has(detail.summary.id)) return;
    const position = wantsLock.current.get(detail.summary.id) ?? mostInteresting(detail.tokens, detail.summary.promptTokens);
    wantsLock.current.delete(detail.summary.id);
    if (position !== null && state.t === undefined) setState({ t: position }, "replace");
  }, [detail, state.t, setState]);

  const remove = async (gone: string) => {
    await attempt(async () => {
      await deleteInspection(gone);
      if (gone === id) setState({ i: undefined, t: undefined }, "replace");
      // Trees are asked for again when they are next shown: the one on the page may be that of the deleted inspection.
      await Promise.all([
        client.invalidateQueries({ queryKey: queryKeys.lists() }),
        client.invalidateQueries({ queryKey: queryKeys.trees(), refetchType: gone === id ? "none" : "active" }),
      ]);
    });
  };

  return {
    model,
    draft,
    setDraft: (next) => setEdited({ id, draft: next }),
    id,
    detail,
    live,
    failure: resource.data === undefined ? resource.error : null,
    empty: isBare && newest === undefined && model === null,
    busy: busy === "starting" || busy === "stopping" ? busy : live && !hasFailed ? "yes" : "no",
    problem,
    dismissProblem: () => setProblem(null),
    run: (next) => {
      if (!model) return;
      setEdited({ id, draft: next });
      start(next, model, "push");
    },
    stop: () => {
      if (id === null) return;
      setBusy("stopping");
      void attempt(() => stopInspection(id));
    },
    branch: (token) => {
      const position = state.t;
      if (id === null || position === undefined) return;
      setBusy("branching");
      void attempt(async () => {
        const { id: newId } = await branchInspection(id, { position, token });
        follow(newId, position, "push");
      });
    },
    branching: busy === "branching",
    open,
    rename: (which, title) =>
      attempt(async () => {
        await renameInspection(which, title);
        await invalidateInspections(client, which);
      }),
    remove,
    again: (which) => attempt(async () => follow((await runAgain(which)).id, null, "push")),
    retry: () => void resource.refetch(),
  };
}
