// Network upgrade transactions: deposits by which a fork changes contracts on L2 in its first block. They are data, the same files
// that the core is built with (packages/core/data/README.md). OP Stack specification, "Network upgrade automation transactions".
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { asArray, asBytes, asInteger, asObject, asString, required } from "@assay/chain/fields";
import type { RollupConfig, RollupFork } from "@assay/chain/rollupConfig";
import { toHex } from "@assay/core/hex";
import { encodeDeposit, upgradeSource } from "./depositTransaction.ts";
import { isActivation } from "./rollupForks.ts";

/** Forks that have such transactions, in the order in which they activate. */
export const UPGRADING_FORKS = ["ecotone", "fjord", "isthmus", "jovian"] as const satisfies readonly RollupFork[];
export type UpgradingFork = (typeof UPGRADING_FORKS)[number];

const require = createRequire(import.meta.url);
const read = (path: string) => readFileSync(require.resolve(`@assay/core/data/${path}`));
/** 0x hex, whether or not the file has the prefix. */
const hexFile = (name: string) => `0x${read(`upgrades/${name}`).toString("utf8").trim().replace(/^0x/, "")}`;
const bundles = new Map<UpgradingFork, Uint8Array[]>();

/** The transactions of a fork's first block, as EIP-2718 bytes. */
export function upgradeTransactions(fork: UpgradingFork): readonly Uint8Array[] {
  const known = bundles.get(fork);
  if (known) return known;
  const at = `${fork}.json`;
  const bundle = asObject(JSON.parse(read(`upgrades/${at}`).toString("utf8")), at);
  const transactions = asArray(required(bundle, "transactions", at), at).map((value) => {
    const { intent, from, to, gasLimit, data } = asObject(value, at);
    const text = asString(data, at);
    return encodeDeposit({
      sourceHash: upgradeSource(asString(intent, at)),
      from: toHex(asBytes(from, at, 20)),
      to: to === null ? null : toHex(asBytes(to, at, 20)),
      mint: 0n,
      value: 0n,
      gas: asInteger(gasLimit, at, 64),
      isSystem: false,
      data: asBytes(text.endsWith(".hex") ? hexFile(text) : text, at),
    });
  });
  bundles.set(fork, transactions);
  return transactions;
}

/** Those that belong into the L2 block at `time`. */
export function upgradesAt(rollup: RollupConfig, time: bigint): Uint8Array[] {
  return UPGRADING_FORKS.filter((fork) => isActivation(rollup, fork, time)).flatMap((fork) =>
    upgradeTransactions(fork),
  );
}

/** What Ecotone's and Isthmus' system contracts have before their runtime code: nine bytes that return the rest. */
const CREATION_BYTES = 9;

function runtimeCode(file: string): Uint8Array {
  return asBytes(hexFile(file), file).subarray(CREATION_BYTES);
}

/** EIP-4788. */
export function beaconRootsCode(): Uint8Array {
  return runtimeCode("ecotone-beacon-roots.hex");
}

/** EIP-2935. */
export function blockHashesCode(): Uint8Array {
  return runtimeCode("isthmus-block-hashes.hex");
}

/** Runtime code of the Create2Deployer, which Canyon puts in place without a transaction. */
export function create2DeployerCode(): Uint8Array {
  return Uint8Array.from(read("create2-deployer.bin"));
}
