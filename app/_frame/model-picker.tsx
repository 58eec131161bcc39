"use client";

import type { ReactElement } from "react";
import { Select } from "@/lib/ui";
import { useChosenModel } from "./chosen-model";
import { modelLine, whyNot } from "@/app/_views/model/model-words";
import styles from "./top-bar.module.css";

/** Which model the next run uses, with what it is. */
export function ModelPicker(): ReactElement {
  const { model, choose, models } = useChosenModel();
  return (
    <div className={styles.picker}>
      <Select
        label="Model for the next run"
        labelPlace="hidden"
        size="s"
        value={model?.id ?? ""}
        disabled={models.length === 0}
        onChange={choose}
        options={
          models.length === 0
            ? [{ value: "", label: "…" }]
            : models.map((candidate) => ({
                value: candidate.id,
                label: candidate.id,
                hint: whyNot(candidate) ?? (candidate.details ? modelLine(candidate.details) : ""),
                disabled: whyNot(candidate) !== null,
              }))
        }
      />
      <span className={styles.line}>{model?.details ? modelLine(model.details) : ""}</span>
    </div>
  );
}
