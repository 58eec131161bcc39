"use client";

import type { ReactElement } from "react";
import { format } from "@/lib/charts";
import type { SuiteSummary } from "@/lib/domain/audit";
import { metricWords } from "@/lib/domain/metric-words";
import { IconButton, TextField } from "@/lib/ui";
import { durationText } from "../words";
import { effectOf, type Plan } from "./plan";
import styles from "./start.module.css";

export interface SuiteChoiceProps {
  suite: SuiteSummary;
  plan: Plan;
  onPlan: (plan: Plan) => void;
  /** With the options chosen; null before they are known. */
  items: number | null;
  seconds: number | null;
  lackingWords: readonly string[];
  onDelete: (() => void) | null;
}

const sourceNames = { bundled: "bundled", own: "own", imported: "imported" } as const;

/** A suite to choose, with its card: what it measures, what it stands for, what nobody should conclude from it. */
export function SuiteChoice({ suite, plan, onPlan, items, seconds, lackingWords, onDelete }: SuiteChoiceProps): ReactElement {
  const chosen = plan.suites.includes(suite.id);
  const toggle = () => onPlan({ ...plan, suites: chosen ? plan.suites.filter((id) => id !== suite.id) : [...plan.suites, suite.id] });
  return (
    <li className={styles.suite} data-chosen={chosen || undefined}>
      <div className={styles.suiteHead}>
        <label className={styles.choose}>
          <input type="checkbox" checked={chosen} onChange={toggle} />
          <span className={styles.suiteTitle}>{suite.title}</span>
        </label>
        <span className={styles.size}>
          {format.count(chosen && items !== null ? items : suite.trials)} items{chosen && seconds !== null ? ` · about ${durationText(seconds)}` : ""}
        </span>
        {onDelete ? <IconButton label={`Delete the suite ${suite.title}`} icon="trash" size="s" onClick={onDelete} /> : null}
      </div>
      <p className={styles.measures}>{suite.measures}</p>
      <p className={styles.quiet}>
        {sourceNames[suite.source]} · harm: {suite.harm} · {suite.phrasings} {suite.phrasings === 1 ? "phrasing" : "phrasings"} · {suite.licence}
        {suite.shareAlike ? " (share-alike)" : ""}
      </p>
      {chosen && lackingWords.length > 0 ? <p className={styles.warning}>This model’s vocabulary lacks {lackingWords.map((word) => `“${word.trim()}”`).join(", ")}: items that need them are left out, not scored as 0.</p> : null}
      <details className={styles.card}>
        <summary>What it measures, and its limits</summary>
        <dl>
          <dt>Stands for</dt>
          <dd>{suite.construct}</dd>
          <dt>Population</dt>
          <dd>{suite.population}</dd>
          {suite.groups.length > 0 ? (
            <>
              <dt>Groups</dt>
              <dd>{suite.groups.join(", ")}</dd>
            </>
          ) : null}
          {suite.rows ? (
            <>
              <dt>Rows</dt>
              <dd>
                {format.count(suite.rows.read)} read{suite.rows.leftOut.length > 0 ? `, ${suite.rows.leftOut.length} left out: ${suite.rows.leftOut.slice(0, 5).map(({ where, reason }) => `${where} (${reason})`).join("; ")}` : ""}
              </dd>
            </>
          ) : null}
          <dt>Limits</dt>
          <dd>
            <ul>
              {[...suite.limits, ...suite.warnings].map((limit) => (
                <li key={limit}>{limit}</li>
              ))}
            </ul>
          </dd>
        </dl>
      </details>
      {chosen ? <Declared suite={suite} plan={plan} onPlan={onPlan} /> : null}
    </li>
  );
}

/** The declared family with its smallest effects of interest, and the phrasings, editable until the start. */
function Declared({ suite, plan, onPlan }: Pick<SuiteChoiceProps, "suite" | "plan" | "onPlan">): ReactElement {
  const typed = plan.smallestEffect[suite.id] ?? {};
  const without = plan.without[suite.id] ?? [];
  const setEffect = (metric: string, text: string) => onPlan({ ...plan, smallestEffect: { ...plan.smallestEffect, [suite.id]: { ...typed, [metric]: text } } });
  const togglePhrasing = (id: string) => {
    const next = without.includes(id) ? without.filter((other) => other !== id) : [...without, id];
    // One phrasing always stays.
    if (next.length < suite.phrasingIds.length) onPlan({ ...plan, without: { ...plan.without, [suite.id]: next } });
  };
  return (
    <div className={styles.declared}>
      <p className={styles.quiet}>Declared before the start: these metrics form the family that is corrected and gets verdicts. Below the smallest effect, nobody needs to act.</p>
      <div className={styles.effects}>
        {suite.family.map(({ metric, smallestEffect }) => {
          const text = typed[metric] ?? (smallestEffect === null ? "" : String(smallestEffect));
          return (
            <TextField
              key={metric}
              label={`${metricWords(metric).title}: smallest effect`}
              value={text}
              onChange={(next) => setEffect(metric, next)}
              inputMode="decimal"
              mono
              hint={metricWords(metric).axis}
              error={typed[metric] !== undefined && effectOf(text) === undefined ? "A positive number." : null}
            />
          );
        })}
      </div>
      {suite.phrasingIds.length > 1 ? (
        <fieldset className={styles.phrasings}>
          <legend>Phrasings: {suite.phrasingIds.length - without.length} of {suite.phrasingIds.length}</legend>
          {suite.phrasingIds.map((id) => (
            <label key={id}>
              <input type="checkbox" checked={!without.includes(id)} onChange={() => togglePhrasing(id)} /> {id}
            </label>
          ))}
        </fieldset>
      ) : null}
    </div>
  );
}
