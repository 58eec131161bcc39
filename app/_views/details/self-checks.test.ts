import { describe, expect, it } from "vitest";
import { checkAttention, checkEntropies, checkProbabilities, checkRouting, checkTaken } from "./self-checks";

const whole = Math.log(Math.exp(2) + Math.exp(1) + Math.exp(0));
const values = { shape: [2, 2], data: [2, 1, 2, 1] };
const ids = { shape: [2, 2], data: [10, 11, 10, 11] };
const betas = [0.5, 1];
const byBeta = { shape: [2, 2], data: [9, whole, 9, whole] };

describe("self-checks", () => {
  it("pass on numbers that agree", () => {
    expect(checkProbabilities(values, [whole, whole], byBeta, betas).passed).toBe(true);
    const table = { ids: [1, 11, 10], logprob: [null, 1 - whole, 2 - whole], rank: [null, 2, 1] };
    expect(checkTaken(table, ids, values, [whole, whole])).toMatchObject({ passed: true, found: "2 tokens, largest deviation 0" });
    expect(checkEntropies([0, Math.log(3), null], 3).passed).toBe(true);
    expect(checkAttention({ shape: [2, 2], data: [1, 0, 0.5, 0.5] }).passed).toBe(true);
    expect(checkRouting({ shape: [2, 2], data: [0, 3, 1, 2] }, 4).passed).toBe(true);
  });

  it("fail when kept probabilities exceed the whole, or two log-sums differ", () => {
    expect(checkProbabilities(values, [1, whole], byBeta, betas).passed).toBe(false);
    expect(checkProbabilities(values, [whole, whole], { shape: [2, 2], data: [9, whole, 9, whole + 0.1] }, betas).passed).toBe(false);
  });

  it("fail when a token's log-probability or rank contradicts its candidates", () => {
    expect(checkTaken({ ids: [1, 11], logprob: [null, -9], rank: [null, 2] }, ids, values, [whole, whole]).passed).toBe(false);
    expect(checkTaken({ ids: [1, 11], logprob: [null, 1 - whole], rank: [null, 1] }, ids, values, [whole, whole]).passed).toBe(false);
  });

  it("allow tokens with the same logit to share the better rank", () => {
    const tied = { shape: [1, 2], data: [1, 1] };
    const sum = 1 + Math.log(2);
    expect(checkTaken({ ids: [1, 11], logprob: [null, 1 - sum], rank: [null, 1] }, { shape: [1, 2], data: [10, 11] }, tied, [sum]).passed).toBe(true);
  });

  it("fail on impossible entropies, attention to the future and doubled experts", () => {
    expect(checkEntropies([Math.log(4)], 3).passed).toBe(false);
    expect(checkAttention({ shape: [2, 2], data: [0.9, 0.1, 0.5, 0.5] }).passed).toBe(false);
    expect(checkAttention({ shape: [1, 1], data: [0.9] }).passed).toBe(false);
    expect(checkRouting({ shape: [1, 2], data: [3, 3] }, 4).passed).toBe(false);
    expect(checkRouting({ shape: [1, 2], data: [3, 4] }, 4).passed).toBe(false);
  });

  it("know what was not measured from what passed", () => {
    expect(checkProbabilities({ shape: [1, 1], data: [NaN] }, [NaN], byBeta, betas).passed).toBeNull();
    expect(checkEntropies([null], 3).passed).toBeNull();
    expect(checkAttention(null).passed).toBeNull();
    expect(checkRouting(null, 4).passed).toBeNull();
  });
});
