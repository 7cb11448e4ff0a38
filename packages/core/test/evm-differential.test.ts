// The EVM against @ethereumjs/evm on random bytecode, every fork. ASSAY_EVM_SEEDS=from-to runs other seeds.
import { describe, expect, it } from "vitest";
import { randomContracts, Random } from "./bytecode.js";
import { type AccountState, CALLER, COINBASE, Evm, FORKS, type Fork } from "./evm.js";
import { runReference } from "./evm-reference.js";
import { loadTesting } from "./load.js";

const CONTRACTS = [0x1001n, 0x1002n, 0x1003n, 0x1004n];
const EMPTY = 0xe0000n;
const ABSENT = 0xab5e27n;
/** The precompiles that are cheap in the reference too. */
const PRECOMPILES = [1n, 2n, 3n, 4n, 5n, 9n];
const TARGETS = [...CONTRACTS, ...CONTRACTS, CALLER, COINBASE, EMPTY, ABSENT, ...PRECOMPILES];

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

describe("EVM against @ethereumjs/evm", async () => {
  const loaded = await loadTesting("evm", "wasm");
  const [from, to] = (process.env["ASSAY_EVM_SEEDS"] ?? "0-570").split("-").map(Number) as [number, number];
  for (let part = from; part < to; part += 190) {
    const end = Math.min(part + 190, to);
    it(`seeds ${part} to ${end}`, async () => {
      for (let seed = part; seed < end; seed++) {
        const { fork, accounts, call, warm } = makeCase(seed);
        const evm = new Evm(loaded, fork);
        for (const [address, state] of accounts) evm.setAccount(address, state);
        evm.begin(warm);
        const ours = evm.run(call);
        const theirs = await runReference(fork, accounts, call, warm);
        const where = `seed ${seed}, ${fork}, ${theirs.error ?? "no error"}`;
        expect({ ...ours, success: ours.status === "success" }, where).toMatchObject({
          success: theirs.success,
          gasLeft: theirs.gasLeft,
          output: theirs.output,
          refund: theirs.refund,
          logs: theirs.logs,
        });
        for (const address of [...accounts.keys(), ABSENT, ...(ours.created ? [BigInt(`0x${ours.created}`)] : [])]) {
          const account = await theirs.account(address);
          const got = { nonce: evm.nonce(address), balance: evm.balance(address), codeHash: evm.codeHash(address) };
          const empty = "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470";
          expect(got, `${where}, account ${address.toString(16)}`).toEqual(
            account ?? { nonce: 0n, balance: 0n, codeHash: empty },
          );
          for (const key of [0n, 1n, 2n, 3n])
            expect(evm.storage(address, key), `${where}, slot ${key} of ${address.toString(16)}`).toBe(
              await theirs.storage(address, key),
            );
        }
      }
    });
  }
});
