// A BlockInput as JSON in the shape of fixtures/blocks (docs/formats.md), for the tools that read that.
import { encodeConfiguration } from "@assay/chain/configuration";
import { genesisConfig } from "@assay/chain/genesisConfig";
import { networkById } from "@assay/chain/networks";
import type { ChainSpec } from "@assay/chain/spec";
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { type BlockInput, blockNumber, blockTimestamp } from "./blockInput.ts";
import { type ByteString, toBytes } from "./byteString.ts";

function hex(bytes: ByteString, at: string): string {
  if (typeof bytes === "string") return bytes;
  return typeof Buffer === "undefined" ? toHex(bytes) : `0x${Buffer.from(toBytes(bytes, at)).toString("hex")}`;
}

/** The rules up to a block: forks to come say nothing about it. Those of L1 stay whole, since a later fork's presence can matter
 *  to an earlier block there (the merge, blob schedules), and a genesis file can carry them. */
function rulesAt(chain: ChainSpec, number: bigint, timestamp: bigint): ChainSpec {
  if (!chain.optimism) return chain;
  const forks = chain.forks.filter(({ by, activation }) => activation <= (by === "block" ? number : timestamp));
  return { ...chain, forks };
}

function sameRules(one: ChainSpec | null, other: ChainSpec, block: ByteString): boolean {
  if (!one) return false;
  const [number, timestamp] = [blockNumber(block, "block"), blockTimestamp(block, "block")];
  const [a, b] = [one, other].map((chain) => encodeConfiguration(rulesAt(chain, number, timestamp)));
  return a!.length === b!.length && a!.every((byte, i) => byte === b![i]);
}

/** The JSON value. @throws InputError CHAIN_NOT_SUPPORTED for several blocks or a chain that it cannot describe */
export function toJson(input: BlockInput): object {
  const [block, ...more] = input.blocks;
  if (block === undefined || more.length > 0) {
    throw new InputError(
      "FORMAT_UNKNOWN",
      `the JSON shape holds one block, and this input has ${input.blocks.length}`,
      {
        advice: "Use the binary format (.assay).",
      },
    );
  }
  if (input.payloadAttributes) {
    throw new InputError(
      "FORMAT_UNKNOWN",
      "the JSON shape holds a block, and this input has payload attributes alone",
      {
        advice: "Use the binary format (.assay).",
      },
    );
  }
  // A chain that is not built in, or not as it is built in, is in the file as the configuration of its genesis.
  const isBuiltIn = sameRules(networkById(input.chain.chainId), input.chain, block);
  const config = isBuiltIn ? null : genesisConfig(input.chain);
  if (!isBuiltIn && !config) {
    throw new InputError("CHAIN_NOT_SUPPORTED", "the JSON shape cannot describe this chain", {
      advice: "Use the binary format (.assay), which carries the chain configuration.",
    });
  }
  const list = (name: string, items: readonly ByteString[]) => items.map((item, i) => hex(item, `${name}[${i}]`));
  const total = input.claim.parentTotalDifficulty;
  const receipts = input.expected?.receipts;
  return {
    format: 1,
    chain: isBuiltIn ? input.chain.name : "custom",
    chainId: Number(input.chain.chainId),
    kind: input.chain.optimism ? "op" : "l1",
    ...(config ? { config } : {}),
    block: hex(block, "block"),
    ...(total === undefined || total === null ? {} : { parentTotalDifficulty: `0x${total.toString(16)}` }),
    witness: {
      state: list("state", input.nodes),
      codes: list("codes", input.codes),
      headers: list("headers", input.headers),
    },
    ...(input.preimages ? { preimages: list("preimages", input.preimages) } : {}),
    expected: {
      ...(input.claim.hash ? { blockHash: input.claim.hash } : {}),
      ...(receipts ? { receipts: list("receipts", receipts) } : {}),
    },
  };
}
