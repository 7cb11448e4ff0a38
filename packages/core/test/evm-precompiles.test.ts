// Precompiles as the EVM calls them: which there are, what they cost, what becomes of their output and of their failures.
// Their arithmetic has tests of its own (hashes.test.ts, curves).
import { describe, expect, it } from "vitest";
import { assemble } from "./assembler.js";
import { addressBytes, bytes, CALLER, CONTRACT, Evm, FORKS, type Fork, hex } from "./evm.js";
import { loadTesting, variants } from "./load.js";

const GAS = 10_000_000n;
const word = (value: bigint | number) => value.toString(16).padStart(64, "0");
const from = (fork: Fork) => FORKS.slice(FORKS.indexOf(fork));

/** The nagydani inputs of EIP-198's tests by their shape: what they cost depends on nothing else. */
const sizes = [64, 128, 256, 512, 1024];
function modexpInput(baseLength: number, exponent: string, modulusLength: number): Uint8Array {
  const lengths = word(baseLength) + word(exponent.length / 2) + word(modulusLength);
  return bytes(`${lengths}${"02".repeat(baseLength)}${exponent}${"03".repeat(modulusLength)}`);
}

describe.each(variants)("precompiles, %s", async (variant) => {
  const loaded = await loadTesting("evm", variant);

  function run(fork: Fork, to: bigint, data: Uint8Array, gas = GAS) {
    const evm = new Evm(loaded, fork);
    evm.setAccount(CALLER, { balance: 1n, nonce: 1n });
    evm.begin();
    const outcome = evm.run({ to, data, gas });
    return { ...outcome, used: gas - outcome.gasLeft };
  }

  it("there are as many as the fork has", () => {
    const highest: [Fork, number][] = [
      ["frontier", 4],
      ["byzantium", 8],
      ["istanbul", 9],
      ["cancun", 10],
      ["prague", 17],
    ];
    for (const [i, fork] of FORKS.entries()) {
      const evm = new Evm(loaded, fork);
      const expected = highest.filter(([since]) => FORKS.indexOf(since) <= i).at(-1)![1];
      const found: bigint[] = [];
      for (const at of [...Array(0x120).keys()].map(BigInt)) {
        if (evm.loaded.exports.isPrecompile!(evm.loaded.place(addressBytes(at)))) found.push(at);
      }
      const wanted = Array.from({ length: expected }, (_, k) => BigInt(k + 1));
      expect(found, fork).toEqual(fork === "osaka" ? [...wanted, 0x100n] : wanted);
      for (const other of [1n << 16n, 1n << 64n, 1n << 128n, (1n << 152n) + 1n])
        expect(evm.loaded.exports.isPrecompile!(evm.loaded.place(addressBytes(other)))).toBe(0);
    }
  });

  it("ECRECOVER", () => {
    // ethereum/tests, stPreCompiledContracts2, CALLEcrecover0.
    const digest = "18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c";
    const r = "73b1693892219d736caba55bdb67216e485557ea6b6af75f37096c9aa6a5a75f";
    const s = "eeb940b1d03b21e36b0e47e79769f095fe2ab855bd91e3a38756b7d75a9c4549";
    const found = run("frontier", 1n, bytes(digest + word(28) + r + s));
    expect([found.output, found.used]).toEqual([word(0xa94f5374fce5edbc8e2a8697c15331677e6ebf0bn), 3000n]);
    // What has no key has no output, and is no failure.
    for (const v of [0n, 1n, 26n, 29n, 28n + (1n << 8n), 28n + (1n << 248n)])
      expect(run("osaka", 1n, bytes(digest + word(v) + r + s)), String(v)).toMatchObject({
        status: "success",
        output: "",
      });
    expect(run("osaka", 1n, bytes(digest + word(28) + word(0) + s)).output).toBe("");
    expect(run("osaka", 1n, new Uint8Array(0))).toMatchObject({ status: "success", output: "", used: 3000n });
    expect(run("osaka", 1n, new Uint8Array(0), 2999n)).toMatchObject({ status: "exception", gasLeft: 0n });
  });

  it("SHA-256, RIPEMD-160 and identity cost by the word", () => {
    for (const length of [0, 1, 32, 33, 1000]) {
      const words = BigInt(Math.ceil(length / 32));
      const data = new Uint8Array(length).fill(7);
      expect(run("osaka", 2n, data).used).toBe(60n + 12n * words);
      expect(run("osaka", 3n, data).used).toBe(600n + 120n * words);
      expect(run("osaka", 4n, data)).toMatchObject({ used: 15n + 3n * words, output: hex(data) });
    }
    expect(run("osaka", 2n, new Uint8Array(0)).output).toBe(
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
    expect(run("osaka", 3n, new Uint8Array(0)).output).toBe(
      `${"00".repeat(12)}9c1185a5c5e9fc54612808977ee8f548b2258d31`,
    );
  });

  it("MODEXP: EIP-198, EIP-2565, EIP-7883", () => {
    const table: [baseLength: number, exponent: string, modulusLength: number, costs: [bigint, bigint, bigint]][] = [
      ...(
        [
          [204n, 200n, 500n],
          [665n, 200n, 512n],
          [1894n, 341n, 2048n],
          [5580n, 1365n, 8192n],
          [17868n, 5461n, 32768n],
        ] as [bigint, bigint, bigint][]
      ).flatMap((costs, i) =>
        ["02", "03"].map(
          (exponent) => [sizes[i]!, exponent, sizes[i]!, costs] as [number, string, number, typeof costs],
        ),
      ),
      [64, "010001", 64, [3276n, 341n, 2048n]],
      [128, "010001", 128, [10649n, 1365n, 8192n]],
      [256, "010001", 256, [30310n, 5461n, 32768n]],
      [512, "010001", 512, [89292n, 21845n, 131072n]],
      [1024, "010001", 1024, [285900n, 87381n, 524288n]],
      // EIP-198's examples: base of one byte, then of none.
      [1, "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2e", 32, [13056n, 1360n, 4080n]],
      [0, "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2e", 32, [13056n, 1360n, 4080n]],
      [0, "", 0, [0n, 200n, 500n]],
    ];
    for (const [baseLength, exponent, modulusLength, costs] of table)
      for (const [i, fork] of (["byzantium", "berlin", "osaka"] as const).entries()) {
        const found = run(fork, 5n, modexpInput(baseLength, exponent, modulusLength));
        expect([found.status, found.used, found.output.length], `${baseLength} ${exponent} ${fork}`).toEqual([
          "success",
          costs[i],
          2 * modulusLength,
        ]);
      }
    const fermat = modexpInput(1, "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2e", 32);
    fermat.set(bytes("03"), 96);
    fermat.set(bytes("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f"), 129);
    expect(run("osaka", 5n, fermat).output).toBe(word(1));
  });

  it("MODEXP: lengths that no one can pay, and lengths that cost nothing", () => {
    const huge = [1n << 32n, 1n << 64n, (1n << 256n) - 1n];
    for (const fork of ["byzantium", "berlin", "osaka"] as const)
      for (const length of huge) {
        for (const lengths of [
          word(length) + word(1) + word(1),
          word(1) + word(length) + word(1),
          word(1) + word(1) + word(length),
        ])
          expect(run(fork, 5n, bytes(lengths)), fork).toMatchObject({ status: "exception", gasLeft: 0n });
      }
    // Neither base nor modulus: the exponent's length costs nothing before EIP-7823.
    for (const length of huge) {
      const data = bytes(word(0) + word(length) + word(0));
      expect(run("byzantium", 5n, data)).toMatchObject({ status: "success", used: 0n, output: "" });
      expect(run("berlin", 5n, data)).toMatchObject({ status: "success", used: 200n, output: "" });
      expect(run("osaka", 5n, data).status).toBe("exception");
    }
    expect(run("osaka", 5n, bytes(word(1025) + word(0) + word(0))).status).toBe("exception");
    expect(run("osaka", 5n, bytes(word(1024) + word(0) + word(0))).status).toBe("success");
  });

  it("BLAKE2F: EIP-152", () => {
    const state =
      "48c9bdf267e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5" +
      "d182e6ad7f520e511f6c3e2b8c68059b6bbd41fbabd9831f79217e1319cde05b";
    const block = `616263${"00".repeat(125)}`;
    const input = (rounds: string, final: string) =>
      bytes(`${rounds}${state}${block}0300000000000000${"00".repeat(8)}${final}`);
    for (const [rounds, final, output] of [
      [
        "00000000",
        "01",
        "08c9bcf367e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5d282e6ad7f520e511f6c3e2b8c68059b9442be0454267ce079217e1319cde05b",
      ],
      [
        "0000000c",
        "01",
        "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
      ],
      [
        "0000000c",
        "00",
        "75ab69d3190a562c51aef8d88f1c2775876944407270c42c9844252c26d2875298743e7f6d5ea2f2d3e8d226039cd31b4e426ac4f2d3d666a610c2116fde4735",
      ],
      [
        "00000001",
        "01",
        "b63a380cb2897d521994a85234ee2c181b5f844d2c624c002677e9703449d2fba551b3a8333bcdf5f2f7e08993d53923de3d64fcc68c034e717b9293fed7a421",
      ],
    ] as const)
      expect(run("istanbul", 9n, input(rounds, final))).toMatchObject({ output, used: BigInt(`0x${rounds}`) });
    for (const data of [
      new Uint8Array(0),
      input("0000000c", "01").subarray(1),
      input("0000000c", "02"),
      bytes(`${hex(input("0000000c", "01"))}00`),
    ])
      expect(run("istanbul", 9n, data)).toMatchObject({ status: "exception", gasLeft: 0n });
    expect(run("istanbul", 9n, input("ffffffff", "01")).status).toBe("exception");
  });

  it("bn254: EIP-196, EIP-197 and EIP-1108", () => {
    const g = word(1) + word(2);
    const twice =
      "030644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd315ed738c0e0a7c92e7845f96b2ae9c0a68a6a449e3538fc7ff3ebf7a5a18a2c4";
    for (const [fork, add, multiply, pairing, pair] of [
      ["byzantium", 500n, 40000n, 100000n, 80000n],
      ["istanbul", 150n, 6000n, 45000n, 34000n],
    ] as const) {
      expect(run(fork, 6n, bytes(g + g))).toMatchObject({ used: add, output: twice });
      expect(run(fork, 7n, bytes(g + word(2)))).toMatchObject({ used: multiply, output: twice });
      expect(run(fork, 8n, new Uint8Array(0))).toMatchObject({ used: pairing, output: word(1) });
      expect(run(fork, 8n, new Uint8Array(192))).toMatchObject({ used: pairing + pair, output: word(1) });
      expect(run(fork, 8n, new Uint8Array(191))).toMatchObject({ status: "exception", gasLeft: 0n });
      expect(run(fork, 6n, bytes(word(1) + word(3)))).toMatchObject({ status: "exception", gasLeft: 0n });
    }
    // Short input is filled with zeros, long input is cut.
    expect(run("osaka", 6n, bytes(g)).output).toBe(g);
    expect(run("osaka", 6n, bytes(`${g}${g}ff`)).output).toBe(twice);
    expect(run("osaka", 6n, new Uint8Array(0)).output).toBe("00".repeat(64));
  });

  it("EIP-4844: point evaluation of a polynomial that is zero", () => {
    const infinity = `c0${"00".repeat(47)}`;
    const versionedHash = "010657f37554c781402a22917dee2f75def7ab966d7b770905398eba3c444014";
    const data = (hash: string) => bytes(`${hash}${word(5)}${word(0)}${infinity}${infinity}`);
    expect(run("cancun", 10n, data(versionedHash))).toMatchObject({
      used: 50000n,
      output: `${word(4096)}73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001`,
    });
    expect(run("cancun", 10n, data(`02${versionedHash.slice(2)}`)).status).toBe("exception");
    expect(run("cancun", 10n, data(versionedHash).subarray(0, 191)).status).toBe("exception");
    expect(run("cancun", 10n, bytes(`${hex(data(versionedHash))}00`)).status).toBe("exception");
  });

  it("EIP-2537: cost by number of pairs, any wrong length fails", () => {
    const zeros = (length: number) => new Uint8Array(length);
    for (const [at, length, cost] of [
      [0xbn, 256, 375n],
      [0xcn, 160, 12000n],
      [0xcn, 320, (2n * 12000n * 949n) / 1000n],
      [0xcn, 160 * 129, (129n * 12000n * 519n) / 1000n],
      [0xdn, 512, 600n],
      [0xen, 288, 22500n],
      [0xen, 288 * 3, (3n * 22500n * 923n) / 1000n],
      [0xfn, 384, 70300n],
      [0x10n, 64, 5500n],
      [0x11n, 128, 23800n],
    ] as const) {
      expect(run("prague", at, zeros(length)), `${at} ${length}`).toMatchObject({ status: "success", used: cost });
      for (const wrong of [0, length - 1, length + 1])
        expect(run("prague", at, zeros(wrong)), `${at} ${wrong}`).toMatchObject({ status: "exception", gasLeft: 0n });
    }
  });

  it("EIP-7951: what does not verify has no output", () => {
    expect(run("osaka", 0x100n, new Uint8Array(160))).toMatchObject({ status: "success", used: 6900n, output: "" });
    expect(run("osaka", 0x100n, new Uint8Array(159))).toMatchObject({ status: "success", used: 6900n, output: "" });
    expect(run("prague", 0x100n, new Uint8Array(160))).toMatchObject({ status: "success", used: 0n, output: "" });
  });

  it("called by code: output, return data, gas and value", () => {
    const evm = new Evm(loaded, "osaka");
    const call = (to: bigint, input: number, output: number, value = 0n, gas = "PUSH 5000") =>
      `PUSH ${output} PUSH 64 PUSH ${input} PUSH 0 PUSH ${value} PUSH ${to} ${gas} CALL`;
    const run = (code: string) => {
      evm.setAccount(CONTRACT, { code: assemble(code), nonce: 1n, balance: 9n });
      evm.begin([1n, 2n, 3n, 4n]);
      return evm.run({ to: CONTRACT }).output;
    };
    const results = "PUSH 0 MSTORE RETURNDATASIZE PUSH 32 MSTORE PUSH 96 PUSH 0 RETURN";
    // Cut to the room that there is for it; the buffer has all.
    expect(run(`PUSH 0xabcd PUSH 0 MSTORE ${call(4n, 32, 31)} ${results}`)).toBe(
      `${word(1) + word(32)}${word(0xabcd).slice(0, 62)}00`,
    );
    expect(run(`PUSH 1 PUSH 64 MSTORE ${call(4n, 0, 32)} ${results}`)).toBe(word(1) + word(0) + word(1));
    // A failure: no output, and value that came with it goes back.
    expect(run(`${call(2n, 32, 32, 5n, "PUSH 0")} ${results}`)).toBe(
      `${word(1)}${word(32)}66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925`,
    );
    expect(run(`${call(9n, 32, 32, 5n)} ${results}`)).toBe(word(0) + word(0) + word(0));
    expect([evm.balance(2n), evm.balance(9n)]).toEqual([5n, 0n]);
  });

  it.each(from("byzantium"))("the touch of 0x03 outlives its failure, EIP-161 (%s)", (fork) => {
    const evm = new Evm(loaded, fork);
    const code = assemble(
      "PUSH 0 PUSH 0 PUSH 0 PUSH 0 PUSH 0 PUSH 3 PUSH 1 CALL PUSH 0 PUSH 0 PUSH 0 PUSH 0 PUSH 0 PUSH 2 PUSH 1 CALL",
    );
    evm.setAccount(CONTRACT, { code, nonce: 1n });
    evm.setAccount(3n, {});
    evm.setAccount(2n, {});
    evm.begin();
    evm.run({ to: CONTRACT });
    evm.end();
    expect([evm.exists(3n), evm.exists(2n)]).toEqual([false, true]);
  });
});
