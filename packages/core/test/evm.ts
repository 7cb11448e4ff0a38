// The EVM on a small state: what the EVM's tests and benchmarks share. Entry: assembly/testing/evm.ts.
import type { Loaded } from "./load.js";

export const FORKS = [
  "frontier",
  "homestead",
  "dao",
  "tangerineWhistle",
  "spuriousDragon",
  "byzantium",
  "constantinople",
  "petersburg",
  "istanbul",
  "muirGlacier",
  "berlin",
  "london",
  "arrowGlacier",
  "grayGlacier",
  "paris",
  "shanghai",
  "cancun",
  "prague",
  "osaka",
] as const;
export type Fork = (typeof FORKS)[number];

export interface AccountState {
  balance?: bigint;
  nonce?: bigint;
  code?: Uint8Array;
  storage?: Map<bigint, bigint>;
}

export interface Call {
  /** Absent: a creation. */
  to?: bigint;
  from?: bigint;
  value?: bigint;
  data?: Uint8Array;
  gas?: bigint;
  isStatic?: boolean;
}

export interface Outcome {
  status: "success" | "revert" | "exception";
  gasLeft: bigint;
  output: string;
  refund: bigint;
  logs: { address: string; topics: string[]; data: string }[];
  created: string;
}

const STATUS = ["success", "revert", "exception"] as const;

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
export const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replace(/^0x/, ""), "hex"));
/** 20 bytes, big-endian. */
export const addressBytes = (address: bigint): Uint8Array => bytes(address.toString(16).padStart(40, "0"));

export const CALLER = 0xca11e7n;
export const COINBASE = 0xc01bn;
export const CONTRACT = 0xc0den;

/** What BLOCK opcodes give in these tests. */
export const ENVIRONMENT = {
  chainId: 1n,
  number: 1_000n,
  timestamp: 1_700_000_000n,
  gasLimit: 30_000_000n,
  difficulty: 0x1234_5678_9abc_def0_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0001n,
  baseFee: 7n,
  blobBaseFee: 3n,
  gasPrice: 10n,
} as const;

export class Evm {
  constructor(
    readonly loaded: Loaded,
    fork: Fork,
  ) {
    const { exports } = loaded;
    exports.reset!();
    exports.setFork!(FORKS.indexOf(fork));
    exports.setBlockEnvironment!(ENVIRONMENT.chainId, ENVIRONMENT.number, ENVIRONMENT.timestamp, ENVIRONMENT.gasLimit);
    loaded.write(exports.coinbase!(), addressBytes(COINBASE));
    loaded.write(exports.origin!(), addressBytes(CALLER));
    loaded.writeWord(exports.difficulty!(), ENVIRONMENT.difficulty);
    loaded.writeWord(exports.baseFee!(), ENVIRONMENT.baseFee);
    loaded.writeWord(exports.blobBaseFee!(), ENVIRONMENT.blobBaseFee);
    loaded.writeWord(exports.gasPrice!(), ENVIRONMENT.gasPrice);
  }

  private at(address: bigint): number {
    return this.loaded.exports.accountAt!(this.loaded.place(addressBytes(address)));
  }

  setBlobHashes(hashes: Uint8Array[]): void {
    this.loaded.exports.setTransactionEnvironment!(
      this.loaded.place(new Uint8Array(Buffer.concat(hashes))),
      hashes.length,
    );
  }

  setAccount(address: bigint, state: AccountState): void {
    const { exports } = this.loaded;
    const account = this.at(address);
    exports.makeAccount!(account, state.nonce ?? 0n);
    exports.setBalance!(account, this.loaded.placeWord(state.balance ?? 0n));
    if (state.code?.length) exports.setCode!(account, this.loaded.place(state.code), state.code.length);
    for (const [key, value] of state.storage ?? [])
      exports.storageSet!(account, this.loaded.placeWord(key), this.loaded.placeWord(value));
  }

  /** Starts a transaction in which these addresses are warm. */
  begin(warm: bigint[] = []): void {
    this.loaded.exports.beginTransaction!();
    for (const address of warm) this.loaded.exports.warm!(this.loaded.place(addressBytes(address)));
  }

  end(deleteEmpty = true): void {
    this.loaded.exports.endTransaction!(deleteEmpty);
  }

  run(call: Call): Outcome {
    const { exports } = this.loaded;
    const data = call.data ?? new Uint8Array(0);
    const status = exports.message!(
      call.to === undefined ? 1 : 0,
      this.loaded.place(addressBytes(call.from ?? CALLER)),
      call.to === undefined ? 0 : this.loaded.place(addressBytes(call.to)),
      this.loaded.placeWord(call.value ?? 0n),
      this.loaded.place(data),
      data.length,
      call.gas ?? 10_000_000n,
      call.isStatic ? 1 : 0,
    );
    return {
      status: STATUS[status]!,
      gasLeft: exports.gasLeft!(),
      output: hex(this.loaded.read(exports.output!(), exports.outputLength!())),
      refund: exports.getRefund!(),
      logs: this.logs(),
      created: hex(this.loaded.read(exports.created!(), 20)),
    };
  }

  logs(): Outcome["logs"] {
    const { exports } = this.loaded;
    return Array.from({ length: exports.logCount!() }, (_, i) => {
      const log = exports.logAt!(i);
      return {
        address: hex(this.loaded.read(exports.logAddressOf!(log), 20)),
        topics: Array.from({ length: exports.logTopicCount!(log) }, (_, t) =>
          hex(this.loaded.read(exports.logTopics!(log) + 32 * t, 32)),
        ),
        data: hex(this.loaded.read(exports.logData!(log), exports.logDataLength!(log))),
      };
    });
  }

  storage(address: bigint, key: bigint): bigint {
    return this.loaded.readWord(this.loaded.exports.storageGet!(this.at(address), this.loaded.placeWord(key)));
  }
  balance(address: bigint): bigint {
    return this.loaded.readWord(this.loaded.exports.balanceOf!(this.at(address)));
  }
  nonce(address: bigint): bigint {
    return BigInt.asUintN(64, this.loaded.exports.nonceOf!(this.at(address)));
  }
  exists(address: bigint): boolean {
    return this.loaded.exports.existsOf!(this.at(address)) !== 0;
  }
  codeHash(address: bigint): string {
    return hex(this.loaded.read(this.loaded.exports.codeHashOf!(this.at(address)), 32));
  }
}
