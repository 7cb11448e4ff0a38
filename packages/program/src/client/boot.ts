// Booting the program: the claim out of local keys, the chain out of the registry or out of further ones, and from both the input that
// the core's `program` takes. Specification: "Bootstrapping" of the fault-proof program.
import { encodeConfiguration } from "@assay/chain/configuration";
import { wrong } from "@assay/chain/fields";
import { type RollupConfig, rollupSpec } from "@assay/chain/rollupConfig";
import { encodeRollup } from "@assay/chain/rollupEncoding";
import { superchainById } from "@assay/chain/superchain";
import { bytesSection, containerSize, INPUT_MAGIC, INPUT_SECTION, writeContainer } from "@assay/core/container";
import { DERIVATION_INPUT } from "@assay/core/derivation";
import { BOOT_IDENT } from "../host/bootInfo.ts";
import { localKey } from "../preimage/key.ts";
import { type LocalValue, l1Schedule, readCustomChain } from "./customChain.ts";
import type { ClientOracle } from "./oracle.ts";

/** What op-program says instead of a chain id where keys 6 and 7 hold the chain. */
export const CUSTOM_CHAIN_ID = 2n ** 64n - 1n;

export interface Boot {
  readonly rollup: RollupConfig;
  /** Whether the chain's configuration came from the host, not from this version. */
  readonly custom: boolean;
  /** Section 1 of the core's input. */
  readonly configuration: Uint8Array;
  /** Section 11. */
  readonly rollupConfiguration: Uint8Array;
  readonly l1Head: Uint8Array;
  readonly agreedOutputRoot: Uint8Array;
  readonly claimedOutputRoot: Uint8Array;
  readonly claimedBlockNumber: bigint;
  /** Local values 1 to 5 as the core is to see them. */
  readonly values: ReadonlyMap<number, Uint8Array>;
}

/** The input of the core's `program`: sections 1 and 11. */
export function programInput(boot: Pick<Boot, "configuration" | "rollupConfiguration">): Uint8Array<ArrayBuffer> {
  const sections = [
    bytesSection(INPUT_SECTION.configuration, boot.configuration),
    bytesSection(DERIVATION_INPUT.rollup, boot.rollupConfiguration),
  ];
  const input = new Uint8Array(containerSize(sections));
  writeContainer(input, INPUT_MAGIC, sections);
  return input;
}

function exact(value: Uint8Array, ident: number, length: number): Uint8Array {
  if (value.length !== length) throw wrong(`boot value ${ident}`, `${value.length} bytes where ${length} should be`);
  return value;
}

function u64(bytes: Uint8Array): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
}

/** SOUNDNESS: a chain that is built in is taken from here, whatever keys 6 and 7 would say. Test: boot.test.ts.
 *  @throws InputError FIELD_WRONG, and as `readCustomChain` and the oracle */
export function readBoot(oracle: Pick<ClientOracle, "preimage">): Boot {
  const local: LocalValue = (ident) => oracle.preimage(localKey(ident));
  const hash = (ident: number) => exact(local(ident), ident, 32);
  const l1Head = hash(BOOT_IDENT.l1Head);
  const agreedOutputRoot = hash(BOOT_IDENT.agreedOutputRoot);
  const claimedOutputRoot = hash(BOOT_IDENT.claimedOutputRoot);
  const claimed = exact(local(BOOT_IDENT.claimedBlockNumber), BOOT_IDENT.claimedBlockNumber, 8);
  const chainId = u64(exact(local(BOOT_IDENT.chainId), BOOT_IDENT.chainId, 8));
  const builtIn = superchainById(chainId);
  const chain = builtIn
    ? {
        rollup: builtIn,
        l1BlobSchedule: l1Schedule(builtIn.l1ChainId, local, BOOT_IDENT.l1ChainConfig),
      }
    : readCustomChain(local);
  const { rollup } = chain;
  if (chainId !== CUSTOM_CHAIN_ID && rollup.l2ChainId !== chainId) {
    throw wrong(
      `boot value ${BOOT_IDENT.rollupConfig}`,
      `the configuration is of chain ${rollup.l2ChainId}, the claim about ${chainId}`,
    );
  }
  const settledChainId = new Uint8Array(8);
  new DataView(settledChainId.buffer).setBigUint64(0, rollup.l2ChainId);
  return {
    rollup,
    custom: builtIn === null,
    configuration: encodeConfiguration(rollupSpec(rollup)),
    rollupConfiguration: encodeRollup(rollup, chain.l1BlobSchedule),
    l1Head,
    agreedOutputRoot,
    claimedOutputRoot,
    claimedBlockNumber: u64(claimed),
    values: new Map([
      [BOOT_IDENT.l1Head, l1Head],
      [BOOT_IDENT.agreedOutputRoot, agreedOutputRoot],
      [BOOT_IDENT.claimedOutputRoot, claimedOutputRoot],
      [BOOT_IDENT.claimedBlockNumber, claimed],
      [BOOT_IDENT.chainId, settledChainId],
    ]),
  };
}
