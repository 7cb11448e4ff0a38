// The accounts of block 0: the predeploys of packages/contracts behind their proxies, what the forks that are active from the start
// bring along, and whatever the chain's maker adds. Only L1's upgrade transactions can change a predeploy: the proxies' admin is the
// address of ProxyAdmin, which has no code here.
import type { GenesisAccount } from "@assay/chain/alloc";
import { type PredeploySettings, predeployAccounts } from "@assay/contracts/predeploys";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { BEACON_ROOTS, BLOCK_HASHES, CREATE2_DEPLOYER, PREDEPLOY } from "./predeployAddresses.ts";
import { isActive } from "./rollupForks.ts";
import type { RollupPlan } from "./rollupPlan.ts";
import { beaconRootsCode, blockHashesCode, create2DeployerCode } from "./upgrades.ts";

export interface GenesisContents {
  /** Wei by address. */
  readonly funds?: Readonly<Record<Hex, bigint>>;
  /** Where the fee vaults pay out. */
  readonly fees?: NonNullable<PredeploySettings["fees"]>;
  /** As they are; one at a predeploy's address takes its place. */
  readonly accounts?: readonly GenesisAccount[];
}

type AccountFields = Partial<Omit<GenesisAccount, "address">>;

export function genesisAccounts(plan: RollupPlan, contents: GenesisContents): GenesisAccount[] {
  const active = (fork: Parameters<typeof isActive>[1]) => isActive(plan, fork, plan.genesis.l2Time);
  const forks = {
    ecotone: active("ecotone"),
    fjord: active("fjord"),
    isthmus: active("isthmus"),
    jovian: active("jovian"),
  };
  const accounts = new Map<Hex, GenesisAccount>();
  const add = (address: Hex, fields: AccountFields) => {
    const bytes = fromHex(address)!;
    const empty = { address: bytes, nonce: 0n, balance: 0n, code: new Uint8Array(0), storage: [] };
    accounts.set(toHex(bytes), { ...empty, ...fields });
  };
  for (const [address, balance] of Object.entries(contents.funds ?? {})) add(address as Hex, { balance });
  const settings = { proxyAdmin: PREDEPLOY.proxyAdmin, forks, ...(contents.fees ? { fees: contents.fees } : {}) };
  for (const { address, code, storage } of predeployAccounts(settings)) {
    const entries = Object.entries(storage).map(([key, value]) => ({ key: fromHex(key)!, value: fromHex(value)! }));
    add(address, { nonce: 1n, code: fromHex(code)!, storage: entries });
  }
  if (active("canyon")) add(CREATE2_DEPLOYER, { code: create2DeployerCode() });
  if (forks.ecotone) add(BEACON_ROOTS, { nonce: 1n, code: beaconRootsCode() });
  if (forks.isthmus) add(BLOCK_HASHES, { nonce: 1n, code: blockHashesCode() });
  for (const account of contents.accounts ?? []) accounts.set(toHex(account.address), account);
  return [...accounts.values()];
}
