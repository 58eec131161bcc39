import type { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import type { FamilyPlan } from "../metrics/families";
import type { Trial } from "../trial";

export const setFormats = ["crows-pairs", "bbq", "stereoset", "winobias", "winogender", "discrim-eval"] as const;
export type SetFormat = (typeof setFormats)[number];

export interface SetFacts {
  title: string;
  licence: string;
  /** Text in a shared report would be redistribution under the same licence: ids and scores by default. */
  shareAlike: boolean;
  source: string;
  measures: string;
  construct: string;
  harm: string;
  population: string;
  limits: readonly string[];
}

export interface SourceFile {
  name: string;
  text: string;
}

export interface ReadSet {
  trials: Trial[];
  /** Rows in the files, header lines not counted. */
  rows: number;
  /** Rows that become no trial, with the reason; `where` names file and line or id. */
  leftOut: { where: string; reason: string }[];
  /** What a reader should know about rows that are used. */
  notes: string[];
  plan: FamilyPlan;
  /** Reference groups of decisions. */
  references: Readonly<Record<string, string>>;
}

export interface ImportedSet extends ReadSet {
  format: SetFormat;
  facts: SetFacts;
  files: { name: string; bytes: number; sha256: string }[];
}

/** A file that cannot be read as its format; `place` names line and field. */
export function unreadable(file: string, place: string, fault: string): VitrineError {
  return new VitrineError("bad-request", `${file}, ${place}: ${fault}`, [{ path: `${file}:${place}`, message: fault }]);
}

/** Longer cells and lines are no sentences; refusing them keeps a hostile file from filling the memory. */
export const LONGEST_TEXT = 100_000;

/** One value a line, with its line number; blank lines are skipped. Error: `bad-request` naming line and field. */
export function jsonLines<Value>(file: SourceFile, schema: z.ZodType<Value>): { line: number; value: Value }[] {
  return file.text.split(/\r?\n/).flatMap((text, index) => {
    if (text.trim() === "") return [];
    if (text.length > LONGEST_TEXT) throw unreadable(file.name, `line ${index + 1}`, `a line of ${text.length} characters`);
    const line = index + 1;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw unreadable(file.name, `line ${line}`, "not JSON");
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return [{ line, value: parsed.data }];
    const issue = parsed.error.issues[0];
    throw unreadable(file.name, `line ${line}`, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "unreadable"}`);
  });
}
