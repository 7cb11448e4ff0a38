// Calls, creations and self-destruction by the EIP that rules them.
import { describe, expect, it } from "vitest";
import { assemble } from "./assembler.js";
import { type AccountState, addressBytes, bytes, CALLER, CONTRACT, Evm, FORKS, type Fork, hex } from "./evm.js";
import { loadTesting, variants } from "./load.js";

const RETURN_TOP = "PUSH 0 MSTORE PUSH 32 PUSH 0 RETURN";
const INNER = 0x1aan;
const GAS = 1_000_000n;
const EMPTY_HASH = "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470";

/** Gas first: what is on top of the stack is the gas. */
const call = (opcode: string, to: bigint, { gas = "GAS", value = 0n, input = 0, output = 0 } = {}) =>
  `PUSH ${output} PUSH 0 PUSH ${input} PUSH 0 ${opcode === "CALL" || opcode === "CALLCODE" ? `PUSH ${value}` : ""} PUSH ${to} ${gas} ${opcode}`;

/** Puts the bytes at 0 of memory and creates from them. */
const create = (init: Uint8Array, { salt, value = 0n }: { salt?: bigint; value?: bigint } = {}) => {
  let code = "";
  for (let at = 0; at < init.length; at += 32)
    code += `PUSH32 0x${hex(init.subarray(at, at + 32)).padEnd(64, "0")} PUSH ${at} MSTORE `;
  return `${code} ${salt === undefined ? "" : `PUSH ${salt}`} PUSH ${init.length} PUSH 0 PUSH ${value} ${salt === undefined ? "CREATE" : "CREATE2"}`;
};

/** Init code that deploys `length` bytes, the first of which is `first`. */
const deploy = (length: number, first = 0) => assemble(`PUSH ${first} PUSH 0 MSTORE8 PUSH ${length} PUSH 0 RETURN`);

describe.each(variants)("calls and creations, %s", async (variant) => {
  const loaded = await loadTesting("evm", variant);

  function start(fork: Fork, code: string | Uint8Array, others: [bigint, AccountState][] = []) {
    const evm = new Evm(loaded, fork);
    evm.setAccount(CALLER, { balance: 1_000_000n, nonce: 1n });
    evm.setAccount(CONTRACT, { code: typeof code === "string" ? assemble(code) : code, nonce: 1n, balance: 1000n });
    for (const [address, state] of others) evm.setAccount(address, state);
    evm.begin([CONTRACT, CALLER]);
    return evm;
  }
  const run = (fork: Fork, code: string, others: [bigint, AccountState][] = [], gas = GAS) =>
    start(fork, code, others).run({ to: CONTRACT, gas });
  const top = (fork: Fork, code: string, others: [bigint, AccountState][] = []) =>
    BigInt(`0x${run(fork, `${code} ${RETURN_TOP}`, others).output}`);
  const inner = (code: string, state: AccountState = {}): [bigint, AccountState][] => [
    [INNER, { code: assemble(code), nonce: 1n, ...state }],
  ];

  describe("calls", () => {
    it("EIP-150: a 64th of the gas stays", () => {
      const report = inner(`GAS ${RETURN_TOP}`);
      // The callee has spent 2 for GAS when it looks.
      const seen = (fork: Fork, gas: string) =>
        top(fork, `${call("CALL", INNER, { gas, output: 32 })} POP PUSH 0 MLOAD`, report);
      const pushed = 5n * 3n + 3n + 3n;
      const after = GAS - pushed - 700n - 3n;
      expect(seen("tangerineWhistle", "PUSH 0xffffffffff")).toBe(after - after / 64n - 2n);
      expect(seen("tangerineWhistle", "PUSH 1000")).toBe(998n);
      // Before, more than there is was an error.
      expect(run("homestead", call("CALL", INNER, { gas: "PUSH 0xffffffffff" }), report).status).toBe("exception");
      expect(seen("homestead", "PUSH 1000")).toBe(998n);
    });

    it("value: costs 9000, brings a stipend of 2300, and a new account costs 25000", () => {
      const used = (fork: Fork, to: bigint, value: bigint, code = "STOP") =>
        GAS - run(fork, call("CALL", to, { gas: "PUSH 0", value }), inner(code)).gasLeft;
      const pushes = 7n * 3n;
      expect(used("homestead", INNER, 0n)).toBe(pushes + 40n);
      expect(used("homestead", INNER, 1n)).toBe(pushes + 40n + 9000n - 2300n);
      expect(used("homestead", 0xdeadn, 0n)).toBe(pushes + 40n + 25000n);
      expect(used("tangerineWhistle", 0xdeadn, 0n)).toBe(pushes + 700n + 25000n);
      expect(used("spuriousDragon", 0xdeadn, 0n)).toBe(pushes + 700n);
      expect(used("spuriousDragon", 0xdeadn, 1n)).toBe(pushes + 700n + 9000n + 25000n - 2300n);
      expect(used("berlin", INNER, 0n)).toBe(pushes + 2600n);
      expect(used("berlin", CALLER, 1n)).toBe(pushes + 100n + 9000n - 2300n);
      // Not enough to give: the callee's gas comes back, stipend and all.
      expect(used("berlin", CALLER, 1001n)).toBe(pushes + 100n + 9000n - 2300n);
    });

    it("the four kinds: whose storage, caller and value", () => {
      const show = "ADDRESS PUSH 0 MSTORE CALLER PUSH 32 MSTORE CALLVALUE PUSH 64 MSTORE PUSH 96 PUSH 0 RETURN";
      const seen = (opcode: string, value = 0n) => {
        const evm = start(
          "osaka",
          `${call(opcode, INNER, { value, output: 96 })} POP PUSH 96 PUSH 0 RETURN`,
          inner(show),
        );
        const { output } = evm.run({ to: CONTRACT, value: 7n });
        return [0, 1, 2].map((i) => BigInt(`0x${output.slice(64 * i, 64 * i + 64)}`));
      };
      expect(seen("CALL", 5n)).toEqual([INNER, CONTRACT, 5n]);
      expect(seen("CALLCODE", 5n)).toEqual([CONTRACT, CONTRACT, 5n]);
      expect(seen("DELEGATECALL")).toEqual([CONTRACT, CALLER, 7n]);
      expect(seen("STATICCALL")).toEqual([INNER, CONTRACT, 0n]);
    });

    it("EIP-214: nothing changes under a STATICCALL, however deep", () => {
      const changes = [
        "PUSH 1 PUSH 0 SSTORE",
        "PUSH 1 PUSH 0 TSTORE",
        "PUSH 0 PUSH 0 LOG0",
        "PUSH 0 PUSH 0 PUSH 0 CREATE",
        "PUSH 0 PUSH 0 PUSH 0 PUSH 0 CREATE2",
        "PUSH 0 SELFDESTRUCT",
        call("CALL", CALLER, { value: 1n }),
      ];
      for (const change of changes) {
        const evm = start(
          "cancun",
          `${call("STATICCALL", INNER, { gas: "PUSH 100000" })} ${RETURN_TOP}`,
          inner(change, { balance: 9n }),
        );
        expect(BigInt(`0x${evm.run({ to: CONTRACT }).output}`), change).toBe(0n);
        const deep: [bigint, AccountState][] = [
          [INNER, { code: assemble(`${call("CALL", 0x2bbn)} ${RETURN_TOP}`) }],
          [0x2bbn, { code: assemble(change), balance: 9n }],
        ];
        expect(
          top("cancun", `${call("STATICCALL", INNER, { gas: "PUSH 200000", output: 32 })} POP PUSH 0 MLOAD`, deep),
          change,
        ).toBe(0n);
      }
      // A call without value, a CALLCODE with it: both change nothing themselves.
      expect(
        top("cancun", call("STATICCALL", INNER), inner(call("CALLCODE", CALLER, { value: 1n }), { balance: 9n })),
      ).toBe(1n);
    });

    it("depth 1024 is the deepest", () => {
      // Each level adds one to a slot and calls the same code again.
      const code = `PUSH 0 SLOAD PUSH 1 ADD PUSH 0 SSTORE PUSH 0 PUSH 0 PUSH 0 PUSH 0 PUSH 0 ADDRESS PUSH 7000 GAS SUB CALL`;
      const evm = start("homestead", code);
      const outcome = evm.run({ to: CONTRACT, gas: 100_000_000n });
      expect(outcome.status).toBe("success");
      expect(evm.storage(CONTRACT, 0n)).toBe(1025n);
      // Frames and buffers are reused: again, in a new transaction.
      evm.end();
      evm.begin();
      evm.run({ to: CONTRACT, gas: 100_000_000n });
      expect(evm.storage(CONTRACT, 0n)).toBe(2050n);
    });

    it("what a reverted call did is undone, its gas and output stay", () => {
      const evm = start(
        "osaka",
        `${call("CALL", INNER, { output: 32, value: 3n })} PUSH 32 MSTORE PUSH 64 PUSH 0 RETURN`,
        inner("PUSH 1 PUSH 0 SSTORE PUSH 0 PUSH 0 LOG0 PUSH 42 PUSH 0 MSTORE PUSH 32 PUSH 0 REVERT"),
      );
      const outcome = evm.run({ to: CONTRACT });
      expect(outcome.output).toBe(42n.toString(16).padStart(64, "0") + "0".repeat(64));
      expect([evm.storage(INNER, 0n), evm.balance(INNER), outcome.logs]).toEqual([0n, 0n, []]);
      expect(outcome.gasLeft).toBeGreaterThan(900_000n);
    });

    it("EIP-161: touching an empty account removes it", () => {
      const empty = 0xe0e0n;
      for (const [fork, exists] of [
        ["tangerineWhistle", true],
        ["spuriousDragon", false],
      ] as const) {
        const evm = start(fork, call("CALL", empty), [[empty, {}]]);
        evm.run({ to: CONTRACT });
        evm.end(FORKS.indexOf(fork) >= FORKS.indexOf("spuriousDragon"));
        expect(evm.exists(empty), fork).toBe(exists);
      }
      // Before, a call also brings a target into being.
      const evm = start("frontier", call("CALL", 0xdeadn, { gas: "PUSH 0" }));
      evm.run({ to: CONTRACT });
      evm.end(false);
      expect(evm.exists(0xdeadn)).toBe(true);
    });

    it("EIP-7702: delegated code runs in the account's name", () => {
      const authority = 0xa07n;
      const designator = (to: bigint) => new Uint8Array([0xef, 0x01, 0x00, ...addressBytes(to)]);
      const state = (to: bigint): [bigint, AccountState][] => [
        [authority, { code: designator(to), nonce: 1n, balance: 5n }],
        ...inner(`PUSH 1 PUSH 0 SSTORE ADDRESS CODESIZE ADD ${RETURN_TOP}`),
      ];
      const evm = start(
        "prague",
        `${call("CALL", authority, { output: 32 })} POP PUSH 0 MLOAD ${RETURN_TOP}`,
        state(INNER),
      );
      const size = BigInt(assemble(`PUSH 1 PUSH 0 SSTORE ADDRESS CODESIZE ADD ${RETURN_TOP}`).length);
      expect(BigInt(`0x${evm.run({ to: CONTRACT }).output}`)).toBe(authority + size);
      expect([evm.storage(authority, 0n), evm.storage(INNER, 0n)]).toEqual([1n, 0n]);
      // The message's own target too, and its delegate is warm then.
      expect(start("prague", "STOP", state(INNER)).run({ to: authority }).output).not.toBe("");
      // What looks at the account's code sees the designator.
      expect(top("prague", `PUSH ${authority} EXTCODESIZE`, state(INNER))).toBe(23n);
      expect(
        top("prague", `PUSH 32 PUSH 0 PUSH 0 PUSH ${authority} EXTCODECOPY PUSH 0 MLOAD`, state(INNER)) >> 72n,
      ).toBe(BigInt(`0x${hex(designator(INNER))}`));
      // The designated account is accessed as well: 2600 cold, 100 warm.
      const used = (code: string) => GAS - run("prague", code, state(INNER)).gasLeft;
      const once = used(call("CALL", authority, { gas: "PUSH 0" }));
      expect(once).toBe(21n + 2600n + 2600n);
      expect(
        used(`${call("CALL", authority, { gas: "PUSH 0" })} POP ${call("CALL", authority, { gas: "PUSH 0" })}`),
      ).toBe(once + 2n + 21n + 200n);
      // A precompile is not run so, and a designator is followed once.
      expect(top("prague", `${call("CALL", authority, { output: 32, input: 32 })} POP RETURNDATASIZE`, state(4n))).toBe(
        0n,
      );
      expect(top("prague", call("CALL", authority), state(authority))).toBe(0n);
      // Before Prague a designator is bytes.
      expect(top("cancun", call("CALL", authority), state(INNER))).toBe(0n);
    });
  });

  describe("creations", () => {
    it("EIP-1014: addresses", () => {
      for (const [sender, salt, init, address] of [
        ["00".repeat(20), 0n, "00", "4d1a2e2bb4f88f0250f26ffff098b0b30b26bf38"],
        ["deadbeef00000000000000000000000000000000", 0n, "00", "b928f69bb1d91cd65274e3c79d8986362984fda3"],
        [
          "deadbeef00000000000000000000000000000000",
          0xfeed000000000000000000000000000000000000n,
          "00",
          "d04116cdd17bebe565eb2422f2497e06cc1c9833",
        ],
        ["00".repeat(20), 0n, "deadbeef", "70f2b2914a2a4b783faefb75f459a580616fcb5e"],
        [
          "00000000000000000000000000000000deadbeef",
          0xcafebaben,
          "deadbeef",
          "60f3f640a8508fc6a86d45df051962668e1e8ac7",
        ],
        ["00".repeat(20), 0n, "", "e33c0c7f7df4809055c3eba6c09cfe4baf1bd9e0"],
      ] as const) {
        const at = BigInt(`0x${sender}`);
        const evm = new Evm(loaded, "constantinople");
        // The nonce keeps EIP-161 away; the code creates from its input.
        evm.setAccount(at, {
          nonce: 1n,
          code: assemble(
            `CALLDATASIZE PUSH 0 PUSH 0 CALLDATACOPY PUSH ${salt} CALLDATASIZE PUSH 0 PUSH 0 CREATE2 ${RETURN_TOP}`,
          ),
        });
        evm.begin();
        const outcome = evm.run({ to: at, data: bytes(init) });
        // The init code deadbeef fails; then only the address itself can be asked for.
        if (init !== "deadbeef") expect(outcome.output.slice(24)).toBe(address);
        const hash = loaded.place(keccakOf(init));
        const target = loaded.place(new Uint8Array(20));
        loaded.exports.create2Address!(target, loaded.place(addressBytes(at)), loaded.placeWord(salt), hash);
        expect(hex(loaded.read(target, 20))).toBe(address);
      }
    });

    it("nonces: the creator's goes up, the contract's starts at 1 from Spurious Dragon on", () => {
      for (const [fork, nonce] of [
        ["homestead", 0n],
        ["spuriousDragon", 1n],
        ["osaka", 1n],
      ] as const) {
        const evm = start(fork, `${create(deploy(1))} ${RETURN_TOP}`);
        const created = BigInt(`0x${evm.run({ to: CONTRACT }).output}`);
        expect([evm.nonce(CONTRACT), evm.nonce(created)], fork).toEqual([2n, nonce]);
      }
      // The message's own creation: from the nonce that was already counted up.
      const evm = start("osaka", "STOP");
      const { created } = evm.run({ data: deploy(1) });
      const target = loaded.place(new Uint8Array(20));
      loaded.exports.createAddress!(target, loaded.place(addressBytes(CALLER)), 0n);
      expect(created).toBe(hex(loaded.read(target, 20)));
    });

    it("EIP-2: code that is not paid for", () => {
      // 32000 and a little for the opcodes, so that the rest does not do for 100 bytes at 200.
      const outcome = (fork: Fork) => {
        const evm = start(fork, `${create(deploy(100))} ${RETURN_TOP}`);
        const { output } = evm.run({ to: CONTRACT, gas: 42_000n });
        return [BigInt(`0x${output || "0"}`) !== 0n, output ? evm.codeHash(BigInt(`0x${output}`)) : ""];
      };
      expect(outcome("frontier")).toEqual([true, EMPTY_HASH]);
      // From Homestead on the creation fails and takes all its gas, which in this case is all there is.
      expect(outcome("homestead")).toEqual([false, ""]);
      expect(outcome("osaka")[0]).toBe(false);
    });

    it("EIP-170, EIP-3541, EIP-3860: what code may be", () => {
      const made = (fork: Fork, init: Uint8Array) => {
        const evm = start(fork, "STOP");
        return evm.run({ data: init, gas: 50_000_000n }).status;
      };
      expect(made("tangerineWhistle", deploy(24577))).toBe("success");
      expect(made("spuriousDragon", deploy(24576))).toBe("success");
      expect(made("spuriousDragon", deploy(24577))).toBe("exception");
      expect(made("berlin", deploy(1, 0xef))).toBe("success");
      expect(made("london", deploy(1, 0xef))).toBe("exception");
      expect(made("london", deploy(0, 0xef))).toBe("success");
      // Init code: 2 per word, at most 49152 bytes; CREATE2 also hashes it.
      const used = (fork: Fork, size: number, opcode: "CREATE" | "CREATE2") => {
        const evm = start(fork, `PUSH 0 PUSH ${size} PUSH 0 PUSH 0 ${opcode}`);
        return 10_000_000n - evm.run({ to: CONTRACT, gas: 10_000_000n }).gasLeft;
      };
      for (const opcode of ["CREATE", "CREATE2"] as const) {
        expect(used("shanghai", 3200, opcode) - used("paris", 3200, opcode)).toBe(200n);
        expect(used("shanghai", 49152, opcode)).toBeLessThan(1_000_000n);
        expect(used("shanghai", 49153, opcode)).toBe(10_000_000n);
        expect(used("paris", 49153, opcode)).toBeLessThan(1_000_000n);
      }
      expect(used("paris", 3200, "CREATE2") - used("paris", 3200, "CREATE")).toBe(600n);
    });

    it("EIP-684, EIP-7610: an address that is taken", () => {
      const init = deploy(1);
      const evm0 = start("osaka", `${create(init, { salt: 5n })} ${RETURN_TOP}`);
      const address = BigInt(`0x${evm0.run({ to: CONTRACT }).output}`);
      for (const [state, free] of [
        [{ balance: 5n }, true],
        [{ nonce: 1n }, false],
        [{ code: bytes("00") }, false],
        [{ storage: new Map([[1n, 1n]]) }, false],
      ] as const) {
        const evm = start("osaka", `${create(init, { salt: 5n })} ${RETURN_TOP}`, [[address, state]]);
        const outcome = evm.run({ to: CONTRACT });
        expect(
          BigInt(`0x${outcome.output}`),
          JSON.stringify(state, (_, v) => String(v)),
        ).toBe(free ? address : 0n);
        // The creator's nonce is counted up and all but a 64th of the gas is gone.
        expect(evm.nonce(CONTRACT)).toBe(2n);
        if (!free) expect(outcome.gasLeft).toBeLessThan(10_000_000n / 60n);
        else expect(evm.balance(address)).toBe(5n);
      }
    });

    it("fails without cost when it cannot start: balance, nonce, depth", () => {
      expect(top("osaka", create(deploy(1), { value: 1001n }))).toBe(0n);
      const evm = start("osaka", `${create(deploy(1))} ${RETURN_TOP}`, [
        [CONTRACT, { code: assemble(`${create(deploy(1))} ${RETURN_TOP}`), nonce: (1n << 64n) - 1n }],
      ]);
      const outcome = evm.run({ to: CONTRACT });
      expect([BigInt(`0x${outcome.output}`), evm.nonce(CONTRACT)]).toEqual([0n, (1n << 64n) - 1n]);
      expect(outcome.gasLeft).toBeGreaterThan(9_900_000n);
    });

    it("a creation that reverts shows its output, one that succeeds shows none", () => {
      const init = assemble("PUSH 42 PUSH 0 MSTORE PUSH 32 PUSH 0 REVERT");
      expect(top("byzantium", `${create(init)} POP RETURNDATASIZE`)).toBe(32n);
      expect(top("byzantium", `${create(deploy(32))} POP RETURNDATASIZE`)).toBe(0n);
      expect(top("byzantium", `${create(assemble("INVALID"))} POP RETURNDATASIZE`)).toBe(0n);
    });
  });

  describe("SELFDESTRUCT", () => {
    const destruct = (to: bigint) => `PUSH ${to} SELFDESTRUCT`;

    it("costs, by fork", () => {
      const used = (fork: Fork, to: bigint, balance = 1n) => {
        const evm = start(fork, destruct(to), [[CONTRACT, { code: assemble(destruct(to)), balance, nonce: 1n }]]);
        return GAS - evm.run({ to: CONTRACT, gas: GAS }).gasLeft - 3n;
      };
      expect(used("homestead", 0xdeadn)).toBe(0n);
      expect(used("tangerineWhistle", 0xdeadn, 0n)).toBe(30000n);
      expect(used("spuriousDragon", 0xdeadn, 0n)).toBe(5000n);
      expect(used("spuriousDragon", 0xdeadn)).toBe(30000n);
      expect(used("berlin", 0xdeadn)).toBe(32600n);
      expect(used("berlin", CALLER)).toBe(5000n);
    });

    it("refunds 24000 once, until London", () => {
      const twice = `${call("CALL", INNER)} POP ${call("CALL", INNER)}`;
      expect(run("berlin", twice, inner(destruct(CALLER))).refund).toBe(24000n);
      expect(run("london", twice, inner(destruct(CALLER))).refund).toBe(0n);
    });

    it("EIP-6780: from Cancun on only what the transaction created goes", () => {
      for (const [fork, gone] of [
        ["shanghai", true],
        ["cancun", false],
      ] as const) {
        const evm = start(fork, call("CALL", INNER), inner(destruct(CALLER), { balance: 9n }));
        evm.run({ to: CONTRACT });
        expect([evm.balance(INNER), evm.balance(CALLER)], fork).toEqual([0n, 1_000_009n]);
        evm.end();
        expect(evm.exists(INNER), fork).toBe(!gone);
      }
      const evm = start("cancun", `${create(assemble(destruct(CALLER)), { value: 9n })} ${RETURN_TOP}`);
      const created = BigInt(`0x${evm.run({ to: CONTRACT }).output}`);
      expect(evm.balance(CALLER)).toBe(1_000_009n);
      evm.end();
      expect(evm.exists(created)).toBe(false);
    });

    it("to itself burns the balance where the account goes", () => {
      for (const [fork, left] of [
        ["shanghai", 0n],
        ["cancun", 9n],
      ] as const) {
        const evm = start(fork, call("CALL", INNER), inner("ADDRESS SELFDESTRUCT", { balance: 9n }));
        evm.run({ to: CONTRACT });
        expect(evm.balance(INNER), fork).toBe(left);
      }
      const evm = start("cancun", `${create(assemble("ADDRESS SELFDESTRUCT"), { value: 9n })} ${RETURN_TOP}`);
      const created = BigInt(`0x${evm.run({ to: CONTRACT }).output}`);
      expect(evm.balance(created)).toBe(0n);
    });
  });
});

/** keccak-256 of the test cases' init codes: facts, so that the test needs no hash of its own. */
function keccakOf(init: string): Uint8Array {
  return bytes(
    {
      "": EMPTY_HASH,
      "00": "bc36789e7a1e281436464229828f817d6612f7b477d66591ff96a9e064bcc98a",
      deadbeef: "d4fd4e189132273036449fc9e11198c739161b4c0116a9a2dccdfa1c492006f1",
    }[init]!,
  );
}
