// The genesis block of a chain of one's own: its accounts (genesisAccounts.ts), the state that the core builds of them, the header with
// the fields of the forks that are active from the start, and the rollup configuration that names it.
import type { GenesisAccount } from "@assay/chain/alloc";
import { type RollupConfig, rollupSpec } from "@assay/chain/rollupConfig";
import type { ChainSpec } from "@assay/chain/spec";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import type { Core } from "@assay/core/instance";
import { MemoryStore } from "@assay/program/store";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { keep } from "./chainStore.ts";
import { type GenesisContents, genesisAccounts } from "./genesisAccounts.ts";
import { buildState } from "./genesisBuild.ts";
import { genesisHeader } from "./genesisHeader.ts";
import { PREDEPLOY } from "./predeployAddresses.ts";
import type { RollupPlan } from "./rollupPlan.ts";
import { readAccount } from "./stateTrie.ts";

export interface L2Genesis {
  readonly rollup: RollupConfig;
  readonly spec: ChainSpec;
  readonly hash: Hex;
  /** RLP. */
  readonly header: Uint8Array;
  readonly stateRoot: Hex;
  readonly alloc: readonly GenesisAccount[];
  /** Of all tries of the state. */
  readonly nodes: readonly Uint8Array[];
  readonly codes: readonly Uint8Array[];
}

/** @throws InputError GENESIS_WRONG when the core refuses the state */
export function buildL2Genesis(plan: RollupPlan, core: Core, contents: GenesisContents = {}): L2Genesis {
  const alloc = genesisAccounts(plan, contents);
  const { root, nodes, codes } = buildState(core, alloc);
  const store = new MemoryStore();
  keep(store, nodes);
  const passer = readAccount(store, root, fromHex(PREDEPLOY.l2ToL1MessagePasser)!)!;
  const header = genesisHeader(plan, root, passer.storageRoot);
  const hash = toHex(keccak_256(header));
  const rollup = { ...plan, genesis: { ...plan.genesis, l2: { number: 0n, hash } } };
  return { rollup, spec: rollupSpec(rollup), hash, header, stateRoot: toHex(root), alloc, nodes, codes };
}
