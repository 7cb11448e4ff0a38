// The bundled blocks of Hoodi from a node that has no execution witness: proofs out of the nodes that the bundled witness holds, and of
// the state after the block as the core computes it.
import { readNode } from "@assay/capture/trieNode";
import { hoodi } from "@assay/chain/networks";
import { fromHex, toHex } from "@assay/core/hex";
import { type Core, OUTPUT } from "@assay/core/instance";
import type { BlockSummary } from "@assay/core/result";
import { orderHeaders, prepareInput } from "@assay/witness/blockInput";
import { RLP } from "@ethereumjs/rlp";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { HOODI_BLOCKS, hoodiBlock, hoodiMethods } from "./hoodiNode.ts";
import type { Methods } from "./peer.ts";

const EMPTY_ROOT = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";

interface State {
  readonly root: Uint8Array;
  readonly nodes: ReadonlyMap<string, Uint8Array>;
  readonly codes: ReadonlyMap<string, string>;
  /** What a tracer would say that the block touches; of the state before it. */
  readonly touched: readonly Uint8Array[];
}

function statesOf(core: Core): Map<string, State> {
  const states = new Map<string, State>();
  for (const { rlp, witness, hash, number } of HOODI_BLOCKS.map(hoodiBlock)) {
    const bytes = (list: readonly string[]) => list.map((text) => fromHex(text)!);
    const prepared = prepareInput({
      chain: hoodi,
      blocks: [rlp],
      headers: orderHeaders(bytes(witness.headers), BigInt(number), "headers"),
      nodes: witness.state.filter((node) => node !== "0x80"),
      codes: witness.codes,
      claim: { source: "self", hash: null },
    });
    const { result } = core.verify(
      prepared.length,
      (memory) => prepared.write(memory),
      OUTPUT.newNodes | OUTPUT.touchedKeys,
    );
    const all = [...bytes(witness.state), ...result!.newNodes];
    const nodes = new Map(all.map((node) => [toHex(keccak_256(node)), node]));
    const codes = new Map(witness.codes.map((code) => [toHex(keccak_256(fromHex(code)!)), code]));
    const [{ preStateRoot, postStateRoot, parentHash }] = result!.summaries as [BlockSummary];
    states.set(parentHash, { root: fromHex(preStateRoot)!, nodes, codes, touched: result!.touchedKeys });
    states.set(hash, { root: fromHex(postStateRoot)!, nodes, codes, touched: [] });
  }
  return states;
}

/** The methods of such a node. */
export function hoodiProofMethods(core: Core): Methods {
  const states = statesOf(core);
  const listed = new Set<string>();
  const stateOf = (block: unknown) => {
    const state = states.get((block as { blockHash: string }).blockHash);
    if (!state) throw new Error("header not found");
    return state;
  };
  const codeOf = ({ root, nodes, codes }: State, address: Uint8Array) => {
    const { value } = proofIn(nodes, root, keccak_256(address));
    return value ? codes.get(toHex((RLP.decode(value) as Uint8Array[])[3]!)) : undefined;
  };
  const { debug_executionWitness: _, ...rest } = hoodiMethods();
  return {
    ...rest,
    eth_getProof: ([address, slots, block]) => {
      const { root, nodes } = stateOf(block);
      const account = proofIn(nodes, root, keccak_256(fromHex(address as string)!));
      const storageRoot = account.value ? (RLP.decode(account.value) as Uint8Array[])[2]! : null;
      return {
        address,
        accountProof: account.nodes.map(toHex),
        storageProof: (slots as string[]).map((key) => {
          const proof = storageRoot ? proofIn(nodes, storageRoot, keccak_256(fromHex(key)!)).nodes : [];
          return { key, value: "0x0", proof: proof.map(toHex) };
        }),
      };
    },
    eth_getCode: ([address, block]) => {
      const code = codeOf(stateOf(block), fromHex(address as string)!);
      if (!code) throw new Error("this replay does not have the code");
      return code;
    },
    /** What the block touches, at its first call; nothing at the others. */
    eth_createAccessList: ([, block]) => {
      const { blockHash } = block as { blockHash: string };
      const { touched } = listed.has(blockHash) ? { touched: [] } : stateOf(block);
      listed.add(blockHash);
      const slots = new Map<string, string[]>();
      for (const key of touched) {
        const address = toHex(key.subarray(0, 20));
        const some = slots.get(address) ?? [];
        slots.set(address, some);
        if (key.length > 20) some.push(toHex(key.subarray(20)));
      }
      return { accessList: [...slots].map(([address, storageKeys]) => ({ address, storageKeys })), gasUsed: "0x5208" };
    },
    /** All transactions' accounts in one: a real tracer says them for each transaction again. */
    debug_traceBlockByHash: async ([hash]) => {
      const block = (await rest["eth_getBlockByHash"]!([hash, false])) as { parentHash: string };
      const state = stateOf({ blockHash: block.parentHash });
      const accounts: Record<string, { code?: string; storage: Record<string, string> }> = {};
      for (const key of state.touched) {
        const address = toHex(key.subarray(0, 20));
        const code = codeOf(state, key.subarray(0, 20));
        accounts[address] ??= { storage: {}, ...(code ? { code } : {}) };
        if (key.length > 20) accounts[address].storage[toHex(key.subarray(20))] = `0x${"00".repeat(32)}`;
      }
      return [{ txHash: null, result: accounts }];
    },
  };
}

/** The nodes from a root to a key, as eth_getProof lists them. @throws Error when one is not there */
function proofIn(
  known: ReadonlyMap<string, Uint8Array>,
  root: Uint8Array,
  key: Uint8Array,
): { nodes: Uint8Array[]; value: Uint8Array | null } {
  const nodes: Uint8Array[] = [];
  if (toHex(root) === EMPTY_ROOT) return { nodes, value: null };
  const path = [...key].flatMap((byte) => [byte >> 4, byte & 15]);
  let reference = root;
  for (let depth = 0; ; ) {
    const bytes = reference.length === 32 ? known.get(toHex(reference)) : reference;
    if (!bytes) throw new Error("missing trie node");
    if (reference.length === 32) nodes.push(bytes);
    const node = readNode(bytes)!;
    if (node.kind === "branch") {
      const child = node.children[path[depth++]!];
      if (!child) return { nodes, value: null };
      reference = child;
      continue;
    }
    if (!node.path.every((nibble, i) => path[depth + i] === nibble)) return { nodes, value: null };
    if (node.kind === "leaf") return { nodes, value: node.value };
    depth += node.path.length;
    reference = node.child;
  }
}
