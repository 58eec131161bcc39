import { describe, expect, it } from "vitest";
import type { StreamedToken } from "@/lib/domain/inspection";
import { freshRun, reduceRun, runProgress, runTable } from "./run-state";

const token = (index: number, prompt: boolean, entropy: number | null = null): StreamedToken => ({
  index,
  id: index + 100,
  bytes: btoa("x"),
  special: false,
  logprob: index === 0 ? null : -1,
  rank: index === 0 ? null : 1,
  entropy,
  prompt,
});
const tokens = (...list: StreamedToken[]) => ({ type: "tokens" as const, tokens: list, tokensPerSecond: list[0]?.prompt ? null : 50 });

describe("a run told by its events", () => {
  it("goes from waiting over loading, prompt and writing to done", () => {
    let state = freshRun;
    const phases = [
      { type: "queued" as const, ahead: 1 },
      { type: "loading" as const, fraction: 0.5 },
      { type: "prompt" as const, done: 2, total: 2 },
      tokens(token(0, true), token(1, true)),
      tokens(token(2, false)),
      { type: "writing" as const, fraction: 0.3 },
      { type: "done" as const, id: "a", state: "complete" as const },
    ].map((event) => (state = reduceRun(state, [event])).phase);
    expect(phases).toEqual(["queued", "loading", "prompt", "prompt", "generating", "writing", "done"]);
    expect(state.tokens.map((t) => t.index)).toEqual([0, 1, 2]);
  });

  it("keeps one of each token when the story is told again, the one that knows more", () => {
    const once = reduceRun(freshRun, [tokens(token(0, true), token(1, true)), tokens(token(2, false))]);
    const twice = reduceRun(once, [{ type: "queued", ahead: 0 }, tokens(token(0, true, 0.5), token(1, true, 0.7)), tokens(token(2, false, 1), token(3, false))]);
    expect(twice.tokens.map((t) => [t.index, t.entropy])).toEqual([
      [0, 0.5],
      [1, 0.7],
      [2, 1],
      [3, null],
    ]);
  });

  it("never takes a token beyond a gap, which would be drawn in the wrong place", () => {
    expect(reduceRun(freshRun, [tokens(token(0, true), token(5, false))]).tokens.map((t) => t.index)).toEqual([0]);
  });

  it("counts prompt and written tokens apart and keeps first places unmeasured", () => {
    const { table, promptTokens } = runTable([token(0, true), token(1, true), token(2, false)]);
    expect(promptTokens).toBe(2);
    expect(table.logprob).toEqual([null, -1, -1]);
  });

  it("keeps what was written when it fails, with the reason", () => {
    const state = reduceRun(freshRun, [tokens(token(0, true)), { type: "failed", error: { code: "engine-crashed", message: "The engine ended." } }]);
    expect(state.tokens).toHaveLength(1);
    expect(state.error?.code).toBe("engine-crashed");
  });

  it("says how far it is in words and as a share, and admits when the end is unknown", () => {
    const writing = reduceRun(freshRun, [tokens(token(0, true)), tokens(token(1, false), token(2, false))]);
    expect(runProgress(writing, 8)).toEqual({ label: "Writing", value: 0.25, detail: "2 / 8 tokens · 50 tokens/s" });
    expect(runProgress(writing, null).value).toBeNull();
    expect(runProgress(reduceRun(freshRun, [{ type: "queued", ahead: 2 }]), 8).detail).toBe("2 runs are ahead of this one");
    expect(runProgress(reduceRun(freshRun, [{ type: "loading", fraction: 0.42 }]), 8)).toEqual({ label: "Loading the model", value: 0.42, detail: "42 %" });
  });
});
