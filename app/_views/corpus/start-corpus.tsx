"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type ReactElement } from "react";
import { format } from "@/lib/charts";
import { VitrineError } from "@/lib/domain/errors";
import { explainError } from "@/lib/domain/explain-error";
import type { ModelSummary } from "@/lib/domain/model";
import type { Corpus } from "@/lib/domain/study";
import { corporaQuery, startStudy, uploadCorpus } from "@/lib/query/studies";
import { queryKeys } from "@/lib/query/keys";
import { Button, ErrorNotice, Skeleton } from "@/lib/ui";
import styles from "./corpus.module.css";

/** Refused before it is sent, bytes. */
const LARGEST_UPLOAD = 256 * 1024 * 1024;
const readable = /\.(txt|md|jsonl|ndjson)$/i;

const domainsText = ({ domains }: Corpus): string => {
  const names = domains.slice(0, 12).map(({ domain, texts }) => `${domain} ${format.count(texts)}`);
  return `${names.join(" · ")}${domains.length > 12 ? ` · and ${domains.length - 12} more` : ""}`;
};

export interface StartCorpusProps {
  /** Models with experts that can be run. */
  models: readonly ModelSummary[];
  chosen: string | null;
  onStarted: (ids: string[]) => void;
}

/** Texts, models, and Start. */
export function StartCorpus({ models, chosen, onStarted }: StartCorpusProps): ReactElement {
  const client = useQueryClient();
  const bundled = useQuery(corporaQuery());
  const [own, setOwn] = useState<readonly Corpus[]>([]);
  const [picked, setPicked] = useState<string | null>(null);
  const [wanted, setWanted] = useState<readonly string[] | null>(null);
  const [notes, setNotes] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState<{ what: string; error: unknown } | null>(null);
  const [busy, setBusy] = useState<"upload" | "start" | null>(null);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);

  const corpora = [...own, ...(bundled.data?.corpora ?? [])];
  const corpus = corpora.find(({ sha256 }) => sha256 === picked) ?? corpora[0] ?? null;
  const first = models.find(({ id }) => id === chosen) ?? models[0];
  const selected = wanted ?? (first ? [first.id] : []);

  const attempt = async (kind: "upload" | "start", what: string, work: () => Promise<void>) => {
    setBusy(kind);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem({ what, error });
    } finally {
      setBusy(null);
    }
  };
  const upload = (list: readonly File[]) =>
    attempt("upload", "The texts were not taken.", async () => {
      setNotes([]);
      const named = list.map((file) => ({ name: file.webkitRelativePath || file.name, file })).filter(({ name }) => list.length === 1 || readable.test(name));
      if (named.length === 0) throw new VitrineError("bad-request", "There is no .txt, .md or .jsonl file among them.");
      const bytes = named.reduce((sum, { file }) => sum + file.size, 0);
      if (bytes > LARGEST_UPLOAD) throw new VitrineError("bad-request", `The files hold ${format.bytes(bytes)}; at most ${format.bytes(LARGEST_UPLOAD)} are taken at once.`);
      const kept = await uploadCorpus(named);
      setOwn((before) => [kept.corpus, ...before.filter(({ sha256 }) => sha256 !== kept.corpus.sha256)]);
      setPicked(kept.corpus.sha256);
      setNotes(kept.notes);
    });
  const start = () =>
    attempt("start", "Nothing was started.", async () => {
      if (!corpus) return;
      const ids: string[] = [];
      for (const model of selected) ids.push((await startStudy({ kind: "corpus-experts", model, corpus: corpus.sha256 })).id);
      await client.invalidateQueries({ queryKey: queryKeys.studies() });
      onStarted(ids);
    });
  const chose = (input: HTMLInputElement) => {
    const list = [...(input.files ?? [])];
    input.value = "";
    if (list.length > 0) void upload(list);
  };

  return (
    <section className={styles.panel} aria-label="Count experts over texts">
      <fieldset className={styles.fieldset}>
        <legend className={styles.legend}>Texts</legend>
        {bundled.isPending ? <Skeleton height={64} label="The bundled texts are being read" /> : null}
        <div className={styles.choices}>
          {corpora.map((one) => (
            <label key={one.sha256} className={styles.choice}>
              <input type="radio" name="corpus" checked={one.sha256 === corpus?.sha256} onChange={() => setPicked(one.sha256)} />
              <span>
                <span>
                  {one.title}: {format.count(one.texts)} texts in {format.count(one.domains.length)} {one.domains.length === 1 ? "domain" : "domains"}
                </span>
                <span className={styles.quiet}>{domainsText(one)}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <div className={styles.row}>
        <Button size="s" icon="plus" busy={busy === "upload"} onClick={() => folder.current?.click()}>
          A folder of texts
        </Button>
        <Button size="s" icon="plus" busy={busy === "upload"} onClick={() => files.current?.click()}>
          Files
        </Button>
        <span className={styles.quiet}>
          .txt and .md files, in a folder for each domain; or .jsonl with <code>{'{"text": "…", "domain": "…"}'}</code> a line. At most a million characters a text.
        </span>
        <input ref={files} type="file" hidden multiple accept=".txt,.md,.jsonl,.ndjson" aria-label="Files of texts" onChange={(event) => chose(event.target)} />
        <input ref={folder} type="file" hidden multiple aria-label="Folder of texts" {...{ webkitdirectory: "" }} onChange={(event) => chose(event.target)} />
      </div>
      {notes.length > 0 ? (
        <ErrorNotice
          tone="warning"
          what={notes.length === 1 ? "One file was left out." : `${notes.length} files were left out.`}
          why={notes.slice(0, 5).join(" ")}
          details={notes.length > 5 ? notes.join("\n") : null}
        />
      ) : null}
      <fieldset className={styles.fieldset}>
        <legend className={styles.legend}>Models</legend>
        {models.length === 0 ? <p className={styles.quiet}>No model with experts can be run. The Models page says what each file holds.</p> : null}
        <div className={styles.models}>
          {models.map((model) => (
            <label key={model.id}>
              <input
                type="checkbox"
                checked={selected.includes(model.id)}
                onChange={(event) => setWanted(event.target.checked ? [...selected, model.id] : selected.filter((id) => id !== model.id))}
              />
              <span className={styles.mono}>{model.id}</span>
              <span className={styles.quiet}>
                {model.details?.shape.expertsUsed} of {model.details?.shape.experts} experts a token
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {problem ? <ErrorNotice {...explainError(problem.error)} what={problem.what} /> : null}
      <div className={styles.row}>
        <Button variant="primary" icon="play" busy={busy === "start"} disabled={!corpus || selected.length === 0} onClick={() => void start()}>
          {selected.length > 1 ? `Count on ${selected.length} models` : "Count"}
        </Button>
        <span className={styles.quiet}>It runs in the background: prompts go first, and it survives closing this tab and a restart.</span>
      </div>
    </section>
  );
}
