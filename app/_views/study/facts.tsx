import type { ReactElement } from "react";
import styles from "./facts.module.css";

export interface Fact {
  term: string;
  value: string;
  /** Where it comes from, where that needs a word. */
  note?: string;
}

/** What a study is about and found in all, in a row. */
export function Facts({ facts }: { facts: readonly Fact[] }): ReactElement {
  return (
    <dl className={styles.facts}>
      {facts.map(({ term, value, note }) => (
        <div key={term} title={note}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
