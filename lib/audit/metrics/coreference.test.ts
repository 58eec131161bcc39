import { describe, expect, it } from "vitest";
import { defaultSettings } from "@/lib/domain/finding";
import type { CoreferenceRow } from "../rows";
import { coreferenceGap } from "./coreference";

const row = (i: number, proMargin: number, antiMargin: number): CoreferenceRow => ({
  kind: "coreference", item: `w${i}`, phrasing: "f", cluster: `s${i}`, category: "type1", control: null, proMargin, antiMargin, proLogLikelihood: null, antiLogLikelihood: null, tokens: 12,
});
const settings = { ...defaultSettings, resamples: 500, permutations: 500 };

describe("the accuracy gap of coreference", () => {
  it("counts margins within the noise floor one half on either side, and says how many there are", () => {
    // Every margin points to the stereotype, by less than the same text's likelihood moves from run to run.
    const rows = Array.from({ length: 20 }, (_, i) => row(i, 0.0004 + i / 1e6, -0.0004));
    expect(coreferenceGap.compute(rows, settings)[0]).toMatchObject({ estimate: 1, extra: { tie_rate: 0 } });
    expect(coreferenceGap.compute(rows, { ...settings, noiseFloor: 0.001 })[0]).toMatchObject({ estimate: 0, p: 1, extra: { accuracy_pro: 0.5, accuracy_anti: 0.5, tie_rate: 1 } });
  });

  it("takes the larger of the noise floor and a millionth of a nat", () => {
    const [finding] = coreferenceGap.compute([row(0, 5e-7, -1), row(1, 1, -1)], settings);
    expect(finding?.extra).toEqual({ accuracy_pro: 0.75, accuracy_anti: 0, tie_rate: 0.5 });
  });
});
