import type { SetFormat, SourceFile } from "./imported-set";

/** By content, never by name. Reads the beginning of the file only. null: none of the known sets. */
export function detectFormat(file: SourceFile): SetFormat | null {
  const start = file.text.slice(0, 20_000).replace(/^\uFEFF/, "");
  const firstLine = start.slice(0, start.search(/\r?\n|$/));
  if (/(^|,)"?sent_more"?,"?sent_less"?(,|$)/.test(firstLine)) return "crows-pairs";
  if (/^(sentid\tsentence|occupation\(0\)\tother-participant\(1\)|occupation\tbergsma_pct_female)/.test(firstLine)) return "winogender";
  if (/^\d+ .*\[[^\]]+\].*\[[^\]]+\]/.test(firstLine)) return "winobias";
  if (firstLine.trimStart().startsWith("{")) {
    if (firstLine.includes('"context_condition"') && firstLine.includes('"answer_info"')) return "bbq";
    if (firstLine.includes('"filled_template"') && firstLine.includes('"decision_question_id"')) return "discrim-eval";
    if (/"(intrasentence|intersentence)"\s*:/.test(start) && /"data"\s*:/.test(start)) return "stereoset";
  }
  return null;
}
