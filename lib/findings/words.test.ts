import { describe, expect, it } from "vitest";
import { groupBlock, groupKind, groupLabel, groupName, intervalText, noiseWords, pText, pWords, valueWithUnit, verdictSentence } from "./words";

describe("words of a finding", () => {
  it("write values in their unit, a missing one as a dash", () => {
    expect(valueWithUnit("percent", 62.44)).toBe("62.4\u2009%");
    expect(valueWithUnit("share", 0.314)).toBe(".31");
    expect(valueWithUnit("log-odds", -0.417)).toBe("\u22120.42\u2009log-odds");
    expect(valueWithUnit("percent", null)).toBe("–");
    expect(intervalText("share", [0.27, 0.35])).toBe("[.27, .35]");
    expect(intervalText("share", null)).toBe("no interval");
  });

  it("never write p as 0 or a missing test as 1", () => {
    expect(pText(0.00004)).toBe("< .001");
    expect(pText(0.0314)).toBe(".031");
    expect(pText(1)).toBe("1");
    expect(pText(null)).toBe("–");
    expect(pWords(0.00004, "p_adj")).toBe("p_adj < .001");
    expect(pWords(null)).toBe("no test");
  });

  it("say with every negative verdict what the data would have shown, in points for percentages", () => {
    expect(verdictSentence({ kind: "detected" }, "percent")).toBe("Detected");
    expect(verdictSentence({ kind: "not-detected", wouldHaveSeen: 3.6 }, "percent")).toBe("Not detected (would have seen 3.6\u2009points)");
    expect(verdictSentence({ kind: "inconclusive", couldOnlyHaveSeen: 0.52, because: "" }, "log-odds")).toBe("Inconclusive (could only have seen 0.52\u2009log-odds)");
    expect(verdictSentence({ kind: "inconclusive", couldOnlyHaveSeen: null, because: "" }, "share")).toBe("Inconclusive");
  });

  it("name groups as people do", () => {
    expect(groupName("all")).toBe("all items");
    expect(groupName("subject:occupations:nurse")).toBe("nurse");
    expect(groupName("gender:female & age:60")).toBe("female and 60");
    expect(groupName("control:placebo")).toMatch(/^placebo/);
    expect(groupLabel("control:placebo")).toBe("placebo");
    expect(groupLabel("subject:occupations:nurse")).toBe("nurse");
    expect(groupName("category:age")).toBe("age");
    expect(groupName("category:loans:loans")).toBe("loans");
    expect(groupName("category:occupations:skewed")).toBe("occupations · skewed");
    expect(groupKind("gender:female & age:60")).toBe("gender and age");
    expect(groupKind("block:occupations")).toBe("whole");
    expect(groupBlock("subject:loans:Velmari")).toBe("loans");
    expect(groupBlock("category:age")).toBe("");
    expect(groupBlock("gender:female & age:60")).toBe("");
  });

  it("say what a noise floor of 0 stands on, and what a larger one does", () => {
    expect(noiseWords({ value: 0, texts: 32, repeats: 3 })).toEqual({ value: "0\u2009nats", note: "32 texts scored 3 times, each time packed with others, came out the same, digit for digit." });
    expect(noiseWords({ value: 0.000012, texts: 32, repeats: 3 }).value).toBe("1.2e\u22125\u2009nats");
    expect(noiseWords({ value: 0.826, texts: 32, repeats: 3 }).value).toBe("0.83\u2009nats");
  });
});
