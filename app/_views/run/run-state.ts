import type { ErrorBody } from "@/lib/domain/errors";
import type { InspectionEvent, StreamedToken, TokenTable } from "@/lib/domain/inspection";

/** What is known of a run while it goes on, put together from its events. */
export interface RunState {
  phase: "starting" | "queued" | "loading" | "prompt" | "generating" | "writing" | "done" | "failed";
  /** Runs before this one. */
  ahead: number;
  /** 0 … 1 of the model, while loading. */
  loaded: number;
  prompt: { done: number; total: number } | null;
  /** By position, without gaps. */
  tokens: readonly StreamedToken[];
  tokensPerSecond: number | null;
  /** 0 … 1 of the trace, while writing. */
  written: number;
  stopped: boolean;
  error: ErrorBody | null;
}

export const freshRun: RunState = {
  phase: "starting",
  ahead: 0,
  loaded: 0,
  prompt: null,
  tokens: [],
  tokensPerSecond: null,
  written: 0,
  stopped: false,
  error: null,
};

/** Events in order. After a lost connection the story is told again from the start: a token may come twice, and the later one knows more. */
export function reduceRun(state: RunState, events: readonly InspectionEvent[]): RunState {
  return events.reduce(step, state);
}

function step(state: RunState, event: InspectionEvent): RunState {
  switch (event.type) {
    case "queued":
      return { ...state, phase: "queued", ahead: event.ahead };
    case "loading":
      return { ...state, phase: "loading", loaded: event.fraction };
    case "prompt":
      return { ...state, phase: "prompt", prompt: { done: event.done, total: event.total } };
    case "tokens":
      return {
        ...state,
        phase: event.tokens.some((token) => !token.prompt) ? "generating" : state.phase,
        tokens: merge(state.tokens, event.tokens),
        tokensPerSecond: event.tokensPerSecond ?? state.tokensPerSecond,
      };
    case "writing":
      return { ...state, phase: "writing", written: event.fraction };
    case "done":
      return { ...state, phase: "done", stopped: event.state === "stopped" };
    case "failed":
      return { ...state, phase: "failed", error: event.error };
  }
}

function merge(known: readonly StreamedToken[], arrived: readonly StreamedToken[]): readonly StreamedToken[] {
  const tokens = [...known];
  for (const token of arrived) {
    // A gap would misplace what follows; the story is told in order, so a token beyond the end is not taken.
    if (token.index <= tokens.length) tokens[token.index] = token;
  }
  return tokens;
}

/** Streamed tokens in the form that a finished inspection has. */
export function runTable(tokens: readonly StreamedToken[]): { table: TokenTable; promptTokens: number } {
  return {
    table: {
      ids: tokens.map((token) => token.id),
      bytes: tokens.map((token) => token.bytes),
      special: tokens.map((token) => token.special),
      logprob: tokens.map((token) => token.logprob),
      rank: tokens.map((token) => token.rank),
      entropy: tokens.map((token) => token.entropy),
    },
    promptTokens: tokens.filter((token) => token.prompt).length,
  };
}

/** What a person reads beside the progress bar; `value` is null while the end is unknown. */
export function runProgress(state: RunState, generate: number | null): { label: string; value: number | null; detail: string } {
  const rate = state.tokensPerSecond === null ? "" : `${state.tokensPerSecond.toFixed(state.tokensPerSecond < 10 ? 1 : 0)} tokens/s`;
  const written = state.tokens.filter((token) => !token.prompt).length;
  switch (state.phase) {
    case "starting":
      return { label: "Starting", value: null, detail: "" };
    case "queued":
      return state.ahead === 0
        ? { label: "Waiting for the engine", value: null, detail: "" }
        : { label: "Waiting", value: null, detail: state.ahead === 1 ? "1 run is ahead of this one" : `${state.ahead} runs are ahead of this one` };
    case "loading":
      return { label: "Loading the model", value: state.loaded, detail: `${Math.round(state.loaded * 100)} %` };
    case "prompt":
      return { label: "Reading the prompt", value: share(state.prompt?.done, state.prompt?.total), detail: `${state.prompt?.done ?? 0} / ${state.prompt?.total ?? 0} tokens` };
    case "generating":
      return {
        label: "Writing",
        value: generate === null ? null : share(written, generate),
        detail: [generate === null ? `${written} tokens` : `${written} / ${generate} tokens`, rate].filter(Boolean).join(" · "),
      };
    case "writing":
      return { label: "Saving what was captured", value: state.written, detail: `${Math.round(state.written * 100)} %` };
    case "done":
      return { label: state.stopped ? "Stopped; what was captured is kept" : "Done", value: 1, detail: rate };
    case "failed":
      return { label: "Failed", value: 0, detail: "" };
  }
}

const share = (done: number | undefined, total: number | undefined): number | null => (done === undefined || !total ? null : Math.min(1, done / total));
