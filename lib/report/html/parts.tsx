import type { ReactElement, ReactNode } from "react";
import { definitionOf, type TermId } from "./glossary";

/** A numbered section of the report. The number is the one that the crosswalk and the checks speak of. */
export function Section({ number, title, lead, children }: { number: number; title: string; lead?: ReactNode; children: ReactNode }): ReactElement {
  return (
    <section id={`s${number}`} className="section" aria-labelledby={`s${number}-title`}>
      <h2 id={`s${number}-title`}>
        <span className="number" aria-hidden="true">
          {number}
        </span>
        {title}
      </h2>
      {lead ? <p className="lead">{lead}</p> : null}
      {children}
    </section>
  );
}

export type Fact = readonly [term: ReactNode, value: ReactNode];

/** Terms and values in two columns. Values in the mono face where they are names, hashes and numbers. */
export function Facts({ rows, mono = false }: { rows: readonly Fact[]; mono?: boolean }): ReactElement {
  return (
    <dl className={mono ? "facts mono" : "facts"}>
      {rows.map(([term, value], i) => (
        <div key={i}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A term of the field: its definition on hover, and in full in the glossary at the end. */
export function Term({ id, children }: { id: TermId; children: ReactNode }): ReactElement {
  return (
    <a className="term" href={`#term-${id}`} title={definitionOf(id)}>
      {children}
    </a>
  );
}

/** Longer texts than this are cut on the page; the data at the end of the file have them whole. */
const LONGEST = 4_000;

/** At most `longest` characters of a text that is not ours, with a note of what was left out. */
export function clipped(text: string, longest = LONGEST): string {
  const characters = text.length > longest ? [...text.slice(0, longest * 2)].slice(0, longest) : null;
  return characters === null ? text : `${characters.join("")} … (${text.length - longest} more characters, in the data of this file)`;
}

/** Text of several paragraphs that a person wrote. */
export function Prose({ text }: { text: string }): ReactElement {
  const paragraphs = clipped(text, 20_000).split(/\r?\n\s*\r?\n/).filter((paragraph) => paragraph.trim() !== "");
  return (
    <div className="prose">
      {paragraphs.map((paragraph, i) => (
        <p key={i}>
          {paragraph.split(/\r?\n/).map((line, j) => (
            <span key={j}>
              {j > 0 ? <br /> : null}
              {line}
            </span>
          ))}
        </p>
      ))}
    </div>
  );
}

/** What a reader opens when wanted; in print everything is open. */
export function Fold({ summary, children, open = false }: { summary: ReactNode; children: ReactNode; open?: boolean }): ReactElement {
  return (
    <details className="fold" open={open}>
      <summary>{summary}</summary>
      <div className="fold-body">{children}</div>
    </details>
  );
}

export function List({ items }: { items: readonly ReactNode[] }): ReactElement {
  return (
    <ul className="list">
      {items.map((item, i) => (
        <li key={i}>{item}</li>
      ))}
    </ul>
  );
}

/** A date for a reader, the same wherever the file is made: "24 November 2026, 12:05 UTC". The text itself where it is no date. */
export function dateText(iso: string, withTime = true): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ""} ${date.getUTCFullYear()}`;
  return withTime ? `${day}, ${two(date.getUTCHours())}:${two(date.getUTCMinutes())} UTC` : day;
}

/** "1 item", "2 items". */
export const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
