"use client";

import { useMemo, useRef, useState, type ReactElement } from "react";
import type { PromptPartKind } from "@/lib/domain/view-state";
import { Button, IconButton, Segmented, Select, TextField } from "@/lib/ui";
import { useDisplayTokens } from "../inspection/use-tokens";
import type { ViewProps } from "../view-contract";
import type { Asked } from "./asked";
import { marksOf, marksText, partNames, promptParts } from "./parts";
import { partName } from "./strip";
import styles from "./prompt-parts.module.css";

const kinds: readonly PromptPartKind[] = ["token", "word", "sentence", "turn", "think", "thought", "marked"];

/** What is taken out, and what is answered. */
export function PartsControls({ props, asked }: { props: ViewProps; asked: Asked | null }): ReactElement {
  const { detail, state, setState } = props;
  const display = useDisplayTokens(detail);
  const position = asked?.position ?? 0;
  const options = useMemo(
    () =>
      kinds.map((kind) => {
        const found = kind === "marked" ? null : promptParts(display, kind, position, undefined);
        const disabled = found?.ok === false;
        return { value: kind, label: partNames[kind].label, ...(found?.ok === false ? { hint: found.text } : {}), disabled };
      }),
    [display, position],
  );
  return (
    <div className={styles.controls}>
      <div className={styles.row}>
        <Select label="Take out" size="s" value={state.parts} onChange={(parts) => setState({ parts })} options={options} />
        <Segmented
          label="and watch"
          labelPlace="beside"
          size="s"
          value={state.answer}
          onChange={(answer) => setState({ answer })}
          options={[
            { value: "token", label: "the token asked about" },
            { value: "all", label: "the whole answer" },
          ]}
        />
      </div>
      {state.parts === "marked" && asked ? <Marks props={props} last={asked.position} /> : null}
    </div>
  );
}

const whole = (text: string, last: number): number | null => (/^\d+$/.test(text.trim()) && Number(text) <= last ? Number(text) : null);

/** Where spans are marked: by selecting text, or by numbers. */
function Marks({ props, last }: { props: ViewProps; last: number }): ReactElement {
  const { detail, state, setState } = props;
  const display = useDisplayTokens(detail);
  const text = useRef<HTMLDivElement>(null);
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const marks = marksOf(state.marks);
  const marked = (position: number) => marks.some(({ first, last: end }) => position >= first && position <= end);

  const add = (first: number, end: number) => {
    setProblem(null);
    setState({ marks: marksText([...marks, { first, last: end }]) });
  };
  const positionOf = (node: Node | null): number | null => {
    const element = node instanceof Element ? node : (node?.parentElement ?? null);
    const value = text.current?.contains(element) ? element?.closest<HTMLElement>("[data-position]")?.dataset["position"] : undefined;
    return value === undefined ? null : Number(value);
  };
  const addSelection = () => {
    const selection = window.getSelection();
    const [a, b] = [positionOf(selection?.anchorNode ?? null), positionOf(selection?.focusNode ?? null)];
    if (a === null || b === null || selection?.isCollapsed) return setProblem("Select some of the text below first.");
    add(Math.min(a, b), Math.max(a, b));
    selection?.removeAllRanges();
  };
  const addNumbers = () => {
    const [first, end] = [whole(from, last), whole(to === "" ? from : to, last)];
    if (first === null || end === null || end < first) return setProblem(`Give positions from 0 to ${last}, the first not behind the last.`);
    add(first, end);
    setFrom("");
    setTo("");
  };
  return (
    <section className={styles.marks} aria-label="Marking by hand">
      <p className={styles.quiet}>Select text and press “Mark”, or give the positions of the first and the last token.</p>
      <div ref={text} className={styles.markText} tabIndex={0} role="group" aria-label="The text to mark in">
        {display.tokens.slice(0, last + 1).map((token) => (
          <span key={token.position} data-position={token.position} data-marked={marked(token.position) || undefined} title={`position ${token.position}`}>
            {token.shown}
          </span>
        ))}
      </div>
      <div className={styles.row}>
        <Button size="s" icon="plus" onClick={addSelection}>
          Mark the selection
        </Button>
        <TextField label="First token" labelPlace="hidden" placeholder="first" inputMode="numeric" value={from} onChange={setFrom} className={styles.number} />
        <TextField label="Last token" labelPlace="hidden" placeholder="last" inputMode="numeric" value={to} onChange={setTo} className={styles.number} />
        <Button size="s" disabled={from === ""} onClick={addNumbers}>
          Mark by position
        </Button>
      </div>
      {problem ? <p role="alert" className={styles.problem}>{problem}</p> : null}
      {marks.length > 0 ? (
        <ul className={styles.markList} aria-label="Marked spans">
          {marks.map((mark) => (
            <li key={mark.first}>
              <span className={styles.mono}>{partName(display, mark)}</span>
              <IconButton label={`Remove the mark at ${mark.first}`} icon="close" size="s" onClick={() => setState({ marks: marksText(marks.filter(({ first }) => first !== mark.first)) })} />
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
