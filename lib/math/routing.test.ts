import { expect, test } from "vitest";
import { expertStatistics, gatesOfExpert, type RouterChoice } from "./routing";

// Four tokens, two of four experts each.
const choice: RouterChoice = {
  experts: Int32Array.from([0, 1, 0, 2, 0, 1, 2, 1]),
  weights: Float64Array.from([0.75, 0.25, 0.5, 0.5, 1, 0, 0.25, 0.5]),
  used: 2,
};

test("selection rates count tokens and add up to k", () => {
  const { selectionRate, tokens } = expertStatistics(choice, 4);
  expect(tokens).toBe(4);
  expect([...selectionRate]).toEqual([0.75, 0.75, 0.5, 0]);
  expect(selectionRate.reduce((a, b) => a + b, 0)).toBe(2);
});

test("load is 1 where an expert gets its even share", () => {
  expect([...expertStatistics(choice, 4).load]).toEqual([1.5, 1.5, 1, 0]);
});

test("mean gate is taken over the tokens that chose the expert, and is not a number where none did", () => {
  const { meanGate } = expertStatistics(choice, 4);
  expect(meanGate[0]).toBe(0.75);
  expect(meanGate[1]).toBe(0.25);
  expect(meanGate[3]).toBeNaN();
});

test("gate mass is selection rate times mean gate", () => {
  const { gateMass, selectionRate, meanGate } = expertStatistics(choice, 4);
  for (const expert of [0, 1, 2]) expect(gateMass[expert]).toBeCloseTo(selectionRate[expert]! * meanGate[expert]!, 12);
  expect(gateMass[3]).toBe(0);
});

test("a range of tokens is counted alone", () => {
  const { chosen, tokens } = expertStatistics(choice, 4, 2, 4);
  expect(tokens).toBe(2);
  expect([...chosen]).toEqual([1, 2, 1, 0]);
});

test("a token that was not routed is in no expert's count", () => {
  const { chosen } = expertStatistics({ experts: [-1, -1, 3, 1], weights: [0, 0, 1, 1], used: 2 }, 4);
  expect([...chosen]).toEqual([0, 1, 0, 1]);
});

test("tokens that passed an expert by are null, not 0", () => {
  expect(gatesOfExpert(choice, 1)).toEqual([0.25, null, 0, 0.5]);
});
