// SSTORE, TLOAD and TSTORE: the tables of EIP-1283, EIP-2200 and EIP-3529, and the rules around them.
import { describe, expect, it } from "vitest";
import { assemble } from "./assembler.js";
import { bytes, CALLER, CONTRACT, Evm, type Fork } from "./evm.js";
import { loadTesting, variants } from "./load.js";

// Code, original value, then used gas and refund by EIP. Those of EIP-3529 take the slot as warm.
const TABLE: [
  code: string,
  original: bigint,
  eip1283: [bigint, bigint],
  eip2200: [bigint, bigint],
  eip3529: [bigint, bigint],
][] = [
  ["60006000556000600055", 0n, [412n, 0n], [1612n, 0n], [212n, 0n]],
  ["60006000556001600055", 0n, [20212n, 0n], [20812n, 0n], [20112n, 0n]],
  ["60016000556000600055", 0n, [20212n, 19800n], [20812n, 19200n], [20112n, 19900n]],
  ["60016000556002600055", 0n, [20212n, 0n], [20812n, 0n], [20112n, 0n]],
  ["60016000556001600055", 0n, [20212n, 0n], [20812n, 0n], [20112n, 0n]],
  ["60006000556000600055", 1n, [5212n, 15000n], [5812n, 15000n], [3012n, 4800n]],
  ["60006000556001600055", 1n, [5212n, 4800n], [5812n, 4200n], [3012n, 2800n]],
  ["60006000556002600055", 1n, [5212n, 0n], [5812n, 0n], [3012n, 0n]],
  ["60026000556000600055", 1n, [5212n, 15000n], [5812n, 15000n], [3012n, 4800n]],
  ["60026000556003600055", 1n, [5212n, 0n], [5812n, 0n], [3012n, 0n]],
  ["60026000556001600055", 1n, [5212n, 4800n], [5812n, 4200n], [3012n, 2800n]],
  ["60026000556002600055", 1n, [5212n, 0n], [5812n, 0n], [3012n, 0n]],
  ["60016000556000600055", 1n, [5212n, 15000n], [5812n, 15000n], [3012n, 4800n]],
  ["60016000556002600055", 1n, [5212n, 0n], [5812n, 0n], [3012n, 0n]],
  ["60016000556001600055", 1n, [412n, 0n], [1612n, 0n], [212n, 0n]],
  ["600160005560006000556001600055", 0n, [40218n, 19800n], [40818n, 19200n], [40118n, 19900n]],
  ["600060005560016000556000600055", 1n, [10218n, 19800n], [10818n, 19200n], [5918n, 7600n]],
];

const COLD_SLOT = 2100n;
const GAS = 1_000_000n;

describe.each(variants)("storage, %s", async (variant) => {
  const loaded = await loadTesting("evm", variant);

  function run(fork: Fork, code: Uint8Array, original = 0n, gas = GAS) {
    const evm = new Evm(loaded, fork);
    evm.setAccount(CONTRACT, { code, nonce: 1n, storage: new Map([[0n, original]]) });
    evm.begin([CONTRACT, CALLER]);
    return { evm, ...evm.run({ to: CONTRACT, gas }) };
  }

  it.each(TABLE)("%s from %d", (code, original, eip1283, eip2200, eip3529) => {
    for (const [fork, [used, refund], cold] of [
      ["constantinople", eip1283, 0n],
      ["istanbul", eip2200, 0n],
      ["london", eip3529, COLD_SLOT],
      ["osaka", eip3529, COLD_SLOT],
    ] as const) {
      const outcome = run(fork, bytes(code), original);
      expect([GAS - outcome.gasLeft - cold, outcome.refund], fork).toEqual([used, refund]);
    }
  });

  it("Petersburg takes EIP-1283 back", () => {
    const outcome = run("petersburg", bytes("60016000556002600055"), 0n);
    expect([GAS - outcome.gasLeft, outcome.refund]).toEqual([25012n, 0n]);
  });

  it("EIP-2200: not with the stipend alone", () => {
    const code = assemble("PUSH 1 PUSH 0 SSTORE");
    expect(run("istanbul", code, 1n, 2306n).status).toBe("exception");
    expect(run("istanbul", code, 1n, 2307n).status).toBe("success");
    expect(run("constantinople", code, 1n, 206n).status).toBe("success");
  });

  it("EIP-2929: a slot is cold once", () => {
    const code = assemble("PUSH 5 SLOAD POP GAS PUSH 5 SLOAD POP GAS SWAP1 SUB PUSH 0 MSTORE PUSH 32 PUSH 0 RETURN");
    // Warm: PUSH, SLOAD, POP, GAS.
    expect(BigInt(`0x${run("berlin", code).output}`)).toBe(3n + 100n + 2n + 2n);
    const outcome = run("berlin", assemble("PUSH 5 SLOAD STOP"));
    expect(GAS - outcome.gasLeft).toBe(3n + 2100n);
  });

  it("EIP-2929: warmth goes with a frame that reverts", () => {
    const evm = new Evm(loaded, "berlin");
    const inner = 0x1aan;
    evm.setAccount(inner, { code: assemble("PUSH 5 SLOAD POP PUSH 0 PUSH 0 REVERT"), nonce: 1n });
    const delegate = `PUSH 0 PUSH 0 PUSH 0 PUSH 0 PUSH ${inner} PUSH 10000 DELEGATECALL POP`;
    evm.setAccount(CONTRACT, {
      code: assemble(`${delegate} GAS PUSH 5 SLOAD POP GAS SWAP1 SUB PUSH 0 MSTORE PUSH 32 PUSH 0 RETURN`),
    });
    evm.begin();
    expect(BigInt(`0x${evm.run({ to: CONTRACT }).output}`)).toBe(3n + 2100n + 2n + 2n);
  });

  it("EIP-1153: transient storage lives for the transaction and goes back with a revert", () => {
    const evm = new Evm(loaded, "cancun");
    const inner = 0x1aan;
    evm.setAccount(inner, { code: assemble("PUSH 9 PUSH 1 TSTORE PUSH 0 PUSH 0 REVERT"), nonce: 1n });
    const delegate = `PUSH 0 PUSH 0 PUSH 0 PUSH 0 PUSH ${inner} PUSH 10000 DELEGATECALL POP`;
    const show = "PUSH 1 TLOAD PUSH 0 MSTORE PUSH 32 PUSH 0 RETURN";
    evm.setAccount(CONTRACT, {
      code: assemble(`CALLDATASIZE @load JUMPI PUSH 7 PUSH 1 TSTORE ${delegate} load: ${show}`),
    });
    evm.begin();
    expect(BigInt(`0x${evm.run({ to: CONTRACT }).output}`)).toBe(7n);
    expect(BigInt(`0x${evm.run({ to: CONTRACT, data: bytes("01") }).output}`)).toBe(7n);
    evm.end();
    evm.begin();
    expect(BigInt(`0x${evm.run({ to: CONTRACT, data: bytes("01") }).output}`)).toBe(0n);
  });

  it("writes nothing in a static frame", () => {
    for (const code of ["PUSH 1 PUSH 0 SSTORE", "PUSH 1 PUSH 0 TSTORE"]) {
      const evm = new Evm(loaded, "cancun");
      evm.setAccount(CONTRACT, { code: assemble(code) });
      evm.begin();
      expect(evm.run({ to: CONTRACT, isStatic: true }).status).toBe("exception");
    }
  });
});
