// How far a run is.
const LINE_SECONDS = 20;

/** One line that is written over on a terminal; elsewhere a line now and then, so that a log shows where time goes. */
export class Progress {
  readonly running = new Set<string>();
  readonly #label: string;
  readonly #total: number;
  readonly #started = performance.now();
  readonly #timer: NodeJS.Timeout;
  #shown = performance.now();
  #done = 0;
  #failed = 0;

  constructor(label: string, total: number) {
    this.#label = label;
    this.#total = total;
    this.#timer = setInterval(() => this.#show(), 1000).unref();
  }

  add(done: number, failed: number): void {
    this.#done += done;
    this.#failed = failed;
    this.#show();
  }

  #show(): void {
    const terminal = process.stderr.isTTY;
    if (performance.now() - this.#shown < (terminal ? 100 : LINE_SECONDS * 1000)) return;
    this.#shown = performance.now();
    const share = this.#total === 0 ? 1 : this.#done / this.#total;
    const seconds = ((performance.now() - this.#started) / 1000).toFixed(0);
    const counts = `${(share * 100).toFixed(0).padStart(3)} %  ${this.#failed} failed  ${seconds} s`;
    const files = [...this.running].map((name) => name.split("/").at(-1)).join(" ");
    if (!terminal) return void process.stderr.write(`${this.#label} ${counts}  at ${files}\n`);
    const bar = "█".repeat(Math.round(share * 24)).padEnd(24, "░");
    process.stderr.write(
      `\r\u001b[2K${`${this.#label.padEnd(6)} ${bar} ${counts}  ${files}`.slice(0, process.stderr.columns - 1)}`,
    );
  }

  end(): void {
    clearInterval(this.#timer);
    if (process.stderr.isTTY) process.stderr.write("\r\u001b[2K");
  }
}
