import { isNode, LineCounter, parseDocument, type Document } from "yaml";
import { VitrineError } from "@/lib/domain/errors";
import { checkSuite } from "./check-suite";
import { type Suite, suiteSchema } from "./schema";

/** A fault makes a suite unusable, a warning says what a reader of its results should know. */
export interface Remark {
  severity: "fault" | "warning";
  line: number;
  column: number;
  /** "pairs.items[3].more" */
  path: string;
  message: string;
}

export interface ReadSuite {
  /** null when there is a fault. */
  suite: Suite | null;
  remarks: Remark[];
}

const LARGEST_FILE = 32 * 1024 * 1024;
/** No sentence is that long; a longer line is a mistake or an attack, and is refused before it is parsed. */
const LONGEST_LINE = 200_000;
const MOST_REMARKS = 100;

/** Reads YAML or JSON (which is YAML). Never throws on content: everything that is wrong is a remark with line and column. */
export function readSuite(text: string): ReadSuite {
  const early = tooLarge(text);
  if (early) return { suite: null, remarks: [early] };
  const lines = new LineCounter();
  let document: Document;
  try {
    document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, merge: false, schema: "core", prettyErrors: false });
  } catch (error) {
    // The parser calls itself for what is nested, and for lines that are out of their place.
    if (!(error instanceof RangeError)) throw error;
    return { suite: null, remarks: [{ severity: "fault", line: 1, column: 1, path: "", message: "cannot be read: something is nested too deeply, or many lines are not indented as the first of their list" }] };
  }
  if (document.errors.length > 0) {
    return {
      suite: null,
      remarks: document.errors.slice(0, MOST_REMARKS).map((error) => ({ severity: "fault", ...at(lines, error.pos[0]), path: "", message: error.message })),
    };
  }
  const place = (path: readonly PropertyKey[]) => at(lines, offsetOf(document, path));
  let value: unknown;
  try {
    // Aliases are counted: a few lines could otherwise unfold into gigabytes.
    value = document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    return { suite: null, remarks: [{ severity: "fault", line: 1, column: 1, path: "", message: error instanceof Error ? error.message : "cannot be read" }] };
  }
  const parsed = suiteSchema.safeParse(value);
  if (!parsed.success) {
    const remarks = parsed.error.issues.slice(0, MOST_REMARKS).map((issue): Remark => {
      const unknown = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
      const path = unknown === undefined ? issue.path : [...issue.path, unknown];
      const message = unknown === undefined ? issue.message : `unknown field “${unknown}”`;
      return { severity: "fault", ...place(path), path: pathText(path), message };
    });
    return { suite: null, remarks };
  }
  const found = checkSuite(parsed.data);
  // Faults first: were they cut off behind a hundred warnings, a suite with faults would pass.
  const remarks = [...found.filter(({ severity }) => severity === "fault"), ...found.filter(({ severity }) => severity === "warning")]
    .slice(0, MOST_REMARKS)
    .map(({ severity, path, message }): Remark => ({ severity, ...place(path), path: pathText(path), message }));
  return { suite: remarks.some((remark) => remark.severity === "fault") ? null : parsed.data, remarks };
}

/** The suite, or a VitrineError whose issues name every line and fault. */
export function requireSuite(text: string, name: string): Suite {
  const { suite, remarks } = readSuite(text);
  if (suite) return suite;
  const faults = remarks.filter((remark) => remark.severity === "fault");
  const [first] = faults;
  throw new VitrineError(
    "bad-request",
    `${name}, line ${first?.line ?? 1}: ${first?.path ? `${first.path}: ` : ""}${first?.message ?? "cannot be read"}${faults.length > 1 ? ` (and ${faults.length - 1} more)` : ""}`,
    faults.map((fault) => ({ path: `line ${fault.line}, column ${fault.column}${fault.path ? `, ${fault.path}` : ""}`, message: fault.message })),
  );
}

function tooLarge(text: string): Remark | null {
  const fault = (line: number, message: string): Remark => ({ severity: "fault", line, column: 1, path: "", message });
  if (text.length > LARGEST_FILE) return fault(1, `the file has ${text.length} characters; at most ${LARGEST_FILE} are read`);
  let line = 1;
  let start = 0;
  while (start <= text.length) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    if (end - start > LONGEST_LINE) return fault(line, `a line of ${end - start} characters; at most ${LONGEST_LINE} are read`);
    start = end + 1;
    line += 1;
  }
  return null;
}

function at(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** Where a value stands, or the nearest enclosing value that exists. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => (typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`), "");
}
