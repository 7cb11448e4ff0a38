// A progress bar on stderr, for runs longer than two seconds on a terminal.
import { duration } from "./report.ts";

const SHOW_AFTER_MS = 2000;
const REDRAW_MS = 100;
const BAR_CELLS = 30;

export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #total: number;
  readonly #started = performance.now();
  #done = 0;
  #drawn = false;
  #lastDraw = 0;
  readonly #timer: NodeJS.Timeout | null;

  constructor(stream: NodeJS.WriteStream, total: number) {
    this.#stream = stream;
    this.#total = total;
    this.#timer = stream.isTTY ? setInterval(() => this.#draw(), REDRAW_MS).unref() : null;
  }

  /** One more is done. */
  advance(): void {
    this.#done++;
    if (performance.now() - this.#lastDraw >= REDRAW_MS) this.#draw();
  }

  /** Takes the bar off the terminal, so that a line can be written. */
  clear(): void {
    if (this.#drawn) this.#stream.write("\r\u001b[2K");
    this.#drawn = false;
  }

  end(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.clear();
  }

  #draw(): void {
    const elapsed = performance.now() - this.#started;
    if (!this.#timer || elapsed < SHOW_AFTER_MS) return;
    this.#lastDraw = performance.now();
    const filled = Math.floor((this.#done / this.#total) * BAR_CELLS);
    const bar = "█".repeat(filled) + "░".repeat(BAR_CELLS - filled);
    this.#stream.write(`\r\u001b[2K${bar} ${this.#done}/${this.#total}  ${duration(elapsed)}`);
    this.#drawn = true;
  }
}
