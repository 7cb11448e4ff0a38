// Values of options under any of their names, or from the environment, each with its kind. What is wrong is wrong use.
import type { Hex } from "@assay/core/hex";
import { UsageError } from "./exitCodes.ts";
import type { OptionRow } from "./optionRows.ts";

export type Raw = Readonly<Record<string, string | boolean | undefined>>;

export const HASH = /^0x[0-9a-fA-F]{64}$/;
const MAX_U64 = (1n << 64n) - 1n;

/** Names that a variable of somebody else's could well have. */
const NOT_FROM_ENVIRONMENT = new Set(["from", "to", "witness"]);

function camel(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function variable(name: string): string {
  return name.toUpperCase().replaceAll("-", "_");
}

export class FlagReader {
  readonly #flags: Raw;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #rows: readonly OptionRow[];

  constructor(flags: Raw, environment: NodeJS.ProcessEnv, rows: readonly OptionRow[]) {
    this.#flags = flags;
    this.#environment = environment;
    this.#rows = rows;
  }

  /** null when it was not given. @throws UsageError when it was given twice */
  value(name: string): string | null {
    const [, , aliases] = this.#rows.find(([own]) => own === name)!;
    const given = [name, ...aliases].filter((one) => this.#flags[camel(one)] !== undefined);
    if (given.length > 1) throw new UsageError(`--${given.join(" and --")} are the same option: give one.`);
    if (given.length === 1) return this.#flags[camel(given[0]!)] as string;
    return NOT_FROM_ENVIRONMENT.has(name) ? null : this.#environment[variable(name)] || null;
  }

  needed(name: string): string {
    const given = this.value(name);
    if (given === null) throw new UsageError(`--${name} is missing.`);
    return given;
  }

  isOn(name: string): boolean {
    const set = this.#environment[variable(name)];
    return this.#flags[camel(name)] === true || (set !== undefined && /^(1|true|yes|on)$/i.test(set));
  }

  hash(name: string): Hex {
    const given = this.needed(name);
    if (!HASH.test(given)) throw new UsageError(`--${name}: 0x and 64 hex digits are needed.`);
    return given.toLowerCase() as Hex;
  }

  /** null when it was not given. */
  number(name: string): bigint | null {
    const given = this.value(name);
    if (given === null) return null;
    const read = /^(0|[1-9][0-9]{0,19})$/.test(given) ? BigInt(given) : null;
    if (read === null || read > MAX_U64) throw new UsageError(`--${name}: a number below 2^64 is needed.`);
    return read;
  }

  /** null when it was not given. */
  positive(name: string): number | null {
    const given = this.value(name);
    if (given === null) return null;
    if (!/^[1-9][0-9]{0,5}$/.test(given)) throw new UsageError(`--${name}: a whole number, 1 or more, is needed.`);
    return Number(given);
  }
}
