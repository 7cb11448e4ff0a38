// How far a machine is, on stderr: for runs longer than two seconds, on a terminal. Nobody knows how long a program runs, so there is no
// bar to fill, only a limit.
import { duration } from "./report.ts";

const SHOW_AFTER_MS = 2000;
const REDRAW_MS = 100;

export class CycleProgress {
  readonly #stream: NodeJS.WriteStream;
  readonly #started = performance.now();
  #drawn = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** The machine is here; called now and then. */
  at(cycles: number): void {
    const now = performance.now();
    const elapsed = now - this.#started;
    if (!this.#stream.isTTY || elapsed < SHOW_AFTER_MS || now - this.#drawn < REDRAW_MS) return;
    this.#drawn = now;
    const millions = (cycles / 1e6).toFixed(0).replace(/\B(?=(\d{3})+$)/g, ",");
    const speed = (cycles / elapsed / 1000).toFixed(0);
    this.#stream.write(`\r\u001b[2K${millions} million cycles  ${speed} M/s  ${duration(elapsed)}`);
  }

  /** Takes it off the terminal. */
  end(): void {
    if (this.#drawn > 0) this.#stream.write("\r\u001b[2K");
    this.#drawn = 0;
  }
}
