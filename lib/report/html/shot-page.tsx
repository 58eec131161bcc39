import type { ReactElement } from "react";
import { bytes, percent, probability, weight } from "@/lib/charts/format";
import type { InspectionShot } from "@/lib/domain/inspection-shot";
import { CHIP_LEVELS, chipClass } from "./chips";
import { dateText, Facts, plural } from "./parts";

/** One inspection's view, read-only: the text with what the model found likely, and what was captured of the locked token. */
export function ShotPage({ shot }: { shot: InspectionShot }): ReactElement {
  const { model, tokens, locked } = shot;
  const token = locked === null ? undefined : tokens[locked];
  return (
    <>
      <a className="skip" href="#main">
        Skip to the inspection
      </a>
      <div className="sheet">
        <main id="main" aria-label="Inspection" tabIndex={-1}>
          <header className="title-block">
            <p className="kicker">
              <span>Inspection</span>
              <span>{model.fileName}</span>
            </p>
            <h1>{shot.title}</h1>
            <p className="abstract">
              {plural(shot.promptTokens, "token")} of prompt and {plural(tokens.length - shot.promptTokens, "token")} that the model wrote, each with the probability that it had in its place.
            </p>
          </header>
          <section className="section" aria-labelledby="text">
            <h2 id="text">The text</h2>
            <Legend />
            <p className="strip">
              {tokens.map(({ text, special, logprob, rank }, i) => (
                <span
                  key={i}
                  className={`chip ${chipClass(logprob)}${special ? " special" : ""}${i < shot.promptTokens ? " prompt" : ""}${i === locked ? " locked" : ""}`}
                  title={logprob === null ? "first token: nothing predicted it" : `p ${probability(Math.exp(logprob))}, rank ${rank ?? "–"}`}
                >
                  {text}
                  <wbr />
                </span>
              ))}
            </p>
            <p className="quiet">Quiet: the prompt. Framed: the token that the charts speak of. Measured in the run, over the whole vocabulary, temperature 1.</p>
          </section>
          {token === undefined ? null : (
            <section className="section" aria-labelledby="token">
              <h2 id="token">
                The token <span className="mono">{token.text}</span>
              </h2>
              <p>{token.logprob === null ? "It is the first: nothing predicted it." : `The model was ${percent(Math.exp(token.logprob))} sure of it; it ranked ${token.rank ?? "–"}.`}</p>
              <Candidates candidates={shot.candidates} />
              <Attention shot={shot} />
              <Routing routing={shot.routing} />
            </section>
          )}
          <section className="section" aria-labelledby="made">
            <h2 id="made">How it was made</h2>
            <Facts
              mono
              rows={[
                ["file", model.fileName],
                ["SHA-256", model.sha256],
                ["size", bytes(model.sizeBytes)],
                ["architecture", `${model.architecture}, ${model.quantisation}`],
                ["engine", shot.engine],
                ["prompt given as", shot.mode],
                ["sampling", shot.sampling],
                ["run", dateText(shot.createdAt)],
                ["software", shot.software],
              ]}
            />
          </section>
        </main>
      </div>
    </>
  );
}

function Legend(): ReactElement {
  return (
    <p className="chip-legend">
      <span>0</span>
      {Array.from({ length: CHIP_LEVELS + 1 }, (_, i) => (
        <span key={i} className={`step p${i}`} aria-hidden="true" />
      ))}
      <span>1</span>
      <span className="quiet">probability of the token in its place</span>
    </p>
  );
}

function Bar({ share }: { share: number }): ReactElement {
  return (
    <svg className="bar" width="100%" height={12} aria-hidden="true">
      <rect width={`${(100 * share).toFixed(2)}%`} height={12} rx={1} />
    </svg>
  );
}

function Candidates({ candidates }: { candidates: InspectionShot["candidates"] }): ReactElement {
  if (candidates === null) return <p className="quiet">What else it could have been was not recorded.</p>;
  return (
    <table className="bars">
      <caption>What else could have stood there (measured)</caption>
      <tbody>
        {candidates.rows.map(({ text, probability: p, taken }, i) => (
          <tr key={i} data-taken={taken || undefined}>
            <th scope="row" className="mono">
              {text}
              {taken ? <span className="quiet"> taken</span> : null}
            </th>
            <td>
              <Bar share={p} />
            </td>
            <td className="number-cell">{probability(p)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row" className="quiet">
            all others together
          </th>
          <td>
            <Bar share={candidates.rest} />
          </td>
          <td className="number-cell">{probability(candidates.rest)}</td>
        </tr>
      </tbody>
    </table>
  );
}

/** Keys that are listed; the others are told together. */
const KEYS = 16;

function Attention({ shot: { attention, tokens } }: { shot: InspectionShot }): ReactElement {
  if (attention === null) return <p className="quiet">Attention is not part of this view.</p>;
  const ordered = attention.weights.map((weight, i) => ({ weight, i })).sort((a, b) => b.weight - a.weight);
  const listed = ordered.slice(0, KEYS).sort((a, b) => a.i - b.i);
  const rest = ordered.slice(KEYS).reduce((sum, { weight }) => sum + weight, 0);
  return (
    <table className="bars">
      <caption>
        Where it looked: layer {attention.layer}, head {attention.head} (measured{attention.weights.length > KEYS ? `; the ${KEYS} largest weights, in the order of the text` : ""}). A weight says what was read, not what it was used for.
      </caption>
      <tbody>
        {listed.map(({ weight, i }) => (
          <tr key={i}>
            <th scope="row" className="mono">
              {tokens[i]?.text ?? ""} <span className="quiet">{i}</span>
            </th>
            <td>
              <Bar share={weight} />
            </td>
            <td className="number-cell">{probability(weight)}</td>
          </tr>
        ))}
        {attention.weights.length > KEYS ? (
          <tr>
            <th scope="row" className="quiet">
              all others together
            </th>
            <td>
              <Bar share={rest} />
            </td>
            <td className="number-cell">{probability(rest)}</td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}

function Routing({ routing }: { routing: InspectionShot["routing"] }): ReactElement | null {
  if (routing === null) return null;
  // Gates are scaled by some models: the longest bar is the largest weight, or 1.
  const largest = Math.max(1, ...routing.flatMap(({ chosen }) => chosen.map(({ weight: gate }) => gate)));
  return (
    <table className="bars">
      <caption>Which experts worked on it, with their gate weights (measured)</caption>
      <tbody>
        {routing.flatMap(({ layer, chosen }) =>
          chosen.map(({ expert, weight: gate }, k) => (
            <tr key={`${layer}/${expert}`}>
              <th scope="row">
                {k === 0 ? `layer ${layer}, ` : ""}expert {expert}
              </th>
              <td>
                <Bar share={Math.max(0, gate) / largest} />
              </td>
              <td className="number-cell">{weight(gate)}</td>
            </tr>
          )),
        )}
      </tbody>
    </table>
  );
}
