// When something is to happen, by step: never, always, =123 at exactly that step, %123 at every 123rd.
import { MAX_U64 } from "./state.ts";

export class StepPattern {
  readonly #kind: "never" | "always" | "exact" | "every";
  readonly #number: bigint;

  private constructor(kind: "never" | "always" | "exact" | "every", number: bigint) {
    this.#kind = kind;
    this.#number = number;
  }

  /** null when the text is no pattern. */
  static parse(text: string): StepPattern | null {
    if (text === "" || text === "never") return new StepPattern("never", 0n);
    if (text === "always") return new StepPattern("always", 0n);
    const number = /^[=%](0|[1-9][0-9]{0,19})$/.exec(text)?.[1];
    if (number === undefined || BigInt(number) > MAX_U64) return null;
    if (text.startsWith("=")) return new StepPattern("exact", BigInt(number));
    return number === "0" ? null : new StepPattern("every", BigInt(number));
  }

  matches(step: bigint): boolean {
    return this.next(step) === step;
  }

  /** The first step from this one on that matches; null when there is none. */
  next(step: bigint): bigint | null {
    switch (this.#kind) {
      case "never":
        return null;
      case "always":
        return step;
      case "exact":
        return this.#number >= step ? this.#number : null;
      case "every": {
        const past = step % this.#number;
        return past === 0n ? step : step - past + this.#number;
      }
    }
  }
}
