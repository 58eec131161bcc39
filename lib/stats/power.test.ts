import { describe, expect, it } from "vitest";
import { intraclassCorrelation } from "./icc";
import { effectiveSampleSize, mdeFromStandardError, powerFactor } from "./power";

describe("the minimum detectable effect", () => {
  it("is 3.6 points for the 1,508 CrowS pairs and 18.1 for its 60 disability pairs", () => {
    // The standard error of a share against one half: 0.5 / √n.
    expect((mdeFromStandardError(0.5 / Math.sqrt(1508))?.value ?? 0) * 100).toBeCloseTo(3.6, 1);
    expect((mdeFromStandardError(0.5 / Math.sqrt(60))?.value ?? 0) * 100).toBeCloseTo(18.1, 1);
  });

  it("is 2.80 standard errors for paired differences", () => {
    // qnorm(.975) + qnorm(.8) = 1.959963984540054 + 0.8416212335729143
    expect(powerFactor()).toBeCloseTo(2.801585218, 8);
    expect(mdeFromStandardError(2 / Math.sqrt(100))?.value).toBeCloseTo(0.5603170436, 8);
    expect(mdeFromStandardError(0.1)).toMatchObject({ alpha: 0.05, power: 0.8 });
    expect(mdeFromStandardError(0.1, { alpha: 0.01 }, 9)).toMatchObject({ value: 0.1 * powerFactor({ alpha: 0.01 }, 9), alpha: 0.01, power: 0.8 });
    expect(mdeFromStandardError(null)).toBeNull();
  });

  it("grows with the family and with fewer clusters", () => {
    expect(powerFactor({ alpha: 0.005 })).toBeGreaterThan(powerFactor());
    expect(powerFactor({}, 9)).toBeCloseTo(2.2621571628 + 0.8834038596, 6); // qt(.975, 9) + qt(.8, 9)
  });

  it("counts clustered items for less", () => {
    expect(effectiveSampleSize(1000, 10, 0)).toBe(1000);
    expect(effectiveSampleSize(1000, 10, 1)).toBe(100);
  });
});

describe("the intraclass correlation", () => {
  it("is that of Shrout & Fleiss's example", () => {
    // Psychological Bulletin 86(2), 1979, tables 2 and 4: ICC(1,1) = .17 (0.1657 in more digits).
    const targets = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]];
    expect(intraclassCorrelation(targets)).toBeCloseTo(0.1657, 3);
  });

  it("is 1 when clusters are constant and undefined where it cannot be known", () => {
    expect(intraclassCorrelation([[1, 1], [2, 2, 2], [5, 5]])).toBe(1);
    expect(intraclassCorrelation([[1], [2]])).toBeNaN();
    expect(intraclassCorrelation([[1, 2]])).toBeNaN();
  });
});
