import { describe, expect, it } from "vitest";
import { VitrineError } from "@/lib/domain/errors";
import type { SignedReport } from "@/lib/domain/report";
import { seededRandom } from "@/lib/stats/random";
import { canonicalJson } from "../canonical-json";
import { checkReport, checkSeal } from "../check";
import { sha256Hex } from "../digest/sha256";
import { reportDocument } from "../html/document";
import { readReport } from "../read-report";
import { exampleReport, exampleRows } from "../testing";

const random = seededRandom(77, "mutated reports");
const pick = <T,>(values: readonly T[]): T => values[random.below(values.length)]!;

const report = exampleReport([...exampleRows("pair", 3), ...exampleRows("decision", 2)], { resamples: 10 });
const sealed = (value: unknown, signature: unknown = null): string => canonicalJson({ report: value, sha256: sha256Hex(canonicalJson(value)), signature });
const whole = sealed(report);
const page = new TextDecoder().decode(new TextEncoder().encode(reportDocument(JSON.parse(whole) as SignedReport, { css: "", script: "" })));

const hostile: readonly unknown[] = [
  null, true, 0, -1, 0.5, 1e308, -1e308, 1e-320, 2 ** 53, "", "</script><script>globalThis.broken=1</script>", "\u202Eevil\u2066", "\u0000\u0007", "=HYPERLINK(\"x\")", "__proto__", "constructor",
  "😀".repeat(50), "\uD83D", [], {}, [[[]]], { __proto__: 1 }, JSON.parse('{"__proto__":{"polluted":1}}'), JSON.parse("[".repeat(300) + "]".repeat(300)),
];

const huge = "x".repeat(1_000_001);

/** Of the right kind and of any length, or anything. */
const ofSignatures = seededRandom(78, "signatures of mutated reports");
const signaturePart = (): unknown => (ofSignatures.below(3) === 0 ? hostile[ofSignatures.below(hostile.length)] : "A".repeat(ofSignatures.below(90)));
const anySignature = (): unknown => ({ algorithm: "ed25519", publicKey: signaturePart(), signature: signaturePart() });

type Step = string | number;
function placesIn(value: unknown, steps: Step[] = []): Step[][] {
  if (typeof value !== "object" || value === null) return [steps];
  return [steps, ...Object.entries(value).flatMap(([key, child]) => placesIn(child, [...steps, Array.isArray(value) ? Number(key) : key]))];
}
const places = placesIn(report).filter((steps) => steps.length > 0);

/** One place holds something else, is gone, or is there twice. */
function withFault(): unknown {
  const copy: unknown = structuredClone(report);
  for (let faults = 1 + random.below(2); faults > 0; faults--) {
    const steps = pick(places);
    let parent = copy as Record<Step, unknown>;
    for (const step of steps.slice(0, -1)) {
      const next = parent[step];
      if (typeof next !== "object" || next === null) return copy;
      parent = next as Record<Step, unknown>;
    }
    const last = steps.at(-1)!;
    const choice = random.below(10);
    if (choice === 0) delete parent[last];
    else if (choice === 1 && Array.isArray(parent)) parent.push(structuredClone(parent[0]));
    else if (choice === 2) parent[pick(["__proto__x", "extra", "\u202E"])] = pick(hostile);
    else if (choice === 3 && typeof parent[last] === "number") parent[last] = (parent[last]) * pick([-1, 2, 1e9, 1e-9]) + pick([0, 1]);
    else parent[last] = random.below(200) === 0 ? huge : pick(hostile);
  }
  return copy;
}

/** The bytes of a file with some of them changed, left out, doubled or cut off. */
function withWrongBytes(text: string): Uint8Array {
  let bytes = new TextEncoder().encode(text);
  for (let faults = 1 + random.below(4); faults > 0; faults--) {
    const at = random.below(bytes.length || 1);
    switch (random.below(5)) {
      case 0:
        bytes[at] = random.below(256);
        break;
      case 1:
        bytes = bytes.slice(0, at);
        break;
      case 2:
        bytes = Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(at + 1 + random.below(20)));
        break;
      case 3:
        bytes = Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(Math.max(0, at - random.below(50)), at), ...bytes.subarray(at));
        break;
      default:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    }
  }
  return bytes;
}

const outcomes = { refused: 0, taken: 0, tampered: 0, unsigned: 0 };

/** Whatever the file, it is read or refused in words that name a place; what is read can be shown. */
function bring(bytes: Uint8Array, show: boolean): void {
  let signed: SignedReport;
  try {
    signed = readReport(bytes, "x.json");
    const { hash, signature } = checkSeal(signed);
    if (signature === "invalid") outcomes.unsigned += 1;
    if (hash === "mismatch") {
      outcomes.tampered += 1;
      return;
    }
    checkReport(signed);
  } catch (error) {
    if (!(error instanceof VitrineError) || error.code !== "bad-request") throw error;
    expect(error.message.length).toBeLessThan(2_000);
    outcomes.refused += 1;
    return;
  }
  outcomes.taken += 1;
  if (!show) return;
  const html = reportDocument(signed, { css: "", script: "" });
  expect(html.match(/<script/gi)).toHaveLength(2);
  expect(html).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
}

describe("mutated report files", () => {
  it("are taken or refused in words, 11,000 of them, and none breaks anything", () => {
    for (let i = 0; i < 5_500; i++) {
      const value = withFault();
      let text: string;
      try {
        text = sealed(value, i % 5 === 0 ? anySignature() : null);
      } catch {
        text = JSON.stringify({ report: value, sha256: "", signature: null }); // half a character has no canonical JSON
      }
      bring(new TextEncoder().encode(text), i % 20 === 0);
    }
    for (let i = 0; i < 5_500; i++) bring(withWrongBytes(i % 3 === 0 ? page : whole), false);
    expect(outcomes.refused).toBeGreaterThan(3_000);
    expect(outcomes.taken).toBeGreaterThan(200);
    expect(outcomes.tampered).toBeGreaterThan(200);
    expect(outcomes.unsigned).toBeGreaterThan(50);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect((globalThis as { broken?: unknown }).broken).toBeUndefined();
    // On a machine of its own it takes half a minute.
  }, 240_000);
});
