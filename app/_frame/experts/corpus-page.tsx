"use client";

import type { ReactElement } from "react";
import { StudyPage } from "@/app/_frame/study/study-page";
import { CorpusResult } from "@/app/_views/corpus/result";

/** One count of experts. */
export function CorpusPage({ id }: { id: string }): ReactElement {
  return (
    <StudyPage
      id={id}
      list={{ href: "/models/experts", name: "Experts over texts" }}
      heading="Experts over texts"
      lead={() => "Statistics of the routers’ choices. They describe habits; what an expert does to an answer has to be tried."}
      exports={{ json: "Statistics as JSON", csv: "Experts as CSV" }}
      words={{
        gone: "This count of experts is not here.",
        reading: "The count is being read",
        working: "Reading the texts",
        stopped: "What is shown is counted over those.",
        empty: { title: "Nothing is counted yet", text: "Go on to count the texts." },
      }}
      result={({ findings }, title) => (findings.kind === "corpus-experts" && findings.result ? <CorpusResult statistics={findings.result} title={title} /> : null)}
    />
  );
}
