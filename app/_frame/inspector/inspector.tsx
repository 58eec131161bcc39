"use client";

import { useCallback, useState, type ReactElement } from "react";
import { VitrineError } from "@/lib/domain/errors";
import { explainError } from "@/lib/domain/explain-error";
import { MEDIUM, NARROW, useMedia } from "@/lib/ui/media";
import { useViewState } from "@/app/_frame/view-state";
import { PromptBar } from "@/app/_views/prompt/prompt-bar";
import { RecentList } from "@/app/_views/recent/recent-list";
import { Tour } from "@/app/_views/tour/tour";
import { Button, EmptyState, ErrorNotice, Sheet, VisuallyHidden } from "@/lib/ui";
import { FinishedRun } from "./finished-run";
import { LiveRun } from "./live-run";
import { InspectorSkeleton } from "./skeleton";
import { TokenColumn } from "./token-column";
import { useSession, type Session } from "./use-session";
import styles from "./inspector.module.css";

/** The main page: a prompt, the run on it, and everything that can be asked of it. */
export function Inspector(): ReactElement {
  const session = useSession();
  const { state, setState } = useViewState();
  const [previewToken, setPreviewToken] = useState<number | null>(null);
  const [listShown, showList] = useState(false);
  const isMedium = useMedia(MEDIUM);
  const isNarrow = useMedia(NARROW);

  const openFromList = useCallback(
    (id: string) => {
      showList(false);
      session.open(id);
    },
    [session],
  );
  const recent = <RecentList openId={session.id} onOpen={openFromList} onRename={session.rename} onDelete={session.remove} onRunAgain={session.again} />;

  return (
    <div className={styles.layout}>
      {isMedium ? (
        <Sheet open={listShown} onOpenChange={showList} title="Inspections">
          {recent}
        </Sheet>
      ) : (
        <aside className={styles.left} aria-label="Inspections" data-tour="recent">
          {recent}
        </aside>
      )}
      <main id="content" className={styles.centre} tabIndex={-1}>
        {session.detail ? null : <VisuallyHidden as="h1">Inspect</VisuallyHidden>}
        <PromptBar
          draft={session.draft}
          onChange={session.setDraft}
          onRun={session.run}
          onStop={session.stop}
          model={session.model}
          running={session.busy}
          problem={session.problem ? <ErrorNotice {...explainError(session.problem)} action={<Button size="s" onClick={session.dismissProblem}>Dismiss</Button>} /> : null}
          aside={
            isMedium ? (
              <Button size="s" variant="quiet" icon="menu" onClick={() => showList(true)}>
                Recent
              </Button>
            ) : null
          }
        />
        <Content session={session} previewToken={previewToken} setPreviewToken={setPreviewToken} />
      </main>
      <TokenColumn
        asSheet={isNarrow}
        detail={session.detail}
        live={session.live}
        failed={session.failure !== null}
        locked={state.t ?? null}
        onMove={(position) => setState({ t: position ?? undefined }, "replace")}
        onBranch={session.branch}
        branching={session.branching}
        onOpen={session.open}
      />
      <Tour />
    </div>
  );
}

function Content({ session, previewToken, setPreviewToken }: { session: Session; previewToken: number | null; setPreviewToken: (position: number | null) => void }): ReactElement {
  const { id, detail, live, failure } = session;
  if (detail) return <FinishedRun key={detail.summary.id} detail={detail} previewToken={previewToken} setPreviewToken={setPreviewToken} session={session} />;
  if (live && id !== null) return <LiveRun key={id} id={id} generate={session.draft.generate} onRetry={() => session.run(session.draft)} />;
  if (failure) {
    return (
      <ErrorNotice
        {...explainError(failure)}
        // What is not there does not come back by asking again.
        action={
          failure instanceof VitrineError && failure.code === "not-found" ? undefined : (
            <Button size="s" onClick={session.retry}>
              Try again
            </Button>
          )
        }
      />
    );
  }
  if (session.empty) {
    return <EmptyState title="No model can be run yet">Put a GGUF file into the models folder; the Models page says which ones suit and how to fetch them.</EmptyState>;
  }
  return <InspectorSkeleton />;
}
