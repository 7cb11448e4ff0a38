// A state built from an alloc section: against the definition, with everything that makes the section malformed, and
// opened again from the nodes and codes that come out.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { CODES } from "../src/codes.js";
import { variants } from "./load.js";
import { randomBytes, randomSource } from "./operands.js";
import { type ModelAccount, StateModel, stateTrie, word } from "./stateModel.js";
import { Core, EMPTY_ROOT, hex, unhex } from "./tries.js";

/** The alloc section of the accounts. */
function encodeAlloc(accounts: [string, ModelAccount][]): Uint8Array {
  const parts: Uint8Array[] = [];
  const head = new DataView(new ArrayBuffer(8));
  head.setUint32(0, accounts.length, true);
  parts.push(new Uint8Array(head.buffer));
  for (const [address, account] of accounts) {
    const code = unhex(account.code);
    const size = 72 + 64 * account.storage.size + code.length;
    const bytes = new Uint8Array((size + 7) & ~7);
    const view = new DataView(bytes.buffer);
    bytes.set(unhex(address));
    view.setUint32(20, account.storage.size, true);
    view.setBigUint64(24, account.nonce, true);
    bytes.set(unhex(word(account.balance)).reverse(), 32);
    view.setUint32(64, code.length, true);
    let at = 72;
    for (const [key, value] of account.storage) {
      bytes.set(unhex(key), at);
      bytes.set(unhex(word(value)), at + 32);
      at += 64;
    }
    bytes.set(code, at);
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

function randomAccounts(seed: number): Map<string, ModelAccount> {
  const random = randomSource(seed);
  const model = new StateModel();
  for (let i = 0; i < 120; i++) {
    const account = model.account(hex(randomBytes(random, 20)));
    account.exists = true;
    // Some are empty: a genesis may hold such accounts.
    if (i % 10 === 0) continue;
    account.nonce = i % 3 === 0 ? (1n << 64n) - 1n : BigInt(random() % 3);
    account.balance = BigInt(random()) << BigInt(random() % 224);
    if (i % 4 === 0) account.code = hex(randomBytes(random, 1 + (random() % 100)));
    if (i % 5 === 0) {
      for (let j = random() % 30; j > 0; j--) {
        account.storage.set(
          word(BigInt(random() % 1000)),
          j % 6 === 0 ? 0n : BigInt(random()) << BigInt(random() % 224),
        );
      }
    }
  }
  // Two accounts with the same storage: its nodes are listed once.
  const [first, second] = [...model.now.accounts.values()].filter(({ storage }) => storage.size > 3);
  second!.storage = new Map(first!.storage);
  return model.now.accounts;
}

describe.each(variants)("state from an alloc (%s)", (variant) => {
  let core: Core;
  beforeAll(async () => {
    core = await Core.load(variant);
  });

  const build = (section: Uint8Array) => {
    core.reset();
    const ptr = core.wasm.place(section);
    const dst = core.wasm.place(new Uint8Array(32));
    core.call.buildAlloc!(ptr, section.length, dst);
    return hex(core.wasm.read(dst, 32));
  };

  it("has the root, nodes and codes of the definition, in whatever order the accounts come", () => {
    for (const seed of [1, 3, 5]) {
      const accounts = randomAccounts(seed);
      const expected = stateTrie(accounts);
      for (const entries of [[...accounts], [...accounts].reverse()]) {
        expect(build(encodeAlloc(entries))).toBe(expected.root);
        const nodes = core.list("newNodesOutput");
        const hashes = nodes.map((node) => hex(keccak_256(node)));
        expect(hashes.length).toBe(expected.nodes.size);
        expect(new Set(hashes)).toEqual(new Set(expected.nodes.keys()));
        const codes = core.list("newCodesOutput");
        const deployed = [...accounts.values()].map(({ code }) => code).filter((code) => code !== "");
        expect(new Set(codes.map(hex))).toEqual(new Set(deployed));
        expect(codes.length).toBe(new Set(deployed).size);

        // Open it again and read everything.
        core.witness(nodes, codes);
        core.call.openState!(core.wasm.place(unhex(expected.root)));
        for (const [address, account] of accounts) {
          const ours = core.call.accountAt!(core.wasm.place(unhex(address)));
          expect(core.call.existsOf!(ours)).toBe(1);
          expect(core.wasm.readWord(core.call.balanceOf!(ours))).toBe(account.balance);
          expect(BigInt.asUintN(64, core.call.nonceOf!(ours))).toBe(account.nonce);
          const code = core.call.codeOf!(ours);
          const [data, length] = new Uint32Array(core.wasm.read(code + 32, 8).buffer);
          expect(hex(core.wasm.read(data!, length!))).toBe(account.code);
          for (const [key, value] of account.storage) {
            const slot = core.call.slotAt!(ours, core.wasm.placeWord(BigInt(`0x${key}`)));
            expect(core.wasm.readWord(core.call.slotValue!(slot))).toBe(value);
          }
        }
      }
    }
  });

  it("of no accounts is the empty state", () => {
    expect(build(new Uint8Array(8))).toBe(hex(EMPTY_ROOT));
    expect(core.list("newNodesOutput")).toEqual([]);
  });

  describe("refuses a section", () => {
    const one = () => {
      const model = new StateModel();
      Object.assign(model.account("11".repeat(20)), { exists: true, nonce: 1n, code: "6001" });
      model.account("11".repeat(20)).storage.set(word(5n), 6n);
      return model.now.accounts;
    };
    const section = (edit: (bytes: Uint8Array) => Uint8Array | undefined) => {
      const bytes = Uint8Array.from(encodeAlloc([...one()]));
      return edit(bytes) ?? bytes;
    };
    const set = (at: number, byte: number) => (bytes: Uint8Array) => {
      bytes[at] = byte;
      return bytes;
    };

    it.each<[string, Uint8Array]>([
      ["that is too short for its count", new Uint8Array(4)],
      ["whose second word is not zero", section(set(4, 1))],
      ["with more accounts counted than there are", section(set(0, 2))],
      ["with bytes after the last account", section((bytes) => Buffer.concat([bytes, new Uint8Array(8)]))],
      ["that ends inside an account", section((bytes) => bytes.slice(0, 60))],
      ["that ends inside the storage", section((bytes) => bytes.slice(0, 100))],
      ["that ends inside the padding", section((bytes) => bytes.slice(0, -1))],
      ["with a storage count near 2^32", section(set(8 + 23, 0xff))],
      ["with a code length near 2^32", section(set(8 + 67, 0xff))],
      ["with a reserved word that is not zero", section(set(8 + 68, 1))],
      ["with padding that is not zero", section((bytes) => set(bytes.length - 1, 1)(bytes))],
      ["with an address twice", encodeAlloc([...one(), ...one()])],
      [
        "with a slot twice",
        section((bytes) => {
          const slot = bytes.slice(8 + 72, 8 + 72 + 64);
          return Buffer.concat([set(8 + 20, 2)(bytes).slice(0, 8 + 72), slot, bytes.slice(8 + 72)]);
        }),
      ],
    ])("%s", (_, bytes) => {
      const failure = core.failure(() => build(bytes));
      expect(failure).toEqual({ verdict: 2, code: CODES.ALLOC_MALFORMED.code, hash: "00".repeat(32) });
    });
  });
});
