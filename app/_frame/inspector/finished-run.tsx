"use client";

import type { ReactElement } from "react";
import { useViewState } from "@/app/_frame/view-state";
import { AskPanel } from "@/app/_views/ask/ask-panel";
import { useAttentionShade } from "@/app/_views/attention/use-attention-shade";
import { BranchNotice } from "@/app/_views/branches/branch-tree";
import { RunDetails } from "@/app/_views/details/run-details";
import { useExpertShade } from "@/app/_views/experts/use-expert-shade";
import { EditedBanner } from "@/app/_views/intervene/banner";
import { captureProblem } from "@/app/_views/inspection/capture-problem";
import { sourceLine } from "@/app/_views/inspection/names";
import { useDisplayTokens } from "@/app/_views/inspection/use-tokens";
import { views } from "@/app/_views/registry";
import { StripPanel } from "@/app/_views/strip/strip-panel";
import type { ViewProps } from "@/app/_views/view-contract";
import type { InspectionDetail } from "@/lib/domain/inspection";
import { TabPanel, Tabs, VisuallyHidden } from "@/lib/ui";
import { RunHeader } from "./run-header";
import type { Session } from "./use-session";
import styles from "./inspector.module.css";

export interface FinishedRunProps {
  detail: InspectionDetail;
  previewToken: number | null;
  setPreviewToken: (position: number | null) => void;
  session: Session;
}

/** A finished inspection: its text on top, in view while the charts below scroll, and the details at the end. */
export function FinishedRun({ detail, previewToken, setPreviewToken, session }: FinishedRunProps): ReactElement {
  const { state, setState } = useViewState();
  const props: ViewProps = { detail, state, setState, previewToken, setPreviewToken };
  const attention = useAttentionShade(props);
  const expert = useExpertShade(props);
  const display = useDisplayTokens(detail);
  const problemOf = (kind: "attention" | "router") => captureProblem(detail.manifest, kind)?.title ?? null;
  const explains = state.tab !== "intervene" && views.some(({ key, requires }) => key === state.tab && requires === null);
  return (
    <>
      <RunHeader detail={detail} session={session} />
      <BranchNotice summary={detail.summary} onOpen={session.open} />
      <EditedBanner view={props} onOpen={session.open} />
      <div className={styles.sticky}>
        <StripPanel
          display={display}
          table={detail.tokens}
          promptTokens={detail.summary.promptTokens}
          forced={detail.manifest.forcedPositions}
          state={state}
          setState={setState}
          previewToken={previewToken}
          setPreviewToken={setPreviewToken}
          shade={state.colour === "attention" ? attention : state.colour === "expert" ? expert : null}
          noShade={{ attention: problemOf("attention"), expert: problemOf("router") }}
          growing={false}
          source={sourceLine(detail)}
        />
      </div>
      <AskPanel view={props} explains={explains} />
      <div data-tour="views">
        <Tabs
          label="Views of the run"
          value={state.tab}
          onChange={(tab) => setState({ tab })}
          items={views.map(({ key, label, requires }) => ({ value: key, label, muted: requires !== null && captureProblem(detail.manifest, requires) !== null }))}
        >
          {views.map(({ key, label, component: View }) => (
            <TabPanel key={key} value={key}>
              <VisuallyHidden as="h2">{label}</VisuallyHidden>
              {state.tab === key ? <View {...props} /> : null}
            </TabPanel>
          ))}
        </Tabs>
      </div>
      <RunDetails detail={detail} />
    </>
  );
}
