"use client";

import type { ReactElement, ReactNode } from "react";
import { examples } from "@/lib/domain/examples";
import type { ModelSummary } from "@/lib/domain/model";
import { Button, Segmented, TextArea, Tooltip } from "@/lib/ui";
import { exampleDraft, type Draft } from "./draft";
import { Settings } from "./settings";
import { TokenCount } from "./token-count";
import styles from "./prompt-bar.module.css";

export interface PromptBarProps {
  draft: Draft;
  onChange: (draft: Draft) => void;
  /** Runs what is given, which the bar then shows. */
  onRun: (draft: Draft) => void;
  onStop: () => void;
  model: ModelSummary | null;
  /** A run of this page is under way; `stopping` once Stop was pressed. */
  running: "no" | "starting" | "yes" | "stopping";
  /** What went wrong with the last attempt to start. */
  problem: ReactNode;
  /** Stands beside the settings. */
  aside: ReactNode;
}

/** Where a run begins: the prompt, how it is sent, how far the model writes; examples one press away. */
export function PromptBar({ draft, onChange, onRun, onStop, model, running, problem, aside }: PromptBarProps): ReactElement {
  const hasTemplate = model?.details?.hasChatTemplate ?? true;
  const canRun = model !== null && draft.prompt !== "" && running === "no";
  const run = () => {
    if (canRun) onRun(draft);
  };
  return (
    <section className={styles.bar} aria-label="Prompt" data-tour="prompt">
      <div className={styles.field}>
        <TextArea
          label="Prompt"
          labelPlace="hidden"
          mono
          rows={2}
          spellCheck={false}
          placeholder={draft.mode === "chat" ? "A message to the model" : "Text for the model to continue"}
          value={draft.prompt}
          onChange={(prompt) => onChange({ ...draft, prompt })}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              run();
            }
          }}
          className={styles.prompt}
        />
        <div className={styles.go}>
          {running === "no" || running === "starting" ? (
            <Tooltip content="Ctrl or ⌘ + Enter">
              <Button variant="primary" icon="play" onClick={run} disabled={!canRun && running === "no"} busy={running === "starting"} aria-keyshortcuts="Control+Enter Meta+Enter">
                Run
              </Button>
            </Tooltip>
          ) : (
            <Button icon="stop" onClick={onStop} busy={running === "stopping"}>
              Stop
            </Button>
          )}
        </div>
      </div>
      <div className={styles.row}>
        <Segmented
          label="How the prompt is sent"
          size="s"
          value={draft.mode}
          onChange={(mode) => onChange({ ...draft, mode })}
          options={[
            { value: "completion", label: "Completion", title: "The model goes on from the text as it stands" },
            { value: "chat", label: "Chat", title: hasTemplate ? "The text is a message, put into the model’s own chat template" : "This model has no chat template", disabled: !hasTemplate },
          ]}
        />
        <TokenCount draft={draft} model={model} />
        <span className={styles.settings}>
          <Settings draft={draft} onChange={onChange} model={model} />
          {aside}
        </span>
      </div>
      <div className={styles.examples} role="group" aria-label="Examples">
        <span className={styles.quiet} aria-hidden="true">
          Try
        </span>
        {examples.map((example) => (
          <Tooltip key={example.key} content={example.lookFor} side="bottom">
            <button
              type="button"
              className={styles.example}
              disabled={model === null || running !== "no"}
              // With default settings, so that an example shows the same to everyone.
              onClick={() => onRun(exampleDraft(example))}
            >
              {example.label}
            </button>
          </Tooltip>
        ))}
      </div>
      {problem}
    </section>
  );
}
