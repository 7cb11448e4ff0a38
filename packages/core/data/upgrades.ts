// The table of network upgrade transactions (data/upgrades), as assembly/derivation/upgrades.ts reads it: u32 number of forks;
// then per fork u32 fork (its place in rollupConfig.ts), u32 number of transactions, u32 bytes that follow; and per
// transaction u64 gas, 20 bytes sender, u32 1 when there is a recipient, 20 bytes recipient, u32 length of the intent, u32
// length of the data, both of them padded to 4 bytes. All little-endian.
import { readFileSync } from "node:fs";

interface Bundle {
  readonly transactions: readonly {
    readonly intent: string;
    readonly from: string;
    readonly to: string | null;
    readonly gasLimit: number;
    /** Hex, or the name of a file with hex. */
    readonly data: string;
  }[];
}

/** Forks with a bundle, by their place in assembly/derivation/rollupConfig.ts. */
const FORKS: Record<string, number> = { ecotone: 3, fjord: 4, isthmus: 7, jovian: 8, interop: 9 };

function read(name: string): string {
  return readFileSync(new URL(`upgrades/${name}`, import.meta.url), "utf8");
}

function hexBytes(text: string): Buffer {
  if (!/^(0x)?([0-9a-f]{2})*$/i.test(text)) throw new Error(`"${text.slice(0, 40)}" is not hex`);
  return Buffer.from(text.replace(/^0x/, ""), "hex");
}

function u32(...values: number[]): Buffer {
  return Buffer.from(new Uint32Array(values).buffer);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

export function networkUpgrades(): Uint8Array {
  const forks = Object.entries(FORKS).map(([name, fork]) => {
    const { transactions } = JSON.parse(read(`${name}.json`)) as Bundle;
    const records = transactions.map(({ intent, from, to, gasLimit, data }) => {
      const text = Buffer.from(intent, "utf8");
      const bytes = hexBytes(data.endsWith(".hex") ? read(data).trim() : data);
      const addresses = [hexBytes(from), u32(to === null ? 0 : 1), to === null ? Buffer.alloc(20) : hexBytes(to)];
      return Buffer.concat([
        u32(gasLimit, 0),
        ...addresses,
        u32(text.length, bytes.length),
        padded(text),
        padded(bytes),
      ]);
    });
    const body = Buffer.concat(records);
    return Buffer.concat([u32(fork, transactions.length, body.length), body]);
  });
  return Buffer.concat([u32(forks.length), ...forks]);
}
