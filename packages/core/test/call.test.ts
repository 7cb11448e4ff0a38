// One message on a state: outputs and gas as the EIPs have them, creations, a proven state, broken sections.
import { createMerkleProof, MerklePatriciaTrie } from "@ethereumjs/mpt";
import { RLP } from "@ethereumjs/rlp";
import { keccak_256 } from "@noble/hashes/sha3.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CallState, isOutcome, type Message, type MessageOutcome, runMessage } from "../src/call.ts";
import { containerSize, INPUT_MAGIC, writeContainer } from "../src/container.ts";
import { fromHex, toHex } from "../src/hex.ts";
import { Core } from "../src/instance.ts";
import { type CoreVariant, compileCore } from "../src/wasmFile.ts";

const bytes = (hex: string) => fromHex(`0x${hex}`)!;
const TO = bytes("c0de".padStart(40, "0"));
const NOTHING = new Uint8Array(0);

function outcome(core: Core, message: Partial<Message>): MessageOutcome {
  const whole = { fork: "cancun", to: TO, data: NOTHING, gasLimit: 1_000_000n, ...message } as const;
  return resultOf(core, whole);
}

function resultOf(core: Core, message: Message): MessageOutcome {
  const result = runMessage(core, message);
  if (!isOutcome(result)) throw new Error(result.message);
  return result;
}

describe.each(["wasm", "debug", "guest"] as CoreVariant[])("%s build", (variant) => {
  const core = new Core(compileCore(variant));

  test("returns what the code returns: the calldata", () => {
    const code = bytes("365f5f37365ff3"); // CALLDATACOPY(0, 0, CALLDATASIZE), RETURN
    const data = bytes("0102030405");
    const { status, output } = outcome(core, { code, data });
    expect([status, toHex(output)]).toEqual(["success", toHex(data)]);
  });

  test("a revert keeps its output and unused gas, an exception takes all gas", () => {
    const reverted = outcome(core, { code: bytes("60aa5f5360015ffd") });
    expect([reverted.status, toHex(reverted.output)]).toEqual(["revert", "0xaa"]);
    expect(reverted.executionGas).toBe(3n + 2n + 3n + 3n + 3n + 2n);
    const failed = outcome(core, { code: bytes("fe") });
    expect([failed.status, failed.transactionGas]).toEqual(["exception", 1_000_000n]);
  });

  test("gas as a transaction pays it: refund of EIP-3529, floor of EIP-7623, warm precompiles", () => {
    // SSTORE(0, 1), SSTORE(0, 0): 22,100 and 100, of which 19,900 come back, at most a fifth of all.
    const cleared = outcome(core, { code: bytes("60015f555f5f55") });
    expect(cleared.executionGas).toBe(3n + 2n + 22_100n + 2n + 2n + 100n);
    expect(cleared.transactionGas).toBe(43_209n - 43_209n / 5n);
    const data = new Uint8Array(100).fill(1);
    expect(outcome(core, { data }).transactionGas).toBe(21_000n + 1_600n);
    expect(outcome(core, { data, fork: "prague" }).transactionGas).toBe(21_000n + 4_000n);
    // STATICCALL of the identity precompile with 0 gas needed beyond 100 for the warm address and 15 for itself.
    const calls = outcome(core, { code: bytes("5f5f5f5f60045afa") });
    expect(calls.executionGas).toBe(4n * 2n + 3n + 2n + 100n + 15n);
  });

  test("a creation gives the code that it deployed", () => {
    const { status, output, executionGas } = resultOf(core, {
      fork: "cancun",
      data: bytes("60fe5f5360015ff3"),
      gasLimit: 1_000_000n,
    });
    expect([status, toHex(output)]).toEqual(["success", "0xfe"]);
    expect(executionGas).toBe(3n + 2n + 3n + 3n + 3n + 2n + 200n);
  });

  test("a precompile is a target like any other", () => {
    const { output } = outcome(core, { to: bytes("04".padStart(40, "0")), data: bytes("cafe") });
    expect(toHex(output)).toBe("0xcafe");
  });

  test("nothing of one call is left for the next", () => {
    const counter = bytes("5f546001015f555f545f5260205ff3"); // slot 0 plus one, returned
    for (let i = 0; i < 2; i++) expect(outcome(core, { code: counter }).output.at(-1)).toBe(1);
  });

  test("runs in a block's state, proven from its header", async () => {
    // SLOAD(1) at 0, NUMBER at 32, BLOCKHASH(NUMBER - 1) at 64
    const code = bytes("6001545f52436020526001430340604052600360051b5ff3");
    const state = await stateWith(code);
    const { status, output } = outcome(core, { state });
    expect(status).toBe("success");
    expect(toHex(output)).toBe(`0x${"2a".padStart(64, "0")}${"3e8".padStart(64, "0")}${"ee".repeat(32)}`);
    for (const missing of ["nodes", "codes"] as const) {
      const result = runMessage(core, {
        fork: "cancun",
        to: TO,
        data: NOTHING,
        gasLimit: 100_000n,
        state: { ...state, [missing]: state[missing].slice(0, -1) },
      });
      expect(result).toMatchObject({ verdict: "incomplete" });
    }
  });

  test("every broken call section is refused by name", () => {
    const section = new Uint8Array(96);
    const view = new DataView(section.buffer);
    view.setUint32(0, 1, true);
    view.setUint32(4, 16, true);
    view.setUint32(8, 2, true);
    view.setBigUint64(16, 100_000n, true);
    view.setUint32(80, 3, true);
    view.setUint32(84, 2, true);
    const run = (content: Uint8Array) => {
      const sections = [{ id: 15, length: content.length, write: (target: Uint8Array) => target.set(content) }];
      return core.call(containerSize(sections), (memory) => writeContainer(memory, INPUT_MAGIC, sections));
    };
    expect(run(section).failure).toBe(null);
    const refused = [0, 1, 4, 5, 8, 12, 23, 52, 53, 76, 80, 83, 84, 87];
    for (const at of refused) {
      const broken = section.slice();
      broken[at]! ^= 0xff;
      expect(run(broken).failure, `byte ${at}`).toMatchObject({ verdict: "incomplete", name: "CALL_MALFORMED" });
    }
    const padded = section.slice();
    padded[95] = 1;
    expect(run(padded).failure).toMatchObject({ verdict: "incomplete", name: "INPUT_PADDING" });
    for (let length = 0; length < 96; length += 8) {
      expect(run(section.subarray(0, length)).failure?.verdict, `length ${length}`).toBe("incomplete");
    }
  });
  test("random code, and random bytes in the section, end in an outcome or a named failure", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 64 }),
        fc.uint8Array({ maxLength: 40 }),
        fc.constantFrom("frontier", "homestead", "byzantium", "london", "shanghai", "prague", "osaka" as const),
        fc.boolean(),
        (code, data, fork, creates) => {
          const target = creates ? {} : { to: TO, code };
          const result = runMessage(core, { fork, ...target, data: creates ? code : data, gasLimit: 200_000n });
          if (!isOutcome(result)) return result.verdict === "incomplete" && result.name !== "";
          return result.transactionGas <= 200_000n && result.executionGas <= 200_000n;
        },
      ),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 80, maxLength: 160 }), (content) => {
        const sections = [{ id: 15, length: content.length, write: (target: Uint8Array) => target.set(content) }];
        const { failure } = core.call(containerSize(sections), (memory) =>
          writeContainer(memory, INPUT_MAGIC, sections),
        );
        return failure?.verdict === "incomplete";
      }),
      { numRuns: 300 },
    );
  });
});

/** One account with `code` and 42 in slot 1, under a header of block 1,000. */
async function stateWith(code: Uint8Array): Promise<CallState> {
  const storage = new MerklePatriciaTrie({ useKeyHashing: true });
  const slot = new Uint8Array(32);
  slot[31] = 1;
  await storage.put(slot, RLP.encode(Uint8Array.of(0x2a)));
  const accounts = new MerklePatriciaTrie({ useKeyHashing: true });
  const account = [NOTHING, NOTHING, storage.root(), keccak_256(code)];
  await accounts.put(TO, RLP.encode(account));
  await accounts.put(new Uint8Array(20), RLP.encode([Uint8Array.of(1), NOTHING, storage.root(), keccak_256(code)]));
  const word = (fill: number) => new Uint8Array(32).fill(fill);
  const header = RLP.encode([
    word(0xee),
    word(0),
    new Uint8Array(20),
    accounts.root(),
    word(0),
    word(0),
    new Uint8Array(256),
    NOTHING,
    Uint8Array.of(0x03, 0xe8),
    Uint8Array.of(1),
    NOTHING,
    Uint8Array.of(1),
    NOTHING,
    word(0),
    new Uint8Array(8),
    Uint8Array.of(7),
    word(0),
    NOTHING,
    NOTHING,
    word(0),
  ]);
  const nodes = [...(await createMerkleProof(storage, slot)), ...(await createMerkleProof(accounts, TO))];
  return { headers: [header], nodes, codes: [code] };
}
