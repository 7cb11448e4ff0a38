// The chains that a guest knows: of each the input that the core's `program` takes, sections 1 and 11 (docs/interfaces.md, "Binary
// input"). The table: u64 chain id, u64 length, the input, a multiple of 8; and again.
import { encodeConfiguration } from "@assay/chain/configuration";
import { networkById } from "@assay/chain/networks";
import { rollupSpec } from "@assay/chain/rollupConfig";
import { encodeRollup } from "@assay/chain/rollupEncoding";
import { SUPERCHAIN_NAMES, superchainByName } from "@assay/chain/superchain";
import { bytesSection, containerSize, INPUT_MAGIC, INPUT_SECTION, writeContainer } from "@assay/core/container";
import { DERIVATION_INPUT } from "@assay/core/derivation";

function entry(name: string): Uint8Array {
  const rollup = superchainByName(name)!;
  const l1 = networkById(rollup.l1ChainId);
  if (!l1) throw new Error(`${name}: its L1, chain ${rollup.l1ChainId}, is not built in`);
  const sections = [
    bytesSection(INPUT_SECTION.configuration, encodeConfiguration(rollupSpec(rollup))),
    bytesSection(DERIVATION_INPUT.rollup, encodeRollup(rollup, l1.blobSchedule)),
  ];
  const length = containerSize(sections);
  const bytes = new Uint8Array(16 + length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, rollup.l2ChainId, true);
  view.setBigUint64(8, BigInt(length), true);
  writeContainer(bytes.subarray(16), INPUT_MAGIC, sections);
  return bytes;
}

/** The table of all built-in chains, in the registry's order. */
export function builtInChains(): Uint8Array {
  return Buffer.concat(SUPERCHAIN_NAMES.map(entry));
}
