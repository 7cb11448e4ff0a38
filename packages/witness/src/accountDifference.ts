// Which account differs from the claimed post-state, where that state's trie nodes are known: the claimed root is walked
// along every account that the block changed.
import { readRlpList, rlpToInteger } from "@assay/chain/rlp";
import { nibblesOf, unpackPath } from "@assay/chain/triePath";
import { type Hex, toHex } from "@assay/core/hex";
import type { AccountChange } from "@assay/core/result";
import { keccak_256 } from "@noble/hashes/sha3.js";

type Nodes = ReadonlyMap<string, Uint8Array>;

/** A leaf's value, `absent`, or `unknown` when a node on the path is not there. */
type Found = Uint8Array | "absent" | "unknown";

interface ClaimedAccount {
  readonly nonce: bigint;
  readonly balance: bigint;
  readonly storageRoot: Hex;
  readonly codeHash: Hex;
}

/** Nodes by hash. */
export function indexNodes(nodes: Iterable<Uint8Array>): Nodes {
  const index = new Map<string, Uint8Array>();
  for (const node of nodes) index.set(toHex(keccak_256(node)), node);
  return index;
}

function walk(nodes: Nodes, root: Hex, key: Uint8Array): Found {
  const path = nibblesOf(key);
  let node = nodes.get(root);
  let depth = 0;
  // Every step consumes at least one nibble of the 64, or ends.
  while (depth <= path.length) {
    if (!node) return "unknown";
    const items = readRlpList(node, 17);
    let next: (typeof items)[number] | undefined;
    if (items.length === 17) {
      next = items[path[depth]!];
      depth += 1;
    } else {
      const own = unpackPath(items[0]!.payload);
      if (!own) return "unknown";
      if (own.path.some((nibble, i) => nibble !== path[depth + i])) return "absent";
      depth += own.path.length;
      if (own.isLeaf) return depth === path.length ? items[1]!.payload : "absent";
      if (own.path.length === 0) return "unknown";
      next = items[1];
    }
    if (!next || (!next.list && next.payload.length === 0)) return "absent";
    node = next.list ? next.encoded : nodes.get(toHex(next.payload));
  }
  return "unknown";
}

function decodeAccount(leaf: Uint8Array): ClaimedAccount {
  const [nonce, balance, storageRoot, codeHash] = readRlpList(leaf, 4);
  return {
    nonce: rlpToInteger(nonce?.payload ?? new Uint8Array(0)),
    balance: rlpToInteger(balance?.payload ?? new Uint8Array(0)),
    storageRoot: toHex(storageRoot?.payload ?? new Uint8Array(0)),
    codeHash: toHex(codeHash?.payload ?? new Uint8Array(0)),
  };
}

function differences(claimed: ClaimedAccount, computed: AccountChange): string[] {
  const lines: string[] = [];
  const compare = (what: string, expected: Hex | bigint, found: Hex | bigint) => {
    if (expected !== found) lines.push(`  ${what}: expected ${expected}, computed ${found}`);
  };
  compare("nonce", claimed.nonce, computed.nonce);
  compare("balance", claimed.balance, computed.balance);
  compare("code hash", claimed.codeHash, toHex(computed.codeHash));
  compare("storage root", claimed.storageRoot, toHex(computed.storageRoot));
  return lines;
}

/** Lines about the first account that differs from the state with root `claimedRoot`; empty when nothing can be told. */
export function firstAccountDifference(claimedRoot: Hex, nodes: Nodes, changes: readonly AccountChange[]): string[] {
  if (!nodes.has(claimedRoot)) return [];
  let unknown = 0;
  for (const change of changes) {
    const address = toHex(change.address);
    const found = walk(nodes, claimedRoot, keccak_256(change.address));
    if (found === "unknown") {
      unknown++;
      continue;
    }
    if (found === "absent") {
      if (!change.deleted) return [`Account ${address} exists after execution, but not in the claimed state.`];
      continue;
    }
    if (change.deleted) return [`Account ${address} is gone after execution, but is in the claimed state.`];
    const lines = differences(decodeAccount(found), change);
    if (lines.length > 0) return [`Account ${address} is the first that differs:`, ...lines];
  }
  const rest = unknown > 0 ? `, ${unknown} more lie behind nodes that are not known` : "";
  return [`The ${changes.length - unknown} changed accounts that can be looked up are as claimed${rest}.`];
}
