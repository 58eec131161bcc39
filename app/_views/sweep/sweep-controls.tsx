"use client";

import { useState, type ReactElement } from "react";
import { sweepColumn } from "@/lib/domain/sweep";
import { kindWords } from "@/lib/domain/sweep-words";
import { Button, Segmented, Select, Switch, TextArea, TextField } from "@/lib/ui";
import type { ViewProps } from "../view-contract";
import { layersOf, unitOf } from "./names";
import { controlOf, layersText, parseLayers, smallestP, sweepKinds, textLines, textsForOne, TEXTS_NEEDED } from "./request";
import { pText } from "./words";
import styles from "./sweep.module.css";

export interface SweepControlsProps {
  view: Pick<ViewProps, "detail" | "state" | "setState">;
  /** Cells of one text. */
  cells: number;
  texts: readonly string[];
  onTexts: (texts: string[]) => void;
}

const USUAL = { size: 4, draws: 50 };

/** What is changed, where, in which layers; further texts and the control. */
export function SweepControls({ view, cells, texts, onTexts }: SweepControlsProps): ReactElement {
  const { detail, state, setState } = view;
  const { shape } = detail.manifest.model;
  const repeated = sweepColumn(state.sweep) !== "position";
  const control = controlOf(state.control);
  const among = layersOf(state.sweep, shape);
  return (
    <div className={styles.controls}>
      <div className={styles.row}>
        <Select
          label="Change one by one"
          size="s"
          value={state.sweep}
          onChange={(sweep) => setState({ sweep, layers: undefined, cell: undefined })}
          options={sweepKinds.map((kind) => ({ value: kind, label: kindWords(kind).label, hint: layersOf(kind, shape).length === 0 ? "this model has none" : kindWords(kind).hint, disabled: layersOf(kind, shape).length === 0 }))}
        />
        {repeated ? (
          <Segmented
            label="at"
            labelPlace="beside"
            size="s"
            value={state.where}
            onChange={(where) => setState({ where })}
            options={[
              { value: "position", label: "this position", title: "The token before the one asked about" },
              { value: "all", label: "every position", title: "The whole text" },
            ]}
          />
        ) : null}
        <LayersField key={`${state.sweep} ${state.layers ?? ""}`} shown={state.layers} among={among} onChange={(layers) => setState({ layers })} />
      </div>
      {repeated ? (
        <div className={styles.pair}>
          <TextsField key={texts.join("\n")} cells={cells} texts={texts} unit={unitOf(state.sweep).one} onTexts={onTexts} />
          <div className={styles.stack}>
            <Switch
              label="Compare with random sets"
              hint={`The ${unitOf(state.sweep).many} that matter most are changed together, and so are as many random ones that were active: does the choice matter, or only the number?`}
              checked={control !== null}
              onChange={(on) => setState({ control: on ? `${USUAL.size}.${USUAL.draws}` : undefined })}
            />
            {control ? (
              <div className={styles.row}>
                <NumberField key={`size ${control.size}`} label="Together" value={control.size} least={1} most={32} onChange={(size) => setState({ control: `${size}.${control.draws}` })} />
                <NumberField key={`draws ${control.draws}`} label="Random sets" value={control.draws} least={5} most={200} onChange={(draws) => setState({ control: `${control.size}.${draws}` })} />
              </div>
            ) : null}
          </div>
        </div>
      ) : null}
    </div>
  );
}

function LayersField({ shown, among, onChange }: { shown: string | undefined; among: readonly number[]; onChange: (layers: string | undefined) => void }): ReactElement {
  const [typed, setTyped] = useState((shown ?? "").replaceAll(".", ", "));
  const { layers, problem } = parseLayers(typed, among);
  const take = () => {
    if (problem === null && layersText(layers) !== shown) onChange(layersText(layers));
  };
  return (
    <div className={styles.beside}>
      <span aria-hidden="true">Layers</span>
      <TextField label="Layers" labelPlace="hidden" placeholder="all" value={typed} error={problem} onChange={setTyped} onBlur={take} onKeyDown={({ key }) => key === "Enter" && take()} className={styles.short} />
    </div>
  );
}

function NumberField({ label, value, least, most, onChange }: { label: string; value: number; least: number; most: number; onChange: (value: number) => void }): ReactElement {
  const [typed, setTyped] = useState(String(value));
  const fits = /^\d+$/.test(typed.trim()) && Number(typed) >= least && Number(typed) <= most;
  const take = () => {
    if (fits && Number(typed) !== value) onChange(Number(typed));
  };
  return (
    <TextField label={label} inputMode="numeric" value={typed} onChange={setTyped} error={fits ? null : `${least} to ${most}`} onBlur={take} onKeyDown={({ key }) => key === "Enter" && take()} className={styles.short} />
  );
}

function TextsField({ cells, texts, unit, onTexts }: { cells: number; texts: readonly string[]; unit: string; onTexts: (texts: string[]) => void }): ReactElement {
  const [typed, setTyped] = useState(texts.join("\n"));
  const found = textLines(typed);
  const count = found.texts.length + 1;
  const changed = found.texts.join("\n") !== texts.join("\n");
  const reach =
    count === 1
      ? `With ${TEXTS_NEEDED - 1} more, p can fall below .05. If all ${cells} moved, one ${unit} alone would stay below after adjustment with ${textsForOne(cells) - 1} more.`
      : `With ${count} texts p can fall to ${pText(smallestP(count)).replace(/^= /, "")}${count < TEXTS_NEEDED ? `; below .05 takes ${TEXTS_NEEDED - count} more` : ""}. If all ${cells} moved, one ${unit} alone would stay below .05 after adjustment from ${textsForOne(cells)} texts on.`;
  return (
    <div className={styles.stack}>
      <TextArea
        label="Further texts, one a line"
        mono
        rows={3}
        value={typed}
        onChange={setTyped}
        error={found.problem}
        placeholder={"In France, the capital is\nThe capital city of France is"}
        hint={`The same change is measured after each, and the same token watched, so that an effect can be told from chance. ${reach}`}
      />
      {changed ? (
        <div className={styles.row}>
          <Button size="s" disabled={found.problem !== null} onClick={() => onTexts(found.texts)}>
            {found.texts.length === 0 ? "Use this text alone" : `Use ${found.texts.length === 1 ? "this text" : `these ${found.texts.length} texts`}`}
          </Button>
          <Button size="s" variant="quiet" onClick={() => setTyped(texts.join("\n"))}>
            As before
          </Button>
        </div>
      ) : null}
    </div>
  );
}
