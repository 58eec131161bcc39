import type { ReactElement } from "react";
import type { Comparison } from "@/lib/domain/comparison";
import { ErrorNotice } from "@/lib/ui";
import styles from "./compare.module.css";

const short = (name: string, value: string): string => (name === "content of the file" ? `SHA-256 ${value.slice(0, 12)}…` : value);

/** What was done differently in the two runs, so that nobody takes one difference for another. */
export function DifferencesList({ comparison }: { comparison: Comparison }): ReactElement {
  const { differs, sameSettings } = comparison;
  const kinds = new Set(differs.map(({ about }) => about).filter((about) => about === "model" || about === "prompt" || about === "edits"));
  return (
    <section className={styles.differences} aria-labelledby="what-differs">
      <h2 id="what-differs">What differs</h2>
      {differs.length === 0 ? <p>Nothing that the recordings tell of: the same file, prompt and settings.</p> : null}
      {sameSettings ? null : (
        <ErrorNotice
          tone="warning"
          what="The two runs were computed with different settings."
          why="Small differences of any figure below may come from how it was computed, not from what you changed. Run both again with the same settings to tell them apart."
        />
      )}
      {kinds.size > 1 ? <ErrorNotice tone="warning" what={`${[...kinds].join(" and ")} differ at once.`} why="What is seen below cannot be laid at the door of one of them." /> : null}
      {differs.length > 0 ? (
        <div className={styles.scroll} tabIndex={0} role="region" aria-label="What differs between the two">
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">setting</th>
                <th scope="col">A</th>
                <th scope="col">B</th>
              </tr>
            </thead>
            <tbody>
              {differs.map(({ about, name, a, b }) => (
                <tr key={`${about} ${name}`}>
                  <th scope="row">{name}</th>
                  <td>
                    <bdi>{short(name, a)}</bdi>
                  </td>
                  <td>
                    <bdi>{short(name, b)}</bdi>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </section>
  );
}
