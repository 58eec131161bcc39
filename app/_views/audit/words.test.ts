import { describe, expect, it } from "vitest";
import { durationText, rateText } from "./words";

describe("words of an audit", () => {
  it("write durations and rates for a person", () => {
    expect(durationText(0.2)).toBe("1\u2009s");
    expect(durationText(600)).toBe("10\u2009min");
    expect(durationText(7_500)).toBe("2\u2009h 5\u2009min");
    expect(durationText(null)).toBe("unknown");
    expect(rateText(0.5)).toBe("30 per min");
    expect(rateText(1234)).toBe("1234 per s");
  });
});
