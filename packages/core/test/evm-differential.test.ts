// The EVM against @ethereumjs/evm on random bytecode, every fork. ASSAY_EVM_SEEDS=from-to runs other seeds.
import { describe, expect, it } from "vitest";
import { Evm } from "./evm.js";
import { ABSENT, makeCase } from "./evm-cases.js";
import { runReference } from "./evm-reference.js";
import { loadTesting } from "./load.js";

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
          // A creation that succeeds has no output; the reference shows the code there.
          output: call.to === undefined && theirs.success ? "" : theirs.output,
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
