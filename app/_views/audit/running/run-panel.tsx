"use client";

import type { ReactElement } from "react";
import { format, IntervalLine } from "@/lib/charts";
import type { AuditDetail, SuiteResult, SuiteSummary } from "@/lib/domain/audit";
import { metricWords } from "@/lib/domain/metric-words";
import { Button, ProgressBar } from "@/lib/ui";
import { headlineOf } from "@/lib/findings/headline";
import { groupName, intervalText, valueText, valueWithUnit } from "@/lib/findings/words";
import { durationText, rateText } from "../words";
import { totalsOf, type RunState } from "./run-state";
import styles from "./run-panel.module.css";

export interface RunPanelProps {
  detail: AuditDetail;
  run: RunState;
  busy: boolean;
  onPause: () => void;
  onResume: () => void;
}

const phaseText = (run: RunState, nameOf: (suite: string) => string): string => {
  switch (run.phase) {
    case "waiting":
      return "Waiting for the engine";
    case "loading":
      return "Loading the model";
    case "noise":
      return "Measuring the noise floor: the same texts, scored again";
    case "statistics":
      return `Resampling ${nameOf(run.current ?? "")}`;
    case "scoring":
      return `Scoring ${nameOf(run.current ?? "")}`;
  }
};

/** Progress of an audit under way: what is done, how fast, how long, and what it looks like so far. */
export function RunPanel({ detail, run, busy, onPause, onResume }: RunPanelProps): ReactElement {
  const { summary, suites } = detail;
  const paused = summary.state === "paused";
  const totals = totalsOf(run, summary);
  const nameOf = (id: string) => suites.find((suite) => suite.id === id)?.title ?? id;
  const share = totals.total > 0 ? totals.done / totals.total : null;
  const numbers = `${format.count(totals.done)} of ${totals.total > 0 ? format.count(totals.total) : "?"} texts`;
  return (
    <section className={styles.panel} aria-label="Progress">
      <div className={styles.row}>
        <div className={styles.bar} aria-live="off">
          <ProgressBar
            label={paused ? "Paused" : phaseText(run, nameOf)}
            value={paused || run.phase === "scoring" ? share : (run.fraction ?? share)}
            detail={paused ? numbers : `${numbers} · ${rateText(totals.unitsPerSecond)} · ${totals.secondsLeft === null ? "time left unknown" : `about ${durationText(totals.secondsLeft)} left`}`}
          />
        </div>
        {paused ? (
          <Button icon="play" onClick={onResume} busy={busy}>
            Resume
          </Button>
        ) : (
          <Button icon="stop" onClick={onPause} busy={busy}>
            Pause
          </Button>
        )}
      </div>
      <p className={styles.note}>
        {paused
          ? "Nothing is lost: it goes on from the next text."
          : "It goes on when you close this tab, and from the next text after a restart. Prompts that you run in the inspector go first."}
      </p>
      <ul className={styles.suites}>
        {summary.suites.map((id) => {
          const progress = run.suites[id];
          const result = detail.results.find(({ suite }) => suite === id);
          return (
            <li key={id} className={styles.suite}>
              <span className={styles.name}>{nameOf(id)}</span>
              <span className={styles.done}>{result?.complete ? "scored" : progress ? `${format.count(progress.done)} / ${format.count(progress.total)}` : "waiting"}</span>
              {result && !result.complete ? <Estimate result={result} suite={suites.find((suite) => suite.id === id)} /> : null}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Where the suite's leading finding stands on the items at hand, with its interval. */
function Estimate({ result, suite }: { result: SuiteResult; suite: SuiteSummary | undefined }): ReactElement | null {
  const { lead, leadIs } = headlineOf(result, suite?.family.map(({ metric }) => metric));
  if (lead === null) return null;
  const { unit } = lead;
  const words = `${valueWithUnit(unit, lead.estimate)} ${intervalText(unit, lead.ci)}`;
  return (
    <div className={styles.estimate}>
      <p>
        <span className={styles.tag}>estimated</span> {metricWords(lead.id).title}, {leadIs ?? groupName(lead.group)}: {words} from {format.count(lead.n)} items
      </p>
      <IntervalLine
        row={{ estimate: lead.estimate, interval: lead.ci, spread: null, known: null, tone: "plain" }}
        nullValue={lead.nullValue}
        label={`Running estimate ${words}`}
        format={(value) => valueText(unit, value)}
      />
    </div>
  );
}
