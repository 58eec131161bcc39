"use client";

import { useRef, useState, type ReactElement } from "react";
import { format } from "@/lib/charts";
import { VitrineError } from "@/lib/domain/errors";
import { importSuite, uploadSuite } from "@/lib/query/audits";
import { Button, ErrorNotice } from "@/lib/ui";
import styles from "./start.module.css";

/** Refused before it is sent: the validator takes no more. Bytes. */
const LARGEST_SUITE = 32 * 1024 * 1024;

/** Own suites in the workbench's format, and public sets from files that the reader has. */
export function AddSuite({ onAdded }: { onAdded: (id: string) => void }): ReactElement {
  const own = useRef<HTMLInputElement>(null);
  const set = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState<"own" | "set" | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [added, setAdded] = useState("");

  const attempt = async (kind: "own" | "set", work: () => Promise<{ id: string; words: string }>) => {
    setBusy(kind);
    setProblem(null);
    setAdded("");
    try {
      const { id, words } = await work();
      setAdded(words);
      onAdded(id);
    } catch (cause) {
      setProblem(cause);
    } finally {
      setBusy(null);
    }
  };
  const upload = (file: File) =>
    attempt("own", async () => {
      if (file.size > LARGEST_SUITE) throw new VitrineError("bad-request", `The file holds ${format.bytes(file.size)}; a suite may hold ${format.bytes(LARGEST_SUITE)}.`);
      const { suite } = await uploadSuite(await file.text());
      return { id: suite.id, words: `“${suite.title}” was added, with ${format.count(suite.trials)} items.` };
    });
  const bring = (files: File[]) =>
    attempt("set", async () => {
      const { suite, rows, leftOut } = await importSuite(files);
      return { id: suite.id, words: `“${suite.title}” was imported: ${format.count(rows)} rows${leftOut.length > 0 ? `, ${format.count(leftOut.length)} of them left out` : ""}.` };
    });

  return (
    <div className={styles.add}>
      <div className={styles.addRow}>
        <Button size="s" icon="plus" busy={busy === "own"} onClick={() => own.current?.click()}>
          Upload an own suite
        </Button>
        <Button size="s" icon="plus" busy={busy === "set"} onClick={() => set.current?.click()}>
          Import a public set
        </Button>
        <span role="status" className={styles.quiet}>
          {added || "YAML or JSON in the documented format; or the files of CrowS-Pairs, BBQ, StereoSet, WinoBias, Winogender or discrim-eval: the format is recognised."}
        </span>
      </div>
      <input
        ref={own}
        type="file"
        hidden
        accept=".yaml,.yml,.json"
        aria-label="Own suite"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) void upload(file);
        }}
      />
      <input
        ref={set}
        type="file"
        hidden
        multiple
        aria-label="Files of a public set"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = "";
          if (files.length > 0) void bring(files);
        }}
      />
      {problem ? <Faults problem={problem} onDismiss={() => setProblem(null)} /> : null}
    </div>
  );
}

/** What is wrong with a file, place by place. */
function Faults({ problem, onDismiss }: { problem: unknown; onDismiss: () => void }): ReactElement {
  const known = problem instanceof VitrineError ? problem : null;
  const issues = known?.issues ?? [];
  return (
    <ErrorNotice
      what="The file was not taken."
      why={known?.message ?? (problem instanceof Error ? problem.message : String(problem))}
      action={
        <>
          {issues.length > 0 ? (
            <ul className={styles.faults} aria-label="Faults">
              {issues.map(({ path, message }, i) => (
                <li key={i}>
                  <code>{path}</code> {message}
                </li>
              ))}
            </ul>
          ) : null}
          <Button size="s" onClick={onDismiss}>
            Dismiss
          </Button>
        </>
      }
    />
  );
}
