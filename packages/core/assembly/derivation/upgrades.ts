// Transactions by which a fork changes contracts on L2: deposits in the fork's first block. They are data, in
// packages/core/data/upgrades: one bundle a fork, compiled into one table (data/upgrades.ts says how it lies).
import { NETWORK_UPGRADES } from "../generated/networkUpgrades";
import { addDeposit, Deposit, upgradeSource } from "./deposits";
import { isActivation } from "./rollupConfig";

const SOURCE: usize = memory.data(32, 8);
const deposit = changetype<Deposit>(memory.data(offsetof<Deposit>(), 8));

/** Appends the upgrade transactions of every fork that starts with the block at `time`, in fork order. Returns their
 *  number; upgradeGas is what they may use together. */
export let upgradeGas: u64 = 0;
export function addUpgrades(time: u64): u32 {
  upgradeGas = 0;
  let added: u32 = 0;
  let at = NETWORK_UPGRADES;
  const forks = load<u32>(at);
  at += 4;
  for (let i: u32 = 0; i < forks; i++) {
    const fork = load<u32>(at);
    const count = load<u32>(at, 4);
    const end = at + 12 + <usize>load<u32>(at, 8);
    if (isActivation(fork, time)) {
      addBundle(at + 12, count);
      added += count;
    }
    at = end;
  }
  return added;
}

/** Each transaction: u64 gas, 20 bytes sender, u32 whether there is a recipient, 20 bytes recipient, u32 length of the
 *  intent, u32 length of the data, then both, padded to 4 bytes each. */
function addBundle(at: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    const intentLength = load<u32>(at, 52);
    const dataLength = load<u32>(at, 56);
    const intent = at + 60;
    upgradeSource(SOURCE, intent, intentLength);
    deposit.source = SOURCE;
    deposit.from = at + 8;
    deposit.to = load<u32>(at, 28) != 0 ? at + 32 : 0;
    deposit.mint = 0;
    deposit.value = 0;
    deposit.gas = load<u64>(at);
    deposit.isSystem = false;
    deposit.data = intent + ((<usize>intentLength + 3) & ~3);
    deposit.dataLength = dataLength;
    upgradeGas += deposit.gas;
    addDeposit(deposit);
    at = deposit.data + ((<usize>dataLength + 3) & ~3);
  }
}
