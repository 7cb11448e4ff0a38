// The genesis block of a chain of one's own: predeploys behind proxies (predeployProxy.ts), accounts with ether, and whatever the forks
// that are active from the start bring along. Of a fork that upgrades contracts its upgrade transactions are executed, by the core, on
// the state before: so the contracts are those of a chain that went through the upgrade, at the same addresses.
import type { GenesisAccount } from "@assay/chain/alloc";
import { type RollupConfig, rollupSpec } from "@assay/chain/rollupConfig";
import type { ChainSpec } from "@assay/chain/spec";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import type { Core } from "@assay/core/instance";
import { MemoryStore } from "@assay/program/store";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { keep } from "./chainStore.ts";
import { buildState } from "./genesisBuild.ts";
import { genesisHeader } from "./genesisHeader.ts";
import { genesisAccounts, type Implementations, withUpgrades } from "./genesisState.ts";
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

export interface GenesisOptions {
  readonly core: Core;
  /** Wei by address. */
  readonly funds: Readonly<Record<Hex, bigint>>;
  /** Runtime codes behind the proxies of predeploys. */
  readonly implementations: Implementations;
}

/** @throws InputError GENESIS_WRONG when the core refuses the state or an upgrade */
export function buildL2Genesis(plan: RollupPlan, { core, funds, implementations }: GenesisOptions): L2Genesis {
  const alloc = withUpgrades(core, plan, genesisAccounts(core, plan, funds, implementations));
  const { root, nodes, codes } = buildState(core, alloc);
  const store = new MemoryStore();
  keep(store, nodes);
  const passer = readAccount(store, root, fromHex(PREDEPLOY.l2ToL1MessagePasser)!)!;
  const header = genesisHeader(plan, root, passer.storageRoot);
  const hash = toHex(keccak_256(header));
  const rollup = { ...plan, genesis: { ...plan.genesis, l2: { number: 0n, hash } } };
  return { rollup, spec: rollupSpec(rollup), hash, header, stateRoot: toHex(root), alloc, nodes, codes };
}
