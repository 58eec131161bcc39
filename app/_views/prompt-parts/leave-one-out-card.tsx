"use client";

import { useMemo, type ReactElement } from "react";
import { ChartCard, roundUp, ScaleLegend, ShadedText, useTheme, valueScale, type ChartStatus } from "@/lib/charts";
import { decimal, exact, nats, percent } from "@/lib/charts/format";
import { explainError } from "@/lib/domain/explain-error";
import type { TextUnit } from "@/lib/domain/text-units";
import { Button, ErrorNotice, Skeleton } from "@/lib/ui";
import { sourceLine } from "../inspection/names";
import { useDisplayTokens } from "../inspection/use-tokens";
import { floorText, likelierText, scaleFigure } from "../study/effect-words";
import { StudyProgressBar } from "../study/study-progress";
import type { ViewProps } from "../view-contract";
import type { Asked } from "./asked";
import { partNames } from "./parts";
import { SignedBars } from "./signed-bars";
import { partName, partsTable, placesOf, shadedPieces, shownBetween, strongest } from "./strip";
import { useAnswerNames } from "./use-answer-names";
import { useLeaveOneOut } from "./use-leave-one-out";
import styles from "./prompt-parts.module.css";

const LISTED = 8;
const HEIGHT = 220;

export interface PartsCardProps {
  props: ViewProps;
  asked: Asked;
  parts: readonly TextUnit[];
}

/** What taking each part out does to the answer. */
export function LeaveOneOutCard({ props, asked, parts }: PartsCardProps): ReactElement {
  const { detail, state, setState } = props;
  const theme = useTheme();
  const display = useDisplayTokens(detail);
  const names = useAnswerNames(detail, asked);
  const work = useLeaveOneOut(detail.summary.id, asked, parts);
  const { result, study } = work;
  const unit = partNames[state.parts];

  const contrast = asked.answer.kind === "token" && asked.answer.foil !== null;
  const deltas = useMemo(
    () => result?.spans.map(({ delta, foilDelta }) => (delta === null ? null : contrast ? (foilDelta === null ? null : delta - foilDelta) : delta)) ?? [],
    [result, contrast],
  );
  const floor = result?.noiseFloor ?? 0;
  const most = roundUp(deltas.reduce<number>((size, delta) => Math.max(size, Math.abs(delta ?? 0)), 0));
  const scale = useMemo(() => valueScale("signed", [-most, most], theme), [most, theme]);
  const places = useMemo(() => placesOf(display, parts), [display, parts]);
  const measured = deltas.filter((delta) => delta !== null).length;
  const answer = asked.taken;

  const says = (delta: number | null): string =>
    delta === null ? "not measured yet" : Math.abs(delta) <= floor ? `${decimal(delta, 3)} nats: within the noise` : `${decimal(delta, 3)} nats: without it the answer is ${likelierText(-delta)}`;
  const pieces = shadedPieces(display, places, deltas, (place) => {
    const name = partName(display, place, 30);
    if (place.part !== null) return [name, says(deltas[place.part] ?? null), `tokens ${place.first} to ${place.last}`];
    return [name, answer && place.first >= answer.first && place.last <= answer.last ? "the answer that is watched" : place.first > asked.position ? "comes after the answer began" : "not taken out", `position ${place.first}`];
  });
  const marked = answer ? places.findIndex(({ first, last }) => first <= answer.first && last >= answer.first) : -1;
  const listed = strongest(deltas, LISTED);
  const [first] = listed;

  const status: ChartStatus = work.known || work.error ? { kind: "ready" } : { kind: "loading", height: HEIGHT, label: "Looking for what was measured before" };
  const stopped = result !== null && study.progress === null && measured < parts.length;
  const logprob = result && (contrast ? result.logprob - (result.foilLogprob ?? 0) : result.logprob);

  return (
    <ChartCard
      title="Leave one out"
      help={
        <>
          How much more likely {names.answer} is with each {unit.one} in the text than without it. Teal helped, ochre hindered.
        </>
      }
      caveat={
        <>
          <p>A text with a hole is another text: the model may react to the hole itself, not to what is missing. Two parts that say the same cover for each other, so both can look unimportant.</p>
          <p>The answer is given, not chosen anew: this is how likely the same answer stays, not what the model would write instead.</p>
        </>
      }
      provenance={{
        kind: "measured",
        how: `The text was run again without each ${unit.one}; the difference of log p of ${names.answer} is shown.${result ? ` The same text, run in another batch, differed by ${floor < 0.0005 ? "less than 0.001" : decimal(floor, 3)} nats: smaller differences mean nothing.` : ""}`,
      }}
      source={sourceLine(detail)}
      status={status}
      legend={result ? <ScaleLegend scale={scale} title={`Δ log p of ${names.answer} (nats)`} format={scaleFigure(most)} width={200} /> : undefined}
      table={result ? () => partsTable(display, parts, [{ label: contrast ? "Δ log p, target − other (nats)" : "Δ log p (nats)", values: deltas }]) : undefined}
      footer={
        result ? (
          <p>
            {first !== undefined && deltas[first] !== null && deltas[first] !== undefined ? (
              <>
                {summary(partName(display, parts[first] ?? { first: 0, last: 0 }), deltas[first], floor, names.answer)}{" "}
              </>
            ) : null}
            <span className={styles.quiet}>It proves that the answer depends on the part in this text; it does not prove how the model used it.</span>
          </p>
        ) : undefined
      }
    >
      {work.error ? <ErrorNotice {...explainError(work.error)} action={<Button size="s" onClick={work.start}>Try again</Button>} /> : null}
      {study.progress ? <StudyProgressBar study={study} label="Running the text without each part" units={unit.many} /> : null}
      {!study.progress && !result && !work.error ? (
        <div className={styles.begin}>
          <Button variant="primary" icon="play" busy={work.starting} onClick={work.start}>
            Measure {parts.length === 1 ? `the ${unit.one}` : `${parts.length} ${unit.many}`}
          </Button>
          <span className={styles.quiet}>{`The model runs the text ${parts.length === 1 ? "once" : `${parts.length} times`} more; what comes before the gap is run once.`}</span>
        </div>
      ) : null}
      {stopped ? (
        <div className={styles.begin}>
          <span>
            Stopped after {measured} of {parts.length}.
          </span>
          <Button size="s" icon="play" busy={work.starting} onClick={work.start}>
            Go on
          </Button>
        </div>
      ) : null}
      <ShadedText label={`The text, shaded by what leaving each ${unit.one} out does to ${names.answer}`} pieces={pieces} scale={scale} marked={marked < 0 ? null : marked} onSelect={(index) => setState({ t: places[index]?.first })} />
      {result && logprob !== null ? (
        <>
          <p className={styles.figure}>
            With everything in place: {contrast ? `log p(${names.target}) − log p(${names.foil}) = ${decimal(logprob, 3)} nats` : `log p = ${decimal(logprob, 3)} nats${asked.answer.kind === "token" ? ` (${percent(Math.exp(logprob))})` : ""}`}. Noise floor {floorText(floor)} nats.
          </p>
          <h4 className={styles.listTitle} data-figure="text">
            Mattered most
          </h4>
          <SignedBars
            label={`Parts that mattered most for ${names.answer}`}
            full={most}
            floor={floor}
            items={listed.map((part) => ({
              key: String(part),
              label: shownBetween(display, parts[part] ?? { first: 0, last: 0 }),
              value: deltas[part] ?? 0,
              title: `${partName(display, parts[part] ?? { first: 0, last: 0 })}: ${exact(Number((deltas[part] ?? 0).toPrecision(5)))} nats`,
            }))}
            onSelect={(key) => setState({ t: parts[Number(key)]?.first })}
          />
        </>
      ) : null}
      {!work.known && !work.error ? <Skeleton height={HEIGHT} /> : null}
    </ChartCard>
  );
}

function summary(name: string, delta: number, floor: number, answer: string): string {
  if (Math.abs(delta) <= floor) return `No part changes ${answer} by more than the noise.`;
  return `${name} matters most: without it ${answer} is ${likelierText(-delta)} (Δ ${nats(delta)}).`;
}
