import { describe, expect, it } from "vitest";
import type { ExplainRequest } from "./explanation";
import { askedTokensSchema, questionParams, questionQuerySchema } from "./question";

const through = (question: ExplainRequest) => questionQuerySchema.parse(Object.fromEntries(questionParams(question)));

describe("a question in an address", () => {
  it("comes out as it went in, with tokens by id or by text", () => {
    const questions: ExplainRequest[] = [
      { position: 0, target: null, foil: null },
      { position: 7, target: { id: 0 }, foil: { text: " a&b=c" } },
      { position: 7, target: { text: "0" }, foil: { id: 99 } },
    ];
    for (const question of questions) expect(through(question)).toEqual(question);
  });

  it("is refused without a position, and with one or a token that can be none", () => {
    for (const query of [{}, { position: "-1" }, { position: "1.5" }, { position: "x" }, { position: "1", target: "-3" }, { position: "1", foilText: "" }]) {
      expect(questionQuerySchema.safeParse(query).success).toBe(false);
    }
  });

  it("asks a lens about no token where none is named", () => {
    expect(askedTokensSchema.parse({})).toEqual({ target: null, foil: null });
    expect(askedTokensSchema.parse({ target: "5" })).toEqual({ target: 5, foil: null });
  });
});
