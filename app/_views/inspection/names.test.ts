import { expect, test } from "vitest";
import { displayTokens } from "@/lib/domain/display-tokens";
import { tokenName } from "./names";

const base64 = (bytes: number[]) => btoa(String.fromCharCode(...bytes));
const display = displayTokens({ bytes: [base64([0x20, 0x61]), base64([0xc3]), base64([0xa9])], special: [false, false, false] });

test("a token is named by its visible text", () => {
  expect(tokenName(display, 0)).toBe("“·a”");
});

test("the later part of a character names the character", () => {
  expect(tokenName(display, 2)).toBe("a part of “é”");
});

test("a position outside the text is no token", () => {
  expect(tokenName(display, 9)).toBe("no token");
});
