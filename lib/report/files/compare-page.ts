import type { SignedReport } from "@/lib/domain/report";
import { SOFTWARE } from "@/lib/inspect/settings";
import { writeReport } from "../html/write-report";
import { isJsonText } from "../read-report";

/** Whether what a report's file shows is what its data give. */
export type PageCheck =
  /** The file is JSON and shows nothing. */
  | { kind: "none" }
  | { kind: "match" }
  /** Where they part; `line` is counted from 1. */
  | { kind: "mismatch"; software: string; line: number; expected: string; found: string }
  /** Another version writes another page of the same data. */
  | { kind: "other-software"; software: string; own: string };

/** Characters of either text that are told. */
const EXCERPT = 80;
/** Told before the place where they part, so that it can be found. */
const BEFORE = 30;

function placeOf(expected: string, found: string): { line: number; expected: string; found: string } {
  let at = 0;
  while (at < found.length && found[at] === expected[at]) at += 1;
  const excerpt = (text: string): string => text.slice(Math.max(0, at - BEFORE), at + EXCERPT).replace(/[\p{C}\s]+/gu, " ");
  return { line: found.slice(0, at).split("\n").length, expected: excerpt(expected), found: excerpt(found) };
}

/**
 * Writes the page of a report again and compares it with the file that the report was read from: the hash and the figures speak of the
 * data in the file alone, and a reader reads the page. `programFolder` as in `writeReport`.
 */
export async function comparePage(programFolder: string, bytes: Uint8Array, signed: SignedReport): Promise<PageCheck> {
  const found = new TextDecoder().decode(bytes);
  if (isJsonText(found)) return { kind: "none" };
  const { software } = signed.report;
  if (software !== SOFTWARE) return { kind: "other-software", software, own: SOFTWARE };
  const expected = new TextDecoder().decode(await writeReport(programFolder, signed));
  return expected === found ? { kind: "match" } : { kind: "mismatch", software, ...placeOf(expected, found) };
}
