// Random cases for comparing EVMs: a small state of random contracts and a message to one of them.
import { Random, randomContracts } from "./bytecode.js";
import { type AccountState, CALLER, COINBASE, FORKS, type Fork } from "./evm.js";

const CONTRACTS = [0x1001n, 0x1002n, 0x1003n, 0x1004n];
const EMPTY = 0xe0000n;
/** Not in any case's state. */
export const ABSENT = 0xab5e27n;
/** All but the point evaluation, for which the reference needs a trusted setup. */
const PRECOMPILES = [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n, 0xbn, 0xcn, 0xdn, 0xen, 0xfn, 0x10n, 0x11n, 0x100n];
const TARGETS = [
  ...CONTRACTS,
  ...CONTRACTS,
  ...CONTRACTS,
  ...CONTRACTS,
  CALLER,
  CALLER,
  COINBASE,
  EMPTY,
  ABSENT,
  ...PRECOMPILES,
];

export interface Case {
  fork: Fork;
  accounts: Map<bigint, AccountState>;
  call: { from: bigint; to?: bigint; value: bigint; data: Uint8Array; gas: bigint };
  warm: bigint[];
}

/** The case of a seed; forks take turns. */
export function makeCase(seed: number): Case {
  const random = new Random(seed);
  const fork = FORKS[seed % FORKS.length]!;
  const accounts = new Map<bigint, AccountState>([
    [CALLER, { balance: 10n ** 18n, nonce: 1n }],
    [COINBASE, { balance: 1n }],
    // EIP-161 leaves none of these, but before it they exist.
    ...(random.chance(50) ? [[EMPTY, {}] as const] : []),
  ]);
  for (const [address, code] of randomContracts(random, CONTRACTS, TARGETS))
    accounts.set(address, {
      code,
      balance: BigInt(random.below(3) * 1000),
      nonce: 1n,
      storage: new Map([0n, 1n, 2n].map((key) => [key, BigInt(random.below(3))])),
    });
  const data = new Uint8Array(random.below(100)).map(() => random.below(256));
  const gas = BigInt(random.pick([3_000, 30_000, 100_000, 400_000, 1_500_000]) + random.below(2000));
  const to = random.chance(90) ? CONTRACTS[0] : undefined;
  const initCode = accounts.get(CONTRACTS[0]!)!.code!;
  return {
    fork,
    accounts,
    call: { from: CALLER, ...(to ? { to } : {}), value: BigInt(random.below(2)), data: to ? data : initCode, gas },
    warm: FORKS.indexOf(fork) >= FORKS.indexOf("berlin") ? [CALLER, CONTRACTS[0]!, ...PRECOMPILES] : [],
  };
}
