// A block that is changed, or lacks something: every field of the header, bytes anywhere in the input, and items of the witness.
import { RLP } from "@ethereumjs/rlp";
import { fromHex } from "../../../core/src/hex.ts";
import type { BlockInput } from "../../../witness/src/blockInput.ts";
import { Random } from "../riscv/random.ts";
import { blockCase, type Case } from "./blocks.ts";

const bytesOf = (item: Uint8Array | string): Uint8Array => (typeof item === "string" ? fromHex(item)! : item);

/** With another header field; no hash is claimed, so it is judged by what it says itself. */
function withField(block: BlockInput, field: number): BlockInput {
  const decoded = RLP.decode(bytesOf(block.blocks[0] as Uint8Array)) as [Uint8Array[], ...unknown[]];
  const value = Uint8Array.from(decoded[0][field]!);
  if (value.length === 0) decoded[0][field] = Uint8Array.of(1);
  else {
    value[value.length - 1]! ^= 1;
    decoded[0][field] = value;
  }
  return { ...block, blocks: [RLP.encode(decoded as never)], claim: { ...block.claim, source: "self", hash: null } };
}

function fieldCount(block: BlockInput): number {
  return (RLP.decode(bytesOf(block.blocks[0] as Uint8Array)) as [Uint8Array[]])[0].length;
}

/** One case for each field of the header of block `name`. */
export function changedFields(name: string): [string, Case][] {
  let count = 0;
  blockCase(name, (block) => {
    count = fieldCount(block);
    return block;
  });
  return Array.from({ length: count }, (_, field) => [
    `header field ${field} changed`,
    blockCase(name, (block) => withField(block, field)),
  ]);
}

/** Inputs with one bit changed, anywhere: container, block, witness or configuration. */
export function changedBits(name: string, count: number, seed: number): [string, Case][] {
  const random = new Random(seed);
  const one = blockCase(name);
  return Array.from({ length: count }, () => {
    const input = Uint8Array.from(one.input);
    const bit = random.below(8 * input.length);
    input[bit >> 3]! ^= 1 << (bit & 7);
    return [`bit ${bit} of the input changed`, { ...one, input }];
  });
}

/** What the witness lacks. */
export function missingItems(name: string): [string, Case][] {
  const without = (change: (block: BlockInput) => Partial<BlockInput>) =>
    blockCase(name, (block) => ({ ...block, ...change(block) }));
  return [
    ["the first node missing", without(({ nodes }) => ({ nodes: nodes.slice(1) }))],
    ["the last node missing", without(({ nodes }) => ({ nodes: nodes.slice(0, -1) }))],
    ["all nodes missing", without(() => ({ nodes: [] }))],
    ["a code missing", without(({ codes }) => ({ codes: codes.slice(1) }))],
    ["all codes missing", without(() => ({ codes: [] }))],
    ["the parent's header missing", without(({ headers }) => ({ headers: headers.slice(0, -1) }))],
    ["the block missing", without(() => ({ blocks: [] }))],
  ];
}
