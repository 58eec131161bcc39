import { VitrineError } from "@/lib/domain/errors";
import type { SignedReport } from "@/lib/domain/report";

/** Longer texts are no texts of prompts. */
const LONGEST_TEXT = 100_000;
/** Names and titles, which stand in lists. */
const LONGEST_NAME = 500;
const MOST_RESAMPLES = 100_000;

const refuse = (name: string, path: string, message: string): VitrineError => new VitrineError("bad-request", `${name} is not taken: ${path}: ${message}.`, [{ path, message }]);

/** Every text below a value, with the way there, without recursion: what is nested deeply costs no stack. */
function* textsIn(value: unknown): Generator<{ path: string; text: string }, void, undefined> {
  const waiting: { path: string; value: unknown }[] = [{ path: "", value }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { path, value: current } = next;
    if (typeof current === "string") yield { path, text: current };
    else if (Array.isArray(current)) {
      // Long columns of numbers hold no text.
      current.forEach((child: unknown, i) => typeof child !== "number" && child !== null && waiting.push({ path: `${path}[${i}]`, value: child }));
    } else if (typeof current === "object" && current !== null) {
      for (const [key, child] of Object.entries(current)) {
        yield { path: `${path === "" ? "" : `${path}.`}${key.slice(0, 100)}`, text: key };
        waiting.push({ path: path === "" ? key.slice(0, 100) : `${path}.${key.slice(0, 100)}`, value: child });
      }
    }
  }
}

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** Refuses texts that are made to fill memory, or that no canonical JSON can hold. Error: `bad-request` naming the place. */
export function requireTexts(value: unknown, name: string): void {
  for (const { path, text } of textsIn(value)) {
    if (text.length > LONGEST_TEXT) throw refuse(name, path, `a text of ${text.length.toLocaleString("en")} characters`);
    if (loneSurrogate.test(text)) throw refuse(name, path, "holds half of a character (a lone surrogate)");
  }
}

/** Refuses what is well-formed but made to fill lists or time. Error: `bad-request` naming the place. */
export function requireWithinLimits(signed: SignedReport, name: string): SignedReport {
  const { report } = signed;
  const names: [string, string][] = [["report.title", report.title], ["report.id", report.id]];
  report.audits.forEach((audit, a) => {
    names.push([`report.audits[${a}].title`, audit.title], [`report.audits[${a}].manifest.model.fileName`, audit.manifest.model.fileName]);
    audit.suites.forEach(({ suite, title }, s) => names.push([`report.audits[${a}].suites[${s}].suite`, suite], [`report.audits[${a}].suites[${s}].title`, title]));
    const { resamples, permutations } = audit.manifest.statistics;
    for (const [field, value] of Object.entries({ resamples, permutations })) {
      if (value < 0 || value > MOST_RESAMPLES) throw refuse(name, `report.audits[${a}].manifest.statistics.${field}`, `${value} is out of range`);
    }
  });
  const [place] = names.filter(([, text]) => text.length > LONGEST_NAME);
  if (place) throw refuse(name, place[0], `a name of ${place[1].length.toLocaleString("en")} characters`);
  return signed;
}
