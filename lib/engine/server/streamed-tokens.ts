import type { StreamedToken } from "@/lib/domain/inspection";
import type { Model, TokenFigures } from "@/native/index";

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** A token as it goes over the event stream; NaN and −1, which JSON or a reader would take for values, become null. */
export function streamedToken(model: Model, figures: TokenFigures, promptTokens: number): StreamedToken {
  return {
    index: figures.index,
    id: figures.id,
    bytes: Buffer.from(model.tokenBytes(figures.id)).toString("base64"),
    special: model.isControl(figures.id),
    logprob: orNull(figures.logprob),
    rank: figures.rank < 1 ? null : figures.rank,
    entropy: orNull(figures.entropy),
    prompt: figures.index < promptTokens,
  };
}

/** Tokens per second over the last two seconds of generation; null until there are two tokens. */
export class SpeedMeter {
  private times: number[] = [];

  add(now: number): number | null {
    this.times.push(now);
    const recent = this.times.findIndex((time) => now - time <= 2_000);
    this.times = this.times.slice(Math.min(recent, this.times.length - 2));
    const first = this.times[0];
    return first === undefined || now === first ? null : ((this.times.length - 1) * 1_000) / (now - first);
  }
}
