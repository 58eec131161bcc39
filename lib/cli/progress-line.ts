import type { WriteStream } from "node:tty";

const LEAST_INTERVAL_MS = 80;
/** Some terminals do not say how wide they are: Node then tells 0. */
const USUAL_COLUMNS = 80;
const ERASE = "\r\u001b[2K";

/** One line of a terminal that is written over. Says nothing where `stream` is not a terminal. */
export class ProgressLine {
  private shownAt = 0;
  private visible = false;

  constructor(private readonly stream: Pick<WriteStream, "isTTY" | "columns"> & { write(text: string): unknown }) {}

  show(text: string): void {
    if (!this.stream.isTTY) return;
    if (text === "") return this.clear();
    const now = performance.now();
    if (this.visible && now - this.shownAt < LEAST_INTERVAL_MS) return;
    this.shownAt = now;
    this.visible = true;
    this.stream.write(ERASE + text.slice(0, (this.stream.columns || USUAL_COLUMNS) - 1));
  }

  /** Before anything else is written to the terminal. */
  clear(): void {
    if (this.visible) this.stream.write(ERASE);
    this.visible = false;
  }
}
