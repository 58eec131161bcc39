"use client";

import type { ReactElement } from "react";
import { StudyPage } from "@/app/_frame/study/study-page";
import { FidelityResult } from "@/app/_views/fidelity/result";

/** One comparison of two files. */
export function FidelityPage({ id }: { id: string }): ReactElement {
  return (
    <StudyPage
      id={id}
      list={{ href: "/fidelity", name: "Files of one model" }}
      heading="Two files of one model"
      lead={(detail) => (detail ? <bdi>{detail.summary.modelFileName}</bdi> : null)}
      exports={{ json: "Everything as JSON", csv: "Tokens as CSV" }}
      words={{
        gone: "This comparison is not here.",
        reading: "The comparison is being read",
        working: "Reading the texts with both files",
        stopped: "What is shown speaks of those.",
        empty: { title: "Nothing is compared yet", text: "Go on to read the texts." },
      }}
      result={({ findings }, title) => (findings.kind === "fidelity" && findings.result ? <FidelityResult fidelity={findings.result} title={title} /> : null)}
    />
  );
}
