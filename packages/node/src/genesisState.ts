// The accounts of block 0.
import type { GenesisAccount } from "@assay/chain/alloc";
import { ROLLUP_FORKS, rollupSpec } from "@assay/chain/rollupConfig";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { type Core, OUTPUT } from "@assay/core/instance";
import type { AccountChange } from "@assay/core/result";
import { prepareInput } from "@assay/witness/blockInput";
import { encodePayloadAttributes } from "@assay/witness/payloadAttributes";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { buildState } from "./genesisBuild.ts";
import { genesisHeader } from "./genesisHeader.ts";
import { CREATE2_DEPLOYER, PREDEPLOY } from "./predeployAddresses.ts";
import { PROXY_CODE, proxyStorage } from "./predeployProxy.ts";
import { isActive } from "./rollupForks.ts";
import type { RollupPlan } from "./rollupPlan.ts";
import { create2DeployerCode, UPGRADING_FORKS, upgradeTransactions } from "./upgrades.ts";

/** Predeploys behind a proxy. The proxy's admin, ProxyAdmin, has no code: only upgrade transactions change a predeploy. */
const PROXIED = [
  "gasPriceOracle",
  "sequencerFeeVault",
  "l1Block",
  "l2ToL1MessagePasser",
  "baseFeeVault",
  "l1FeeVault",
  "operatorFeeVault",
] as const;
export type Proxied = (typeof PROXIED)[number];
export type Implementations = Partial<Readonly<Record<Proxied, Uint8Array>>>;

/** Where implementations lie at genesis: 0xc0d3…, with the predeploy's own last two bytes. */
function implementationAddress(predeploy: Hex): Hex {
  return `0x${"c0d3".repeat(9)}${predeploy.slice(-4)}`;
}

function account(address: Hex, fields: Partial<Omit<GenesisAccount, "address">>): GenesisAccount {
  return { address: fromHex(address)!, nonce: 0n, balance: 0n, code: new Uint8Array(0), storage: [], ...fields };
}

/** Before the upgrades of forks that are active from the start. L1Block is Ecotone's unless another is given: it has Bedrock's setter
 *  too. */
export function genesisAccounts(
  core: Core,
  plan: RollupPlan,
  funds: Readonly<Record<Hex, bigint>>,
  given: Implementations,
): GenesisAccount[] {
  const implementations: Implementations = { l1Block: ecotoneL1Block(core, plan), ...given };
  const accounts = new Map<string, GenesisAccount>();
  const add = (entry: GenesisAccount) => accounts.set(toHex(entry.address), entry);
  for (const [address, balance] of Object.entries(funds)) add(account(address.toLowerCase() as Hex, { balance }));
  for (const name of PROXIED) {
    const address = PREDEPLOY[name];
    const code = implementations[name];
    const behind = code ? implementationAddress(address) : null;
    if (code && behind) add(account(behind, { nonce: 1n, code }));
    add(account(address, { nonce: 1n, code: PROXY_CODE, storage: proxyStorage(PREDEPLOY.proxyAdmin, behind) }));
  }
  if (isActive(plan, "canyon", plan.genesis.l2Time)) add(account(CREATE2_DEPLOYER, { code: create2DeployerCode() }));
  return [...accounts.values()];
}

/** The first of Ecotone's transactions creates it. */
function ecotoneL1Block(core: Core, plan: RollupPlan): Uint8Array {
  const [creation] = upgradeTransactions("ecotone");
  const passer = account(PREDEPLOY.l2ToL1MessagePasser, { nonce: 1n });
  const created = execute(core, plan, [passer], [creation!]).codes[0];
  if (!created) throw new InputError("GENESIS_WRONG", "Ecotone's L1Block was not created");
  return created;
}

/** The accounts after the upgrades of the forks that are active from the start. */
export function withUpgrades(core: Core, plan: RollupPlan, accounts: readonly GenesisAccount[]): GenesisAccount[] {
  const forks = UPGRADING_FORKS.filter((fork) => isActive(plan, fork, plan.genesis.l2Time));
  const transactions = forks.flatMap(upgradeTransactions);
  if (transactions.length === 0) return [...accounts];
  const { changes, codes } = execute(core, plan, accounts, transactions);
  const codeByHash = new Map(
    [...accounts.map(({ code }) => code), ...codes].map((code) => [toHex(keccak_256(code)), code]),
  );
  const byAddress = new Map(accounts.map((entry) => [toHex(entry.address), entry]));
  for (const change of changes) {
    const address = toHex(change.address);
    byAddress.set(address, changed(byAddress.get(address) ?? account(address, {}), change, codeByHash));
  }
  return [...byAddress.values()];
}

function changed(
  entry: GenesisAccount,
  change: AccountChange,
  codeByHash: ReadonlyMap<Hex, Uint8Array>,
): GenesisAccount {
  const storage = new Map(entry.storage.map(({ key, value }) => [toHex(key), value]));
  for (const { key, value } of change.storage) storage.set(toHex(key), value);
  return {
    address: entry.address,
    nonce: change.nonce,
    balance: change.balance,
    code: codeByHash.get(toHex(change.codeHash)) ?? new Uint8Array(0),
    storage: [...storage]
      .filter(([, value]) => value.some((byte) => byte !== 0))
      .map(([key, value]) => ({ key: fromHex(key)!, value })),
  };
}

/** Gas for all upgrades of all forks together. */
const GAS_LIMIT = 100_000_000n;

/** Executes deposits on the accounts, in a block that is thrown away, under the rules of the genesis block. */
function execute(
  core: Core,
  plan: RollupPlan,
  accounts: readonly GenesisAccount[],
  transactions: readonly Uint8Array[],
): { readonly changes: readonly AccountChange[]; readonly codes: readonly Uint8Array[] } {
  const { root, nodes, codes } = buildState(core, accounts);
  const { l2Time } = plan.genesis;
  const active = ROLLUP_FORKS.filter((fork) => isActive(plan, fork, l2Time));
  // From time 0 on, so that none of them begins in this block.
  const scratch: RollupPlan = {
    ...plan,
    forkTimes: Object.fromEntries(active.map((fork) => [fork, 0n])),
    genesis: { ...plan.genesis, l2Time: 1n },
  };
  const has = (fork: (typeof ROLLUP_FORKS)[number]) => active.includes(fork);
  const attributes = encodePayloadAttributes({
    timestamp: 2n,
    gasLimit: GAS_LIMIT,
    prevRandao: new Uint8Array(32),
    suggestedFeeRecipient: fromHex(PREDEPLOY.sequencerFeeVault)!,
    parentBeaconBlockRoot: has("ecotone") ? new Uint8Array(32) : null,
    eip1559Params: has("holocene") ? new Uint8Array(8) : null,
    minBaseFee: has("jovian") ? 0n : null,
    transactions,
  });
  const genesis = { ...scratch.genesis, l2: { number: 0n, hash: plan.genesis.l1.hash } };
  const input = prepareInput({
    chain: rollupSpec({ ...scratch, genesis }),
    blocks: [new Uint8Array(0)],
    payloadAttributes: [attributes],
    headers: [genesisHeader(scratch, root, root)],
    nodes,
    codes,
    claim: { source: "self", hash: null },
  });
  const { failure, result } = core.verify(input.length, input.write, OUTPUT.newNodes | OUTPUT.changes);
  if (failure || !result) {
    throw new InputError("GENESIS_WRONG", `upgrades of the genesis block: ${failure?.message ?? "no result"}`);
  }
  return { changes: result.accountChanges, codes: result.newCodes };
}
