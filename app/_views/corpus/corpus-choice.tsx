"use client";

import { useRef, type ReactElement } from "react";
import { format } from "@/lib/charts";
import { explainError } from "@/lib/domain/explain-error";
import type { Corpus } from "@/lib/domain/study";
import { Button, ErrorNotice, Skeleton } from "@/lib/ui";
import layout from "../study/layout.module.css";
import type { Corpora } from "./use-corpora";
import styles from "./corpus.module.css";

const domainsText = ({ domains }: Corpus): string => {
  const names = domains.slice(0, 12).map(({ domain, texts }) => `${domain} ${format.count(texts)}`);
  return `${names.join(" · ")}${domains.length > 12 ? ` · and ${domains.length - 12} more` : ""}`;
};

/** Which texts: the bundled ones, or files of one's own. */
export function CorpusChoice({ corpora, pending, corpus, pick, notes, uploading, problem, upload }: Corpora): ReactElement {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const chose = (input: HTMLInputElement) => {
    const list = [...(input.files ?? [])];
    input.value = "";
    if (list.length > 0) void upload(list);
  };
  return (
    <>
      <fieldset className={styles.fieldset}>
        <legend className={styles.legend}>Texts</legend>
        {pending ? <Skeleton height={64} label="The bundled texts are being read" /> : null}
        <div className={styles.choices}>
          {corpora.map((one) => (
            <label key={one.sha256} className={styles.choice}>
              <input type="radio" name="corpus" checked={one.sha256 === corpus?.sha256} onChange={() => pick(one.sha256)} />
              <span>
                <span>
                  {one.title}: {format.count(one.texts)} {one.texts === 1 ? "text" : "texts"} in {format.count(one.domains.length)} {one.domains.length === 1 ? "domain" : "domains"}
                </span>
                <span className={layout.quiet}>{domainsText(one)}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <div className={layout.row}>
        <Button size="s" icon="plus" busy={uploading} onClick={() => folder.current?.click()}>
          A folder of texts
        </Button>
        <Button size="s" icon="plus" busy={uploading} onClick={() => files.current?.click()}>
          Files
        </Button>
        <span className={layout.quiet}>
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
      {problem ? <ErrorNotice {...explainError(problem)} what="The texts were not taken." /> : null}
    </>
  );
}
