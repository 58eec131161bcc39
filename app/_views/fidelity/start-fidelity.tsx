"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { format } from "@/lib/charts";
import { explainError } from "@/lib/domain/explain-error";
import type { ModelSummary } from "@/lib/domain/model";
import { queryKeys } from "@/lib/query/keys";
import { startStudy } from "@/lib/query/studies";
import { Button, ErrorNotice, Select, TextArea, TextField } from "@/lib/ui";
import corpus from "../corpus/corpus.module.css";
import { CorpusChoice } from "../corpus/corpus-choice";
import { useCorpora } from "../corpus/use-corpora";
import { againstOf } from "./pairing";
import styles from "./fidelity.module.css";

export interface StartFidelityProps {
  models: readonly ModelSummary[];
  chosen: string | null;
  onStarted: (id: string) => void;
}

const MOST_WRITTEN = 256;

/** Paragraphs as texts of a file, so that typed texts are kept as any others. */
function typedFile(typed: string): File {
  const lines = typed.split(/\n\s*\n/).filter((text) => text.trim() !== "").map((text) => JSON.stringify({ text: text.trim() }));
  return new File([lines.join("\n")], "Typed texts.jsonl", { type: "application/json" });
}

/** Two files of one model, texts, and Start. */
export function StartFidelity({ models, chosen, onStarted }: StartFidelityProps): ReactElement {
  const client = useQueryClient();
  const texts = useCorpora();
  const [typed, setTyped] = useState("");
  const [model, setModel] = useState<string | null>(null);
  const [against, setAgainst] = useState<string | null>(null);
  const [generate, setGenerate] = useState("16");
  const [problem, setProblem] = useState<unknown>(null);
  const [starting, setStarting] = useState(false);
  const first = models.find(({ id }) => id === (model ?? chosen)) ?? models[0];
  const second = models.find(({ id }) => id === against && id !== first?.id) ?? againstOf(first, models);
  const written = /^\d{1,3}$/.test(generate.trim()) && Number(generate) <= MOST_WRITTEN ? Number(generate) : null;
  const option = ({ id, details }: ModelSummary) => ({ value: id, label: id, hint: `${details?.quantisation ?? ""} · ${format.bytes(details ? models.find((one) => one.id === id)?.sizeBytes : null)}` });

  const start = async () => {
    if (!first || !second || !texts.corpus || written === null) return;
    setStarting(true);
    setProblem(null);
    try {
      const { id } = await startStudy({ kind: "fidelity", model: first.id, against: second.id, corpus: texts.corpus.sha256, generate: written });
      await client.invalidateQueries({ queryKey: queryKeys.studies() });
      onStarted(id);
    } catch (error) {
      setProblem(error);
    } finally {
      setStarting(false);
    }
  };

  return (
    <section className={corpus.panel} aria-label="Compare two files of a model">
      <div className={styles.files}>
        <Select label="Model" value={first?.id ?? ""} onChange={setModel} options={models.map(option)} />
        <Select label="against" value={second?.id ?? ""} onChange={setAgainst} options={models.filter(({ id }) => id !== first?.id).map(option)} />
      </div>
      {models.length < 2 ? <p className={corpus.quiet}>Two files of one model are needed, such as F16 and a quantisation of it. The Models page says how to fetch them.</p> : null}
      <CorpusChoice {...texts} />
      <div className={styles.typed}>
        <TextArea label="Or type texts" value={typed} onChange={setTyped} rows={3} maxLength={200_000} hint="An empty line parts one text from the next." />
        <Button size="s" icon="plus" disabled={typed.trim() === ""} busy={texts.uploading} onClick={() => void texts.upload([typedFile(typed)])}>
          Use these texts
        </Button>
      </div>
      <div className={styles.number}>
        <TextField label="Tokens to write after each text" inputMode="numeric" value={generate} onChange={setGenerate} error={written === null ? `A whole number from 0 to ${MOST_WRITTEN}.` : null} />
      </div>
      {problem ? <ErrorNotice {...explainError(problem)} what={problem instanceof Error ? problem.message : "Nothing was started."} /> : null}
      <div className={corpus.row}>
        <Button variant="primary" icon="play" busy={starting} disabled={!first || !second || !texts.corpus || written === null} onClick={() => void start()}>
          Compare
        </Button>
        <span className={corpus.quiet}>Every text is read by both files. It runs in the background: prompts go first, and it survives closing this tab and a restart.</span>
      </div>
    </section>
  );
}
