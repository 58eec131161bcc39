"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState, type ReactElement } from "react";
import { VitrineError } from "@/lib/domain/errors";
import type { TokenChoice } from "@/lib/domain/explanation";
import { explanationExportUrl, explanationQuery } from "@/lib/query";
import { Button, IconButton, Menu } from "@/lib/ui";
import { download } from "@/lib/ui/download";
import { tokenName } from "../inspection/names";
import { useDisplayTokens } from "../inspection/use-tokens";
import { EngineWait } from "../run/engine-wait";
import { SummaryText } from "../summary/summary-text";
import { useCandidates } from "../token/use-candidates";
import type { ViewProps } from "../view-contract";
import { askParameter, explainRequest, type Question } from "./question";
import { explanationNames, quoted } from "./token-names";
import { TokenPicker } from "./token-picker";
import { useExplanation, useQuestion } from "./use-explanation";
import styles from "./ask.module.css";

export interface AskPanelProps {
  view: Pick<ViewProps, "detail" | "state" | "setState">;
  /** The view below explains: so does the panel, without being asked. */
  explains: boolean;
}

/** "Why this, rather than that?" about the locked token, and the answer in three sentences. Everything below speaks of these tokens. */
export function AskPanel({ view, explains }: AskPanelProps): ReactElement | null {
  const { question } = useQuestion(view.detail, view.state);
  // Once wanted, the answer comes for every token that is locked.
  const [wanted, setWanted] = useState(false);
  return question ? <Ask key={question.place} view={view} question={question} viewExplains={explains} explains={explains || wanted} onExplain={() => setWanted(true)} /> : null;
}

interface AskProps {
  view: AskPanelProps["view"];
  question: Question;
  viewExplains: boolean;
  explains: boolean;
  onExplain: () => void;
}

function Ask({ view, question, viewExplains, explains, onExplain }: AskProps): ReactElement {
  const { detail, setState } = view;
  const id = detail.summary.id;
  const client = useQueryClient();
  const display = useDisplayTokens(detail);
  const candidates = useCandidates(detail, question.place);
  const [notes, setNotes] = useState<{ about: string; lines: string[] } | null>(null);
  const { explanation, error, retry } = useExplanation(id, question, explains);
  const known = useMemo(() => (explanation ? explanationNames(explanation) : null), [explanation]);
  const about = `${question.target}.${question.foil ?? ""}`;

  const nameOf = (token: number): string => {
    if (token === question.taken) return tokenName(display, question.place);
    return quoted(known?.(token) ?? (candidates.status === "ready" ? candidates.textOf(token).shown : `#${token}`));
  };
  const ask = (next: Question) => setState({ ask: askParameter(next) });
  /** The engine alone knows whether a text is one token; what it answers is the explanation of it. */
  const askTyped = async (choice: { target: TokenChoice; foil: TokenChoice | null }) => {
    const found = await client.query(explanationQuery(id, { position: question.place - 1, ...choice }));
    const next = { ...question, target: found.target.id, foil: found.foil?.id ?? null };
    if (next.foil === next.target) throw new VitrineError("bad-request", "Both tokens would be the same.");
    client.setQueryData(explanationQuery(id, explainRequest(next)).queryKey, found);
    setNotes(found.notes.length > 0 ? { about: `${next.target}.${next.foil ?? ""}`, lines: found.notes } : null);
    ask(next);
  };
  const foil = question.foil === null ? null : { id: question.foil };

  return (
    <section className={styles.panel} aria-label="Why this token">
      <div className={styles.row}>
        <h2>Why</h2>
        <TokenPicker
          title="The token to explain"
          shown={nameOf(question.target)}
          empty={false}
          candidates={candidates}
          onPick={(target) => ask({ ...question, target, foil: question.foil === target ? null : question.foil })}
          onType={(text) => askTyped({ target: { text }, foil })}
        />
        <span className={styles.word}>rather than</span>
        <TokenPicker
          title="The token to compare with"
          without={question.target}
          shown={question.foil === null ? "anything else" : nameOf(question.foil)}
          empty={question.foil === null}
          candidates={candidates}
          onPick={(picked) => ask({ ...question, foil: picked === question.target ? null : picked })}
          onType={(text) => askTyped({ target: { id: question.target }, foil: { text } })}
        />
        <span className={styles.word}>?</span>
        {askParameter(question) === undefined ? null : <IconButton label="Ask about the token that was written" icon="reset" size="s" onClick={() => setState({ ask: undefined })} />}
        <span className={styles.spring} />
        {explains ? null : (
          <Button size="s" variant="quiet" onClick={onExplain}>
            Explain in three sentences
          </Button>
        )}
        {explanation ? (
          <Menu
            trigger={<IconButton label="Export the explanation" icon="download" size="s" tooltip={false} />}
            items={[
              { label: "Explanation as JSON", icon: "download", onSelect: () => download(explanationExportUrl(id, explainRequest(question), "json")) },
              { label: "Jupyter notebook", icon: "download", onSelect: () => download(explanationExportUrl(id, explainRequest(question), "notebook")) },
            ]}
          />
        ) : null}
      </div>
      {notes?.about === about
        ? notes.lines.map((line) => (
            <p key={line} className={styles.note} role="status">
              {line}
            </p>
          ))
        : null}
      {!explains ? null : explanation && known ? (
        <SummaryText detail={detail} explanation={explanation} nameOf={known} onShow={setState} />
      ) : error ? viewExplains ? null : (
        <p className={styles.quiet} role="alert">
          {error instanceof VitrineError ? error.message : "The explanation could not be made."}{" "}
          <Button size="s" variant="quiet" onClick={retry}>
            Try again
          </Button>
        </p>
      ) : (
        <EngineWait height={96} label="The engine evaluates this place once more" />
      )}
    </section>
  );
}
