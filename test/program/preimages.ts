// A run's preimages one by one: what the program read, and the same run with one of them withheld or changed. Nothing stands between
// the core and the bytes here: it has to notice by itself.
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import type { BootInfo } from "@assay/program/bootInfo";
import { type CoreRun, runCore } from "@assay/program/coreRun";
import { endedBy, type Judgement, judge } from "@assay/program/judge";
import type { PreimageStore } from "@assay/program/store";
import { StoreOracle } from "@assay/program/storeOracle";
import { VerifiedStore } from "@assay/program/verifiedStore";

const LOCAL = 1;

/** One thing that the program asked for: a preimage by its key, or a blob by its versioned hash. */
export interface Read {
  readonly kind: "preimage" | "blob";
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

export class PreimageRun {
  readonly #module: WebAssembly.Module;
  readonly #oracle: StoreOracle;
  /** In the order in which they were first asked for; boot values are not among them. */
  readonly reads: readonly Read[];
  readonly judgement: Judgement;

  /** `data` has to have everything. */
  constructor(module: WebAssembly.Module, boot: BootInfo, data: PreimageStore) {
    this.#module = module;
    this.#oracle = new StoreOracle(boot, new VerifiedStore(data));
    const reads = new Map<string, Read>();
    const note = (kind: Read["kind"], key: Uint8Array, value: Uint8Array): Uint8Array => {
      const name = `${kind} ${toHex(key)}`;
      if (key[0] !== LOCAL && !reads.has(name)) reads.set(name, { kind, key: key.slice(), value });
      return value;
    };
    this.judgement = this.#judge(note);
    this.reads = [...reads.values()];
  }

  /** The run again, with another answer in one place; null withholds it. */
  with(read: Read, value: Uint8Array | null): Judgement {
    return this.#judge((kind, key, own) => {
      if (kind !== read.kind || Buffer.compare(key, read.key) !== 0) return own;
      if (value === null) throw new InputError("PREIMAGE_MISSING", "withheld", { at: toHex(key) });
      return value;
    });
  }

  #judge(answer: (kind: Read["kind"], key: Uint8Array, value: Uint8Array) => Uint8Array): Judgement {
    let run: CoreRun;
    try {
      run = runCore(
        this.#module,
        { call: "program" },
        {
          hint: (text) => this.#oracle.hint(text),
          preimage: (key) => answer("preimage", key, this.#oracle.preimage(key)),
          blob: (hash) => answer("blob", hash, this.#oracle.blob(hash)),
        },
      );
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return endedBy(error);
    }
    return judge(run);
  }
}

/** The bytes with one bit changed. */
export function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const changed = bytes.slice();
  changed[bit >> 3]! ^= 1 << (bit & 7);
  return changed;
}
