import { describe, expect, it } from "vitest";
import type { InspectionEvent, StreamedToken } from "@/lib/domain/inspection";
import { EventStory } from "./event-story";
import { titleOf } from "./start";

const token = (index: number, entropy: number | null): StreamedToken => ({ index, id: index, bytes: "YQ==", special: false, logprob: null, rank: null, entropy, prompt: false });

describe("the story of a run", () => {
  it("is told whole to whoever comes late, each thing once, with the most that is known", () => {
    const story = new EventStory();
    story.add({ type: "queued", ahead: 1 });
    story.add({ type: "loading", fraction: 0.5 });
    story.add({ type: "loading", fraction: 1 });
    story.add({ type: "tokens", tokens: [token(0, null)], tokensPerSecond: null });
    story.add({ type: "tokens", tokens: [token(0, 1.5), token(1, null)], tokensPerSecond: 7 });
    const heard: InspectionEvent[] = [];
    story.follow((event) => heard.push(event));
    expect(heard).toEqual([
      { type: "queued", ahead: 1 },
      { type: "loading", fraction: 1 },
      { type: "tokens", tokens: [token(0, 1.5), token(1, null)], tokensPerSecond: 7 },
    ]);
    story.add({ type: "done", id: "x", state: "complete" });
    story.add({ type: "tokens", tokens: [token(2, null)], tokensPerSecond: 7 });
    expect(heard.at(-1)).toEqual({ type: "done", id: "x", state: "complete" });
    expect(story.ended).toBe(true);
  });
});

describe("titles", () => {
  it("are the prompt’s first line, cut at a word", () => {
    expect(titleOf("  One line\nand another")).toBe("One line");
    expect(titleOf("word ".repeat(40))).toMatch(/^(word )+word…$/);
    expect([...titleOf("🙂".repeat(200))].length).toBeLessThanOrEqual(61);
  });
});
