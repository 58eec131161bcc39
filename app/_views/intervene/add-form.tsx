"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement, type SubmitEvent } from "react";
import { DRAFT_MOST } from "@/lib/domain/edit-draft";
import { editKinds } from "@/lib/domain/edit-words";
import { readableText } from "@/lib/domain/visible-text";
import { explanationQuery, inspectionsQuery } from "@/lib/query";
import { Button, Segmented, Select, TextField } from "@/lib/ui";
import { TokenPicker } from "../ask/token-picker";
import { tokenName } from "../inspection/names";
import { spokenToken, useDisplayTokens } from "../inspection/use-tokens";
import { useCandidates } from "../token/use-candidates";
import type { ViewProps } from "../view-contract";
import { fieldsOf, formEdit, type EditForm, type FormField } from "./form";
import type { Draft } from "./use-draft";
import { useEditNames } from "./use-edit-names";
import styles from "./intervene.module.css";

export interface AddFormProps {
  props: ViewProps;
  draft: Draft;
  /** The longest that the text becomes. */
  tokens: number;
  onDone: () => void;
}

/** One more edit, of any kind. What is wrong stands at its field. */
export function AddForm({ props, draft, tokens, onDone }: AddFormProps): ReactElement {
  const { detail, state } = props;
  const { shape } = detail.manifest.model;
  const display = useDisplayTokens(detail);
  const locked = spokenToken({ ...props, previewToken: null });
  const [form, setForm] = useState<EditForm>({
    kind: "expert-off",
    layer: String(state.l ?? shape.leadingDenseLayers),
    expert: String(state.e ?? 0),
    head: String(state.h ?? 0),
    where: "all",
    positions: "",
    from: String(state.k ?? 0),
    to: String(locked),
    factor: "1",
    along: "token",
    token: null,
    source: "",
    plusPosition: String(locked),
    minus: "",
    minusPosition: String(locked),
    sourcePositions: "",
  });
  const [errors, setErrors] = useState<Partial<Record<FormField, string>>>({});
  const fields = fieldsOf(form.kind);
  const change = (patch: Partial<EditForm>) => {
    setForm({ ...form, ...patch });
    setErrors({});
  };
  const text = (field: Exclude<FormField, "kind" | "token">, label: string, hint?: string) => (
    <div className={styles.field}>
      <TextField label={label} value={form[field]} mono inputMode={field === "factor" ? "decimal" : "text"} autoComplete="off" error={errors[field]} hint={hint} onChange={(value) => change({ [field]: value })} />
    </div>
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const formed = formEdit(form, { locked, beside: draft.edits, shape, tokens });
    if (formed.errors) setErrors(formed.errors);
    else if (draft.add(formed.edit)) onDone();
    else setErrors({ kind: `The list is full: it holds ${DRAFT_MOST} edits.` });
  };
  const edge = form.kind === "attention-block";

  return (
    <form className={styles.form} onSubmit={submit} aria-label="Add an edit" noValidate>
      <div className={styles.row}>
        <Select<EditForm["kind"]> label="Change" value={form.kind} onChange={(kind) => change({ kind, ...(kind === "attention-block" ? {} : { layer: form.layer === "all" ? "0" : form.layer, head: form.head === "all" ? "0" : form.head }) })} options={editKinds.map(({ kind, label, hint }) => ({ value: kind, label, hint }))} />
        {errors.kind ? (
          <p role="alert" className={styles.problem}>
            {errors.kind}
          </p>
        ) : null}
      </div>
      <div className={styles.fields}>
        {fields.includes("layer") ? text("layer", "Layer", `0 to ${shape.layers - 1}${edge ? ", or all" : ""}`) : null}
        {fields.includes("expert") ? text("expert", "Expert", shape.experts > 0 ? `0 to ${shape.experts - 1}` : "this model has none") : null}
        {fields.includes("head") ? text("head", "Head", `0 to ${shape.heads - 1}${edge ? ", or all" : ""}`) : null}
        {fields.includes("edge") ? text("to", "Position that reads", "or all that come after") : null}
        {fields.includes("edge") ? text("from", "Position that is read") : null}
        {fields.includes("factor") ? text("factor", "Factor", form.kind === "residual-scale" ? "1 changes nothing" : "how far") : null}
      </div>
      {fields.includes("direction") ? (
        <Segmented label="Along" labelPlace="beside" size="s" value={form.along} onChange={(along) => change({ along })} options={[{ value: "token", label: "A token’s direction" }, { value: "runs", label: "Difference of two runs" }]} />
      ) : null}
      {fields.includes("direction") && form.along === "token" ? <TokenField props={props} token={form.token} error={errors.token} onChange={(token) => change({ token })} /> : null}
      {fields.includes("direction") && form.along === "runs" ? (
        <div className={styles.fields}>
          <SourceField label="Towards the run" props={props} value={form.source} error={errors.source} onChange={(source) => change({ source })} />
          {text("plusPosition", "Its position")}
          <SourceField label="Away from the run" props={props} value={form.minus} error={errors.minus} onChange={(minus) => change({ minus })} />
          {text("minusPosition", "Its position")}
        </div>
      ) : null}
      {fields.includes("source") ? (
        <div className={styles.fields}>
          <SourceField label="Values of the run" props={props} value={form.source} error={errors.source} onChange={(source) => change({ source })} />
          {text("sourcePositions", "Its positions", "left empty: the same as here")}
        </div>
      ) : null}
      {fields.includes("positions") ? (
        <div className={styles.row}>
          <Segmented
            label="Where"
            labelPlace="beside"
            size="s"
            value={form.where}
            onChange={(where) => change({ where })}
            options={[
              { value: "all", label: "Every position" },
              { value: "token", label: `At ${tokenName(display, locked)}`, title: `Position ${locked}: the locked token, or the last one of the prompt` },
              { value: "typed", label: "Typed" },
            ]}
          />
          {form.where === "typed" ? text("positions", "Positions", "such as 2, 5-7") : errors.positions ? <p role="alert" className={styles.problem}>{errors.positions}</p> : null}
        </div>
      ) : null}
      <div className={styles.row}>
        <Button type="submit" size="s" variant="primary">
          Add to the list
        </Button>
        <Button size="s" variant="quiet" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

/** A token of the vocabulary: one of the candidates of the locked place, or typed. */
function TokenField({ props, token, error, onChange }: { props: ViewProps; token: number | null; error: string | undefined; onChange: (token: number) => void }): ReactElement {
  const { detail } = props;
  const client = useQueryClient();
  const place = Math.max(1, spokenToken({ ...props, previewToken: null }));
  const candidates = useCandidates(detail, place);
  const names = useEditNames(detail);
  return (
    <div className={styles.row}>
      <span className={styles.label}>Token</span>
      <TokenPicker
        title="The token whose direction it is"
        shown={token === null ? "choose one" : (names.token?.(token) ?? `token ${token}`)}
        empty={token === null}
        candidates={candidates}
        onPick={onChange}
        onType={async (text) => onChange((await client.query(explanationQuery(detail.summary.id, { position: place - 1, target: { text }, foil: null }))).target.id)}
      />
      {error ? (
        <p role="alert" className={styles.problem}>
          {error}
        </p>
      ) : null}
    </div>
  );
}

/** An inspection of the same model, this one among them. */
function SourceField({ label, props, value, error, onChange }: { label: string; props: ViewProps; value: string; error: string | undefined; onChange: (id: string) => void }): ReactElement {
  const { summary } = props.detail;
  const { data } = useQuery(inspectionsQuery());
  const offered = (data?.inspections ?? []).filter(({ modelId }) => modelId === summary.modelId);
  return (
    <div className={styles.source}>
      <Select
        label={label}
        value={value}
        onChange={onChange}
        options={[{ value: "", label: "Choose an inspection", disabled: true }, ...offered.map(({ id, title, totalTokens }) => ({ value: id, label: id === summary.id ? "This run" : readableText(title), hint: `${totalTokens} tokens` }))]}
      />
      {error ? (
        <p role="alert" className={styles.problem}>
          {error}
        </p>
      ) : null}
    </div>
  );
}
