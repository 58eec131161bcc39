"use client";

import { useMemo, useState, type ReactElement } from "react";
import { useViewState } from "@/app/_frame/view-state";
import { RunProgress } from "@/app/_views/run/run-progress";
import { runTable } from "@/app/_views/run/run-state";
import { useRun } from "@/app/_views/run/use-run";
import { StripPanel } from "@/app/_views/strip/strip-panel";
import { displayTokens } from "@/lib/domain/display-tokens";
import { Skeleton } from "@/lib/ui";
import styles from "./inspector.module.css";

const notYet = { attention: "once the run is complete", expert: "once the run is complete" };

/** A run as it goes on: progress, and the text as it comes. */
export function LiveRun({ id, generate, onRetry }: { id: string; generate: number; onRetry: () => void }): ReactElement {
  const run = useRun(id);
  const { state, setState } = useViewState();
  const [preview, setPreview] = useState<number | null>(null);
  const { table, promptTokens } = useMemo(() => runTable(run.tokens), [run.tokens]);
  const display = useMemo(() => displayTokens(table), [table]);
  const figures = state.colour === "attention" || state.colour === "expert" ? { ...state, colour: "probability" as const } : state;
  return (
    <>
      <div className={styles.sticky}>
        <RunProgress run={run} generate={generate} onRetry={onRetry} />
        {run.tokens.length > 0 ? (
          <StripPanel
            display={display}
            table={table}
            promptTokens={promptTokens}
            forced={[]}
            state={figures}
            setState={setState}
            previewToken={preview}
            setPreviewToken={setPreview}
            shade={null}
            noShade={notYet}
            growing={run.phase !== "failed"}
            source=""
          />
        ) : run.error ? null : (
          <Skeleton height={120} label="The text appears here as it is read and written" />
        )}
      </div>
      {run.error ? null : (
        <div className={styles.charts}>
          <Skeleton height={340} />
          <Skeleton height={340} />
        </div>
      )}
    </>
  );
}
