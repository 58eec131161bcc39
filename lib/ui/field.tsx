"use client";

import { Field as Base } from "@base-ui/react/field";
import type { InputHTMLAttributes, ReactElement, ReactNode, Ref, TextareaHTMLAttributes } from "react";
import { classNames } from "./class-names";
import floating from "./floating.module.css";
import styles from "./field.module.css";

interface FieldProps {
  label: string;
  labelPlace?: "above" | "hidden";
  /** A quiet sentence under the control. */
  hint?: ReactNode;
  /** What is wrong with the value, said to screen readers when it appears. */
  error?: string | null | undefined;
}

/** Label, control, hint and error, tied together for assistive technology. */
export function Field({ label, labelPlace = "above", hint, error, children }: FieldProps & { children: ReactElement }): ReactElement {
  return (
    <Base.Root className={styles.root} invalid={Boolean(error)}>
      <Base.Label className={labelPlace === "hidden" ? floating.hidden : styles.label}>{label}</Base.Label>
      {children}
      {hint ? <Base.Description className={styles.hint}>{hint}</Base.Description> : null}
      {error ? (
        <Base.Error className={styles.error} match role="alert">
          {error}
        </Base.Error>
      ) : null}
    </Base.Root>
  );
}

export type TextFieldProps = FieldProps & Omit<InputHTMLAttributes<HTMLInputElement>, "value" | "onChange" | "defaultValue"> & { value: string; onChange: (value: string) => void; mono?: boolean; ref?: Ref<HTMLInputElement> };

export function TextField({ label, labelPlace, hint, error, mono = false, value, onChange, className, ref, ...rest }: TextFieldProps): ReactElement {
  return (
    <Field label={label} hint={hint} error={error} {...(labelPlace ? { labelPlace } : {})}>
      <Base.Control
        render={<input ref={ref} {...rest} />}
        value={value}
        onValueChange={(next) => onChange(String(next))}
        className={classNames(styles.control, mono && styles.mono, className)}
      />
    </Field>
  );
}

export type TextAreaProps = FieldProps & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "value" | "onChange" | "defaultValue"> & { value: string; onChange: (value: string) => void; mono?: boolean; ref?: Ref<HTMLTextAreaElement> };

export function TextArea({ label, labelPlace, hint, error, mono = false, value, onChange, className, ref, ...rest }: TextAreaProps): ReactElement {
  return (
    <Field label={label} hint={hint} error={error} {...(labelPlace ? { labelPlace } : {})}>
      <Base.Control
        render={<textarea ref={ref} {...rest} />}
        value={value}
        onValueChange={(next) => onChange(String(next))}
        className={classNames(styles.control, styles.area, mono && styles.mono, className)}
      />
    </Field>
  );
}
