"use client";

import type { ReactElement } from "react";
import { VerdictCounts } from "@/app/_views/audit/verdict";
import { stateNames, whenText } from "@/app/_views/audit/words";
import type { AuditSummary, SuiteSummary } from "@/lib/domain/audit";
import { redactionProfileSchema } from "@/lib/domain/report";
import { readableText } from "@/lib/domain/visible-text";
import { Select, TextArea, TextField } from "@/lib/ui";
import { profiles } from "../words";
import { isReportable, titleFor, toggled, type Draft } from "./draft";
import styles from "./compose.module.css";

export interface ComposeFormProps {
  draft: Draft;
  onDraft: (draft: Draft) => void;
  audits: readonly AuditSummary[];
  suites: readonly SuiteSummary[];
}

const NONE = "none";

/** What goes into a report, and what must not leave. */
export function ComposeForm({ draft, onDraft, audits, suites }: ComposeFormProps): ReactElement {
  const set = (patch: Partial<Draft>) => onDraft({ ...draft, ...patch });
  const chosen = audits.filter(({ id }) => draft.audits.includes(id));
  const shareAlike = suites.filter((suite) => suite.shareAlike && chosen.some((audit) => audit.suites.includes(suite.id)));
  const baselines = audits.filter((audit) => audit.state === "complete" && audit.id !== draft.audits[0] && audit.suites.some((suite) => chosen[0]?.suites.includes(suite)));
  return (
    <div className={styles.form}>
      <fieldset className={styles.group}>
        <legend>Audits</legend>
        <ul className={styles.choices}>
          {audits.filter(isReportable).map((audit) => (
            <li key={audit.id}>
              <label className={styles.choice} data-chosen={draft.audits.includes(audit.id) || undefined}>
                <input type="checkbox" checked={draft.audits.includes(audit.id)} onChange={() => set({ audits: toggled(draft.audits, audit.id) })} />
                <span className={styles.choiceText}>
                  <bdi className={styles.choiceTitle}>{readableText(audit.title)}</bdi>
                  <span className={styles.quiet}>
                    {audit.modelFileName} · {audit.suites.join(" · ")} · {whenText(audit.createdAt)}
                    {audit.state === "complete" ? "" : ` · ${stateNames[audit.state]}: the report will be marked as partial`}
                  </span>
                </span>
                {audit.state === "complete" ? <VerdictCounts counts={audit.verdicts} /> : null}
              </label>
            </li>
          ))}
        </ul>
      </fieldset>
      <TextField label="Title" value={draft.title} onChange={(title) => set({ title })} placeholder={titleFor({ ...draft, title: "" }, audits)} maxLength={200} />
      <TextArea label="Intended use" value={draft.intendedUse} onChange={(intendedUse) => set({ intendedUse })} rows={3} maxLength={4_000} hint="What readers may decide with this report, and what they should not." />
      <TextArea label="Notes" value={draft.notes} onChange={(notes) => set({ notes })} rows={3} maxLength={20_000} hint="Shown at the head of the report, as plain text." />
      <fieldset className={styles.group}>
        <legend>What leaves this machine</legend>
        <div className={styles.profiles}>
          {redactionProfileSchema.options.map((profile) => (
            <label key={profile} className={styles.profile} data-chosen={draft.profile === profile || undefined}>
              <input type="radio" name="profile" value={profile} checked={draft.profile === profile} onChange={() => set({ profile })} />
              <span className={styles.choiceText}>
                <span className={styles.choiceTitle}>{profiles[profile].name}</span>
                <span>{profiles[profile].leaves}</span>
                <span className={styles.quiet}>{profiles[profile].reason}</span>
              </span>
            </label>
          ))}
        </div>
        {draft.profile === "full" && shareAlike.length > 0 ? (
          <div className={styles.shareAlike}>
            <p>Texts of share-alike sets stay here unless you say so: handing them on is redistribution under their licence.</p>
            {shareAlike.map((suite) => (
              <label key={suite.id} className={styles.inline}>
                <input type="checkbox" checked={draft.shareAlikeText.includes(suite.id)} onChange={() => set({ shareAlikeText: toggled(draft.shareAlikeText, suite.id) })} />
                Share the texts of {suite.title} under {suite.licence}, with attribution
              </label>
            ))}
          </div>
        ) : null}
      </fieldset>
      {baselines.length > 0 ? (
        <Select
          label="Against a baseline"
          value={draft.baseline ?? NONE}
          onChange={(value) => set({ baseline: value === NONE ? null : value })}
          options={[{ value: NONE, label: "none" }, ...baselines.map((audit) => ({ value: audit.id, label: readableText(audit.title), hint: `${audit.modelFileName} · ${whenText(audit.createdAt)}` }))]}
        />
      ) : null}
    </div>
  );
}
