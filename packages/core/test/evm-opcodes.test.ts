// Opcodes by the EIP that defines them, with the EIPs' own test cases where they have any.
import { describe, expect, it } from "vitest";
import { assemble } from "./assembler.js";
import { addressBytes, bytes, CALLER, COINBASE, CONTRACT, ENVIRONMENT, Evm, FORKS, type Fork } from "./evm.js";
import { acceleratedVariants, loadTesting } from "./load.js";

const RETURN_TOP = "PUSH 0 MSTORE PUSH 32 PUSH 0 RETURN";
const GAS = 1_000_000n;
const ONES = (1n << 256n) - 1n;
const hex256 = (value: bigint) => `0x${value.toString(16).padStart(64, "0")}`;

describe.each(acceleratedVariants)("opcodes, %s", async (variant) => {
  const loaded = await loadTesting("evm", variant);

  function run(fork: Fork, code: string | Uint8Array, gas = GAS, data: Uint8Array = new Uint8Array(0)) {
    const evm = new Evm(loaded, fork);
    evm.setAccount(CALLER, { balance: 1_000_000n, nonce: 1n });
    evm.setAccount(CONTRACT, { code: typeof code === "string" ? assemble(code) : code, nonce: 1n, balance: 5n });
    evm.begin([CONTRACT, CALLER]);
    return evm.run({ to: CONTRACT, gas, data });
  }
  const top = (fork: Fork, code: string, data?: Uint8Array) =>
    BigInt(`0x${run(fork, `${code} ${RETURN_TOP}`, GAS, data).output}`);
  const used = (fork: Fork, code: string) => GAS - run(fork, code).gasLeft;

  it("is undefined before its fork and defined from it on", () => {
    const since: [Fork, string][] = [
      ["homestead", "PUSH 0 PUSH 0 PUSH 0 PUSH 0 PUSH 0 PUSH 0 DELEGATECALL"],
      ["byzantium", "PUSH 0 PUSH 0 PUSH 0 PUSH 0 PUSH 0 PUSH 0 STATICCALL"],
      ["byzantium", "RETURNDATASIZE"],
      ["byzantium", "PUSH 0 PUSH 0 PUSH 0 RETURNDATACOPY"],
      ["constantinople", "PUSH 1 PUSH 1 SHL"],
      ["constantinople", "PUSH 1 PUSH 1 SHR"],
      ["constantinople", "PUSH 1 PUSH 1 SAR"],
      ["constantinople", "PUSH 1 EXTCODEHASH"],
      ["constantinople", "PUSH 0 PUSH 0 PUSH 0 PUSH 0 CREATE2"],
      ["istanbul", "CHAINID"],
      ["istanbul", "SELFBALANCE"],
      ["london", "BASEFEE"],
      ["shanghai", "PUSH0"],
      ["cancun", "PUSH 0 BLOBHASH"],
      ["cancun", "BLOBBASEFEE"],
      ["cancun", "PUSH 0 TLOAD"],
      ["cancun", "PUSH 0 PUSH 0 TSTORE"],
      ["cancun", "PUSH 0 PUSH 0 PUSH 0 MCOPY"],
      ["osaka", "PUSH 0 CLZ"],
    ];
    for (const [fork, code] of since)
      FORKS.forEach((at, i) => {
        expect(run(at, code).status, `${code} in ${at}`).toBe(i < FORKS.indexOf(fork) ? "exception" : "success");
      });
    expect(run("homestead", "PUSH 0 PUSH 0 REVERT").gasLeft).toBe(0n);
    expect(run("byzantium", "PUSH 0 PUSH 0 REVERT").gasLeft).toBe(GAS - 6n);
  });

  it("every undefined byte is an exceptional halt", () => {
    const defined = new Set([
      ...range(0x00, 0x0b),
      ...range(0x10, 0x1e),
      0x20,
      ...range(0x30, 0x4a),
      ...range(0x50, 0x9f),
      ...range(0xa0, 0xa4),
      ...range(0xf0, 0xf5),
      0xfa,
      0xfd,
      0xff,
    ]);
    for (const opcode of range(0, 255)) {
      if (defined.has(opcode)) continue;
      expect(run("osaka", new Uint8Array([opcode])), opcode.toString(16)).toMatchObject({
        status: "exception",
        gasLeft: 0n,
      });
    }
  });

  it("the stack holds 1024 words and no opcode reaches below it", () => {
    const full = "PUSH 1 ".repeat(1024);
    expect(run("osaka", full).status).toBe("success");
    for (const code of [
      "PUSH 1",
      "DUP1",
      "PC",
      "GAS",
      "PUSH0",
      "CALLER",
      "MSIZE",
      "PUSH32 5",
      "PUSH2 5",
      "PUSH8 5",
      "PUSH9 5",
    ])
      expect(run("osaka", `${full} ${code}`).status, code).toBe("exception");
    for (const [code, needs] of [
      ["ADD", 2],
      ["ISZERO", 1],
      ["MULMOD", 3],
      ["MSTORE", 2],
      ["MLOAD", 1],
      ["JUMPI", 2],
      ["JUMP", 1],
      ["POP", 1],
      ["SSTORE", 2],
      ["LOG0", 2],
      ["LOG4", 6],
      ["CREATE", 3],
      ["CREATE2", 4],
      ["CALL", 7],
      ["CALLCODE", 7],
      ["DELEGATECALL", 6],
      ["STATICCALL", 6],
      ["RETURN", 2],
      ["REVERT", 2],
      ["SELFDESTRUCT", 1],
      ["DUP16", 16],
      ["SWAP16", 17],
      ["EXTCODECOPY", 4],
      ["CALLDATACOPY", 3],
      ["MCOPY", 3],
      ["KECCAK256", 2],
      ["EXP", 2],
      ["TSTORE", 2],
      ["BLOBHASH", 1],
      ["BYTE", 2],
    ] as const) {
      const short = run("osaka", `${"PUSH 0 ".repeat(needs - 1)} ${code}`);
      expect([short.status, short.gasLeft], code).toEqual(["exception", 0n]);
      const enough = run("osaka", `${"PUSH 0 ".repeat(needs)} ${code}`);
      if (!code.startsWith("JUMP")) expect(enough.gasLeft, code).toBeGreaterThan(0n);
    }
  });

  it("EIP-145: shifts", () => {
    const top255 = 1n << 255n;
    for (const [code, shift, value, result] of [
      ["SHL", 0n, 1n, 1n],
      ["SHL", 1n, 1n, 2n],
      ["SHL", 0xffn, 1n, top255],
      ["SHL", 0x100n, 1n, 0n],
      ["SHL", 0x101n, 1n, 0n],
      ["SHL", 1n, ONES, ONES - 1n],
      ["SHL", 0xffn, ONES, top255],
      ["SHL", 1n, (1n << 255n) - 1n, ONES - 1n],
      ["SHR", 0n, 1n, 1n],
      ["SHR", 1n, 1n, 0n],
      ["SHR", 1n, top255, 1n << 254n],
      ["SHR", 0xffn, top255, 1n],
      ["SHR", 0x100n, top255, 0n],
      ["SAR", 1n, 1n, 0n],
      ["SAR", 1n, top255, 3n << 254n],
      ["SAR", 0xffn, top255, ONES],
      ["SAR", 0x100n, top255, ONES],
      ["SAR", 0x101n, top255, ONES],
      ["SAR", 0xfen, 1n << 254n, 1n],
      ["SAR", 0xf8n, (1n << 255n) - 1n, 0x7fn],
      ["SAR", 0x100n, (1n << 255n) - 1n, 0n],
    ] as const)
      expect(top("constantinople", `PUSH ${value} PUSH ${shift} ${code}`), `${code} ${shift} ${value}`).toBe(result);
  });

  it("EIP-7939: count leading zeros", () => {
    for (const [value, zeros] of [
      [0n, 256n],
      [1n << 255n, 0n],
      [ONES, 0n],
      [1n << 254n, 1n],
      [(1n << 255n) - 1n, 1n],
      [1n, 255n],
    ] as const)
      expect(top("osaka", `PUSH ${value} CLZ`)).toBe(zeros);
    expect(used("osaka", "PUSH 1 CLZ")).toBe(3n + 5n);
  });

  it("EIP-3855: PUSH0", () => {
    expect(used("shanghai", "PUSH0")).toBe(2n);
    expect(used("shanghai", "PUSH0 ".repeat(1024))).toBe(2048n);
    expect(run("shanghai", "PUSH0 ".repeat(1025)).gasLeft).toBe(0n);
  });

  it("EIP-5656: MCOPY", () => {
    const sequence = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    for (const [before, target, source, length, after] of [
      [`${"00".repeat(32)}${sequence}`, 0, 32, 32, `${sequence}${sequence}`],
      ["01".repeat(32), 0, 0, 32, "01".repeat(32)],
      ["000102030405060708".padEnd(64, "0"), 0, 1, 8, "010203040506070808".padEnd(64, "0")],
      ["000102030405060708".padEnd(64, "0"), 1, 0, 8, "000001020304050607".padEnd(64, "0")],
    ] as const) {
      const size = before.length / 2;
      const fill = `CALLDATASIZE PUSH 0 PUSH 0 CALLDATACOPY PUSH ${length} PUSH ${source} PUSH ${target}`;
      const outcome = run("cancun", `${fill} MCOPY PUSH ${size} PUSH 0 RETURN`, GAS, bytes(before));
      expect(outcome.output).toBe(after);
      expect(
        run("cancun", fill, GAS, bytes(before)).gasLeft - run("cancun", `${fill} MCOPY`, GAS, bytes(before)).gasLeft,
      ).toBe(6n);
    }
    // Both ends grow the memory; nothing does when the length is zero.
    expect(top("cancun", "PUSH 1 PUSH 100 PUSH 0 MCOPY MSIZE")).toBe(128n);
    expect(top("cancun", "PUSH 1 PUSH 0 PUSH 100 MCOPY MSIZE")).toBe(128n);
    expect(top("cancun", `PUSH 0 PUSH ${ONES} PUSH ${ONES} MCOPY MSIZE`)).toBe(0n);
    expect(run("cancun", `PUSH 1 PUSH ${ONES} PUSH 0 MCOPY`).status).toBe("exception");
  });

  it("EIP-1052: EXTCODEHASH", () => {
    const empty = 0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470n;
    expect(top("constantinople", `PUSH ${CALLER} EXTCODEHASH`)).toBe(empty);
    expect(top("constantinople", "PUSH 0xdead EXTCODEHASH")).toBe(0n);
    // Upper bits of the word are not part of the address.
    expect(top("constantinople", `PUSH ${CALLER + (1n << 200n)} EXTCODEHASH`)).toBe(empty);
    expect(used("constantinople", "PUSH 0xdead EXTCODEHASH")).toBe(403n);
    expect(used("istanbul", "PUSH 0xdead EXTCODEHASH")).toBe(703n);
    expect(used("berlin", "PUSH 0xdead EXTCODEHASH")).toBe(2603n);
    expect(used("berlin", `PUSH ${CALLER} EXTCODEHASH`)).toBe(103n);
  });

  it("EIP-150, 1884, 2929: what looking at an account costs", () => {
    for (const [fork, balance, code, sload] of [
      ["homestead", 20n, 20n, 50n],
      ["tangerineWhistle", 400n, 700n, 200n],
      ["petersburg", 400n, 700n, 200n],
      ["istanbul", 700n, 700n, 800n],
      ["berlin", 2600n, 2600n, 2100n],
    ] as const) {
      expect(used(fork, "PUSH 0xdead BALANCE"), fork).toBe(3n + balance);
      expect(used(fork, "PUSH 0xdead EXTCODESIZE"), fork).toBe(3n + code);
      expect(used(fork, "PUSH 33 PUSH 0 PUSH 0 PUSH 0xdead EXTCODECOPY"), fork).toBe(12n + code + 2n * 3n + 2n * 3n);
      expect(used(fork, "PUSH 1 SLOAD"), fork).toBe(3n + sload);
    }
  });

  it("EIP-160: EXP", () => {
    expect(used("tangerineWhistle", "PUSH 0x100 PUSH 2 EXP")).toBe(6n + 10n + 20n);
    expect(used("spuriousDragon", "PUSH 0x100 PUSH 2 EXP")).toBe(6n + 10n + 100n);
    expect(used("osaka", "PUSH 0 PUSH 2 EXP")).toBe(6n + 10n);
    expect(top("osaka", `PUSH ${ONES} PUSH ${ONES} EXP`)).toBe(ONES);
  });

  it("shows its environment", () => {
    for (const [code, value] of [
      ["ADDRESS", CONTRACT],
      ["ORIGIN", CALLER],
      ["CALLER", CALLER],
      ["CALLVALUE", 0n],
      ["GASPRICE", ENVIRONMENT.gasPrice],
      ["COINBASE", COINBASE],
      ["TIMESTAMP", ENVIRONMENT.timestamp],
      ["NUMBER", ENVIRONMENT.number],
      ["PREVRANDAO", ENVIRONMENT.difficulty],
      ["GASLIMIT", ENVIRONMENT.gasLimit],
      ["CHAINID", ENVIRONMENT.chainId],
      ["SELFBALANCE", 5n],
      ["BASEFEE", ENVIRONMENT.baseFee],
      ["BLOBBASEFEE", ENVIRONMENT.blobBaseFee],
      ["PC", 0n],
      ["MSIZE", 0n],
      ["CALLDATASIZE", 3n],
      ["RETURNDATASIZE", 0n],
      ["PUSH 1 CALLDATALOAD", 0x0203n << 240n],
      ["PUSH 3 CALLDATALOAD", 0n],
      [`PUSH ${ONES} CALLDATALOAD`, 0n],
      ["GAS", GAS - 2n],
      ["PUSH 0 BLOBHASH", 0n],
      [`PUSH ${ENVIRONMENT.number} BLOCKHASH`, 0n],
      [`PUSH ${ENVIRONMENT.number - 257n} BLOCKHASH`, 0n],
    ] as const)
      expect(top("osaka", code, bytes("010203")), code).toBe(value);
  });

  it("EIP-4844: BLOBHASH", () => {
    const evm = new Evm(loaded, "cancun");
    evm.setBlobHashes([bytes("01".repeat(32)), bytes(`02${"00".repeat(31)}`)]);
    evm.setAccount(CONTRACT, { code: assemble(`PUSH 0 CALLDATALOAD BLOBHASH ${RETURN_TOP}`) });
    evm.begin();
    const hash = (index: bigint) => evm.run({ to: CONTRACT, data: bytes(hex256(index)) }).output;
    expect([hash(0n), hash(1n), hash(2n), hash(1n << 32n)]).toEqual([
      "01".repeat(32),
      `02${"00".repeat(31)}`,
      "00".repeat(32),
      "00".repeat(32),
    ]);
  });

  it("jumps to JUMPDEST opcodes only", () => {
    expect(run("osaka", "@a JUMP INVALID a: STOP").status).toBe("success");
    // Into the immediate of a PUSH, past the end, far past the end, to another opcode.
    for (const code of [
      "PUSH 4 JUMP PUSH1 0x5b STOP",
      "PUSH 9 JUMP",
      `PUSH ${ONES} JUMP`,
      `PUSH ${1n << 32n} JUMP JUMPDEST`,
      "PUSH 3 JUMP STOP",
    ])
      expect(run("osaka", code).status, code).toBe("exception");
    expect(run("osaka", `PUSH 0 PUSH ${ONES} JUMPI`).status).toBe("success");
    expect(run("osaka", `PUSH ${1n << 255n} @a JUMPI INVALID a: STOP`).status).toBe("success");
    // PUSH data that the end of the code cuts off is zero.
    expect(run("osaka", bytes("6000600057" + "7f01")).status).toBe("success");
  });

  it("memory: cost, and what no gas can pay", () => {
    expect(used("osaka", "PUSH 0 PUSH 0 MSTORE")).toBe(6n + 3n + 3n);
    expect(used("osaka", "PUSH 1 PUSH 31 MSTORE8")).toBe(6n + 3n + 3n);
    // 724 words: 3 * 724 + 724 * 724 / 512.
    expect(used("osaka", `PUSH 0 PUSH ${724 * 32 - 32} MSTORE`)).toBe(6n + 3n + 2172n + 1023n);
    for (const offset of [1n << 31n, (1n << 32n) - 32n, (1n << 32n) - 1n, 1n << 32n, (1n << 64n) - 1n, 1n << 64n, ONES])
      for (const code of [
        `PUSH ${offset} MLOAD`,
        `PUSH 0 PUSH ${offset} MSTORE`,
        `PUSH 0 PUSH ${offset} MSTORE8`,
        `PUSH 1 PUSH ${offset} KECCAK256`,
        `PUSH ${offset} PUSH 0 KECCAK256`,
        `PUSH ${offset} PUSH 0 RETURN`,
        `PUSH 1 PUSH ${offset} REVERT`,
        `PUSH ${offset} PUSH 1 LOG0`,
        `PUSH ${offset} PUSH 0 PUSH 0 CALLDATACOPY`,
        `PUSH 1 PUSH 0 PUSH ${offset} CODECOPY`,
        `PUSH ${offset} PUSH 0 PUSH 0 CREATE`,
        `PUSH ${offset} PUSH 0 PUSH 0 PUSH 0 PUSH 0 PUSH 0 CALL`,
      ])
        expect(run("osaka", code).gasLeft, code).toBe(0n);
    for (const code of [
      `PUSH 0 PUSH ${ONES} KECCAK256`,
      `PUSH 0 PUSH ${ONES} RETURN`,
      `PUSH 0 PUSH ${ONES} LOG0`,
      `PUSH 0 PUSH ${ONES} PUSH ${ONES} CALLDATACOPY`,
    ])
      expect(run("osaka", code).status, code).toBe("success");
    // What lies beyond the source is zero, and memory that grows is zero.
    expect(top("osaka", `PUSH ${ONES} PUSH 0 MSTORE PUSH 8 PUSH ${1n << 40n} PUSH 4 CALLDATACOPY PUSH 0 MLOAD`)).toBe(
      ONES ^ (((1n << 64n) - 1n) << 160n),
    );
    expect(top("osaka", `PUSH ${ONES} PUSH 0 MSTORE PUSH 2048 MLOAD PUSH 1024 MLOAD ADD`)).toBe(0n);
  });

  it("EIP-211: return data", () => {
    const evm = new Evm(loaded, "byzantium");
    const inner = 0x1aan;
    evm.setAccount(inner, {
      code: assemble(
        `PUSH 0 CALLDATALOAD PUSH 0 MSTORE PUSH 32 PUSH 0 CALLDATASIZE @revert JUMPI RETURN revert: REVERT`,
      ),
      nonce: 1n,
    });
    const call = (inputLength: number, outLength: number) =>
      `PUSH ${outLength} PUSH 0 PUSH ${inputLength} PUSH 0 PUSH 0 PUSH ${inner} PUSH 50000 CALL`;
    const run = (code: string) => {
      evm.setAccount(CONTRACT, { code: assemble(code), nonce: 1n });
      evm.begin();
      return evm.run({ to: CONTRACT });
    };
    expect(BigInt(`0x${run(`${call(0, 0)} POP RETURNDATASIZE ${RETURN_TOP}`).output}`)).toBe(32n);
    expect(BigInt(`0x${run(`${call(4, 0)} POP RETURNDATASIZE ${RETURN_TOP}`).output}`)).toBe(32n);
    expect(run(`${call(0, 0)} PUSH 32 PUSH 0 PUSH 0 RETURNDATACOPY`).status).toBe("success");
    for (const [length, offset] of [
      [33n, 0n],
      [1n, 32n],
      [0n, 33n],
      [2n, ONES],
      [0n, 1n << 64n],
    ])
      expect(
        run(`${call(0, 0)} PUSH ${length} PUSH ${offset} PUSH 0 RETURNDATACOPY`).status,
        `${length} at ${offset}`,
      ).toBe("exception");
    // A call that cannot be made empties the buffer.
    expect(
      BigInt(
        `0x${run(`${call(0, 0)} POP PUSH 0 PUSH 0 PUSH 0 PUSH 0 PUSH 1 PUSH ${inner} PUSH 0 CALL POP RETURNDATASIZE ${RETURN_TOP}`).output}`,
      ),
    ).toBe(0n);
    // The buffer is the caller's even when the callee's frame is long gone.
    expect(
      BigInt(
        `0x${run(`PUSH 77 PUSH 0 MSTORE ${call(32, 0)} POP PUSH 0 PUSH 64 MSTORE PUSH 32 PUSH 0 PUSH 0 RETURNDATACOPY PUSH 0 MLOAD ${RETURN_TOP}`).output}`,
      ),
    ).toBe(77n);
  });

  it("LOG: topics, data, cost", () => {
    const outcome = run("osaka", "PUSH 0xabcd PUSH 0 MSTORE PUSH 3 PUSH 2 PUSH 2 PUSH 30 LOG2");
    expect(outcome.logs).toEqual([
      {
        address: Buffer.from(addressBytes(CONTRACT)).toString("hex"),
        topics: [2n, 3n].map((t) => hex256(t).slice(2)),
        data: "abcd",
      },
    ]);
    expect(GAS - outcome.gasLeft).toBe(6n * 3n + 3n + 3n + 375n * 3n + 16n);
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
