"use client";

import { useRef, useState, type ReactElement } from "react";
import { VitrineError } from "@/lib/domain/errors";
import type { ImportedReport } from "@/lib/domain/report";
import { readableText } from "@/lib/domain/visible-text";
import { importReport } from "@/lib/query/reports";
import { Button, ErrorNotice } from "@/lib/ui";
import { explainReportError } from "../explain";
import styles from "./list.module.css";

/** Faults that are listed one by one. */
const LISTED = 20;

/** Takes in somebody else's report from its HTML or JSON file. */
export function ImportReport({ onImported }: { onImported: (imported: ImportedReport) => void }): ReactElement {
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ name: string; cause: unknown } | null>(null);

  const take = async (file: File) => {
    setBusy(true);
    setProblem(null);
    try {
      onImported(await importReport(file));
    } catch (cause) {
      setProblem({ name: file.name, cause });
    } finally {
      setBusy(false);
    }
  };
  const issues = problem?.cause instanceof VitrineError ? (problem.cause.issues ?? []) : [];
  return (
    <div className={styles.import}>
      <input
        ref={input}
        type="file"
        accept=".html,.json,text/html,application/json"
        hidden
        aria-label="The file of a report"
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file can be chosen again after it was mended.
          event.target.value = "";
          if (file) void take(file);
        }}
      />
      <Button icon="download" busy={busy} onClick={() => input.current?.click()}>
        Import a report
      </Button>
      {problem ? (
        <ErrorNotice
          {...explainReportError(problem.cause)}
          what={`“${readableText(problem.name)}” was not taken in.`}
          details={issues.length === 0 ? null : issues.slice(0, LISTED).map(({ path, message }) => readableText(path ? `${path}: ${message}` : message)).join("\n")}
          action={
            <Button size="s" onClick={() => setProblem(null)}>
              Dismiss
            </Button>
          }
        />
      ) : null}
    </div>
  );
}
