// What the claim is about, under local keys: given by the one who starts the program, never fetched.
import { InputError } from "@assay/core/inputError";

/** Idents of local keys. Specification: "Bootstrapping" of the fault-proof program; 6 and 7 are kona's. */
export const BOOT_IDENT = {
  l1Head: 1,
  agreedOutputRoot: 2,
  claimedOutputRoot: 3,
  claimedBlockNumber: 4,
  chainId: 5,
  rollupConfig: 6,
  l1ChainConfig: 7,
  /** The chain as the core takes it, for our guests: nothing parses JSON in a machine (docs/guests.md, "Input"). */
  chainInput: 17,
} as const;

export interface BootInfo {
  /** 32 bytes each. */
  readonly l1Head: Uint8Array;
  readonly agreedOutputRoot: Uint8Array;
  readonly claimedOutputRoot: Uint8Array;
  readonly claimedBlockNumber: bigint;
  readonly chainId: bigint;
  /** rollup.json and the L1 chain's configuration, for chains that the program does not know. */
  readonly rollupConfig: Uint8Array | null;
  readonly l1ChainConfig: Uint8Array | null;
}

function u64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

/** The local half of the oracle. */
export class BootStore {
  readonly #values: ReadonlyMap<number, Uint8Array>;

  constructor(boot: BootInfo) {
    const values: [number, Uint8Array | null][] = [
      [BOOT_IDENT.l1Head, boot.l1Head],
      [BOOT_IDENT.agreedOutputRoot, boot.agreedOutputRoot],
      [BOOT_IDENT.claimedOutputRoot, boot.claimedOutputRoot],
      [BOOT_IDENT.claimedBlockNumber, u64(boot.claimedBlockNumber)],
      [BOOT_IDENT.chainId, u64(boot.chainId)],
      [BOOT_IDENT.rollupConfig, boot.rollupConfig],
      [BOOT_IDENT.l1ChainConfig, boot.l1ChainConfig],
    ];
    for (const [ident, value] of values.slice(0, 3)) {
      if (value?.length !== 32) throw new InputError("FIELD_WRONG", "not 32 bytes", { at: `boot value ${ident}` });
    }
    this.#values = new Map(values.filter((entry): entry is [number, Uint8Array] => entry[1] !== null));
  }

  /** The value of a local key, or null. */
  get(key: Uint8Array): Uint8Array | null {
    if (key.subarray(1, 24).some((byte) => byte !== 0)) return null;
    const ident = new DataView(key.buffer, key.byteOffset).getBigUint64(24);
    return ident > 255n ? null : (this.#values.get(Number(ident)) ?? null);
  }
}
