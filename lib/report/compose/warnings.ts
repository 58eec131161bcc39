import type { Report } from "@/lib/domain/report";
import type { Settings } from "@/lib/inspect/settings";
import { namesOfThisMachine } from "./names";

/** What whoever makes a report is told before it goes out. `text`: its JSON. */
export function warningsOf({ audits }: Report, text: string, settings: Settings): string[] {
  const partial = audits.filter(({ complete }) => !complete).map(({ title }) => `“${title}” is not complete: the report is marked as partial.`);
  const named = namesOfThisMachine(text, settings).map((what) => `The report names ${what}. Look through title, notes and texts before it goes out.`);
  return [...partial, ...named];
}
