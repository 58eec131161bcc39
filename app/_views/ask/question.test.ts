import { describe, expect, it } from "vitest";
import type { ViewState } from "@/lib/domain/view-state";
import { askedQuestion, askParameter, explainRequest } from "./question";

const asked = (state: Pick<ViewState, "t" | "ask">) => askedQuestion([1, 10, 20, 30], 100, state);

describe("the question in the address", () => {
  it("is why the token that stands there, unless another is named", () => {
    expect(asked({ t: 2, ask: undefined }).question).toEqual({ place: 2, taken: 20, target: 20, foil: null });
    expect(asked({ t: 2, ask: "2.40.50" }).question).toEqual({ place: 2, taken: 20, target: 40, foil: 50 });
    expect(asked({ t: 2, ask: "2..50" }).question).toEqual({ place: 2, taken: 20, target: 20, foil: 50 });
  });

  it("does not follow to another place", () => {
    expect(asked({ t: 3, ask: "2.40.50" }).question).toEqual({ place: 3, taken: 30, target: 30, foil: null });
  });

  it("survives the way through the address", () => {
    const question = { place: 2, taken: 20, target: 40, foil: 7 };
    expect(asked({ t: 2, ask: askParameter(question) }).question).toEqual(question);
    expect(askParameter({ place: 2, taken: 20, target: 20, foil: null })).toBeUndefined();
  });

  it("is refused by name where there is nothing to ask", () => {
    expect(asked({ t: undefined, ask: undefined }).problem?.title).toBe("No token is locked");
    expect(asked({ t: 9, ask: undefined }).problem?.title).toBe("Position 9 lies outside of this run");
    expect(asked({ t: 0, ask: undefined }).problem?.title).toMatch(/first token/);
    expect(asked({ t: 2, ask: "2.400." }).problem?.title).toBe("Token 400 does not exist in this model");
    expect(asked({ t: 2, ask: "2..20" }).problem?.title).toBe("Both tokens are the same");
  });

  it("is put to the server from the token before", () => {
    expect(explainRequest({ place: 2, taken: 20, target: 40, foil: null })).toEqual({ position: 1, target: { id: 40 }, foil: null });
  });
});
