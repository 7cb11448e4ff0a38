// What a block pays for work (Yellow Paper 11.3; EIP-649, EIP-1234; nothing from EIP-3675 on).
import { BYZANTIUM, CONSTANTINOPLE, PARIS } from "../evm/forks";
import { accountAt, addBalance } from "../state/account";
import { u256Mul } from "../uint256/multiply";
import { u256FromU64 } from "../uint256/word";
import { Block, ommerAt } from "./block";

const ETHER: u64 = 1_000_000_000_000_000_000;
/** Part of the reward for each ommer included. */
const NEPHEW_DIVISOR: u64 = 32;
const OMMER_DIVISOR: u64 = 8;

const AMOUNT: usize = memory.data(32, 8);
const FACTOR: usize = memory.data(32, 8);

function blockReward(fork: u32): u64 {
  if (fork >= CONSTANTINOPLE) return 2 * ETHER;
  if (fork >= BYZANTIUM) return 3 * ETHER;
  return 5 * ETHER;
}

export function payRewards(b: Block): void {
  if (b.fork >= PARIS) return;
  const reward = blockReward(b.fork);
  u256FromU64(AMOUNT, reward + (reward / NEPHEW_DIVISOR) * <u64>b.ommerCount);
  addBalance(accountAt(b.header.coinbase), AMOUNT);
  for (let i: u32 = 0; i < b.ommerCount; i++) {
    const ommer = ommerAt(b, i);
    // Eight eighths less one for every generation: between two and seven, since ommers are one to six up.
    const eighths = OMMER_DIVISOR - (b.header.number - ommer.number);
    u256FromU64(AMOUNT, reward / OMMER_DIVISOR);
    u256FromU64(FACTOR, eighths);
    u256Mul(AMOUNT, AMOUNT, FACTOR);
    addBalance(accountAt(ommer.coinbase), AMOUNT);
  }
}
