"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { explainError } from "@/lib/domain/explain-error";
import type { ModelSummary } from "@/lib/domain/model";
import { startStudy } from "@/lib/query/studies";
import { queryKeys } from "@/lib/query/keys";
import { Button, ErrorNotice } from "@/lib/ui";
import layout from "../study/layout.module.css";
import { CorpusChoice } from "./corpus-choice";
import { useCorpora } from "./use-corpora";
import styles from "./corpus.module.css";

export interface StartCorpusProps {
  /** Models with experts that can be run. */
  models: readonly ModelSummary[];
  chosen: string | null;
  onStarted: (ids: string[]) => void;
}

/** Texts, models, and Start. */
export function StartCorpus({ models, chosen, onStarted }: StartCorpusProps): ReactElement {
  const client = useQueryClient();
  const texts = useCorpora();
  const { corpus } = texts;
  const [wanted, setWanted] = useState<readonly string[] | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [starting, setStarting] = useState(false);
  const first = models.find(({ id }) => id === chosen) ?? models[0];
  const selected = wanted ?? (first ? [first.id] : []);

  const start = async () => {
    if (!corpus) return;
    setStarting(true);
    setProblem(null);
    try {
      const ids: string[] = [];
      for (const model of selected) ids.push((await startStudy({ kind: "corpus-experts", model, corpus: corpus.sha256 })).id);
      await client.invalidateQueries({ queryKey: queryKeys.studies() });
      onStarted(ids);
    } catch (error) {
      setProblem(error);
    } finally {
      setStarting(false);
    }
  };

  return (
    <section className={layout.panel} aria-label="Count experts over texts">
      <CorpusChoice {...texts} />
      <fieldset className={styles.fieldset}>
        <legend className={styles.legend}>Models</legend>
        {models.length === 0 ? <p className={layout.quiet}>No model with experts can be run. The Models page says what each file holds.</p> : null}
        <div className={styles.models}>
          {models.map((model) => (
            <label key={model.id}>
              <input
                type="checkbox"
                checked={selected.includes(model.id)}
                onChange={(event) => setWanted(event.target.checked ? [...selected, model.id] : selected.filter((id) => id !== model.id))}
              />
              <span className={layout.mono}>{model.id}</span>
              <span className={layout.quiet}>
                {model.details?.shape.expertsUsed} of {model.details?.shape.experts} experts a token
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {problem ? <ErrorNotice {...explainError(problem)} what="Nothing was started." /> : null}
      <div className={layout.row}>
        <Button variant="primary" icon="play" busy={starting} disabled={!corpus || selected.length === 0} onClick={() => void start()}>
          {selected.length > 1 ? `Count on ${selected.length} models` : "Count"}
        </Button>
        <span className={layout.quiet}>It runs in the background: prompts go first, and it survives closing this tab and a restart.</span>
      </div>
    </section>
  );
}
