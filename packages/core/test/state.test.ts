// The state against a plain model: random transactions with nested snapshots and reverts, roots in between, all of it read
// back after every step that can change something.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { CODES } from "../src/codes.js";
import { variants } from "./load.js";
import { randomBytes, randomSource } from "./operands.js";
import { DefinitionTrie, encodeRlp } from "./referenceTrie.js";
import { type ModelAccount, minimal, StateModel, stateTrie, word } from "./stateModel.js";
import { Core, EMPTY_CODE, EMPTY_ROOT, hex, unhex } from "./tries.js";

const MASK = (1n << 256n) - 1n;

/** The state's functions on hex addresses and big integers. */
class State {
  constructor(readonly core: Core) {}

  get call() {
    return this.core.call;
  }

  open(root: string, nodes: Iterable<Uint8Array>, codes: Iterable<Uint8Array> = []) {
    this.core.witness(nodes, codes);
    this.call.openState!(this.core.wasm.place(unhex(root)));
  }

  at(address: string): number {
    return this.call.accountAt!(this.core.wasm.place(unhex(address)));
  }

  word(value: bigint): number {
    return this.core.wasm.placeWord(value);
  }

  slot(address: string, key: string): number {
    return this.call.slotAt!(this.at(address), this.word(BigInt(`0x${key}`)));
  }

  balance(account: number): bigint {
    return this.core.wasm.readWord(this.call.balanceOf!(account));
  }

  bytes(ptr: number, length: number): string {
    return hex(this.core.wasm.read(ptr, length));
  }

  code(account: number): string {
    const code = this.call.codeOf!(account);
    const [data, length] = new Uint32Array(this.core.wasm.read(code + 32, 8).buffer);
    const padding = this.core.wasm.read(data! + length!, 64);
    expect(padding.every((byte) => byte === 0)).toBe(true);
    return this.bytes(data!, length!);
  }

  transient(address: string, key: bigint): bigint {
    const dst = this.core.wasm.place(new Uint8Array(32));
    this.call.transientLoad!(dst, this.at(address), this.word(key));
    return this.core.wasm.readWord(dst);
  }

  root(): string {
    const dst = this.core.wasm.place(new Uint8Array(32));
    this.call.stateRoot!(dst);
    return this.bytes(dst, 32);
  }
}

const addresses = [
  `${"00".repeat(19)}03`,
  ...Array.from({ length: 6 }, (_, i) => hex(keccak_256(Uint8Array.of(i)).subarray(0, 20))),
];
const keys = [0n, 1n, 2n, 1n << 255n, 0x1234_5678n << 64n].map(word);

/** Everything that can be read from the core. */
function readAll(state: State, model: StateModel) {
  const { call, core } = state;
  const isTrue = (name: string, ptr: number) => call[name]!(ptr) !== 0;
  const accounts = addresses.map((address) => {
    const ours = state.at(address);
    const slots = keys.map((key) => {
      const slot = state.slot(address, key);
      return [
        isTrue("isWarmSlot", slot),
        core.wasm.readWord(call.slotValue!(slot)),
        core.wasm.readWord(call.slotOriginal!(slot)),
        state.transient(address, BigInt(`0x${key}`)),
      ];
    });
    // It may also be true while storage is being emptied.
    const stored = [...model.account(address).storage.values()].some((value) => value !== 0n);
    if (stored) expect(isTrue("hasStorage", ours)).toBe(true);
    return {
      exists: isTrue("existsOf", ours),
      nonce: BigInt.asUintN(64, call.nonceOf!(ours)),
      balance: state.balance(ours),
      code: state.code(ours),
      codeHash: state.bytes(call.codeHashOf!(ours), 32),
      empty: isTrue("isEmptyAccount", ours),
      created: isTrue("wasCreatedInTransaction", ours),
      destructed: isTrue("isDestructed", ours),
      warm: isTrue("isWarm", ours),
      slots,
    };
  });
  const logs = Array.from({ length: call.logCount!() }, (_, i) => {
    const log = call.logAt!(i);
    const [topicCount, topics, data, dataLength] = new Uint32Array(core.wasm.read(log + 20, 16).buffer);
    return [state.bytes(log, 20), state.bytes(topics!, 32 * topicCount!), state.bytes(data!, dataLength!)].join();
  });
  return { accounts, logs, refund: call.getRefund!() };
}

/** The same from the model. */
function expectAll(model: StateModel) {
  const { now } = model;
  const accounts = addresses.map((address) => {
    const { exists, nonce, balance, code, created, destructed, storage, original } = model.account(address);
    return {
      exists,
      nonce,
      balance,
      code,
      codeHash: codeHash(code),
      empty: nonce === 0n && balance === 0n && code === "",
      created,
      destructed,
      warm: now.warm.has(address),
      slots: keys.map((key) => [
        now.warm.has(address + key),
        storage.get(key) ?? 0n,
        original.get(key) ?? 0n,
        now.transient.get(address + key) ?? 0n,
      ]),
    };
  });
  return { accounts, logs: now.logs, refund: now.refund };
}

const codeHashes = new Map<string, string>();
function codeHash(code: string): string {
  let hash = codeHashes.get(code);
  if (hash === undefined) {
    hash = hex(keccak_256(unhex(code)));
    codeHashes.set(code, hash);
  }
  return hash;
}

function compare(state: State, model: StateModel, note: string) {
  expect(readAll(state, model), note).toEqual(expectAll(model));
}

/** One random change, on both. */
function change(state: State, model: StateModel, random: () => number) {
  const { call } = state;
  const address = addresses[random() % addresses.length]!;
  const key = keys[random() % keys.length]!;
  const ours = state.at(address);
  const account = model.account(address);
  const value = random() % 3 === 0 ? 0n : BigInt(random() % 300);
  switch (random() % 16) {
    case 0:
      call.setBalance!(ours, state.word(value));
      model.touch(address).balance = value;
      break;
    case 1:
      call.addBalance!(ours, state.word(value));
      account.balance = (account.balance + value) & MASK;
      model.touch(address);
      break;
    case 2: {
      const part = account.balance / 2n;
      call.subBalance!(ours, state.word(part));
      account.balance -= part;
      model.touch(address);
      break;
    }
    case 3:
      call.setNonce!(ours, value);
      model.touch(address).nonce = value;
      break;
    case 4:
      call.touchAccount!(ours);
      model.touch(address);
      break;
    case 5: {
      const code = randomBytes(random, random() % 3 === 0 ? 0 : random() % 60);
      call.setCode!(ours, state.core.wasm.place(code), code.length);
      model.touch(address).code = hex(code);
      break;
    }
    case 6: {
      call.createContract!(ours);
      const created = model.touch(address);
      created.created = true;
      created.storage.clear();
      created.original.clear();
      break;
    }
    case 7:
      call.selfDestruct!(ours);
      model.touch(address).destructed = true;
      break;
    case 8:
      expect(call.warmAddress!(ours) !== 0).toBe(model.now.warm.has(address));
      model.now.warm.add(address);
      break;
    case 9:
      expect(call.warmSlot!(state.slot(address, key)) !== 0).toBe(model.now.warm.has(address + key));
      model.now.warm.add(address + key);
      break;
    case 10:
      call.transientStore!(ours, state.word(BigInt(`0x${key}`)), state.word(value));
      model.now.transient.set(address + key, value);
      break;
    case 11: {
      const topics = Array.from({ length: random() % 5 }, () => BigInt(random()));
      const data = randomBytes(random, random() % 70);
      const first = state.core.wasm.place(new Uint8Array(32 * topics.length));
      for (const [i, topic] of topics.entries()) state.core.wasm.writeWord(first + 32 * i, topic);
      call.addLog!(call.addressOf!(ours), topics.length, first, state.core.wasm.place(data), data.length);
      model.now.logs.push([address, topics.map(word).join(""), hex(data)].join());
      break;
    }
    case 12: {
      const delta = BigInt(random() % 2000) - 1000n;
      call.addRefund!(delta);
      model.now.refund += delta;
      break;
    }
    default:
      // Only an account that exists has code to run that could store.
      model.touch(address);
      call.touchAccount!(ours);
      call.setSlot!(state.slot(address, key), state.word(value));
      account.storage.set(key, value);
  }
}

/** Random changes, calls that succeed and calls that are reverted. */
function runFrame(state: State, model: StateModel, random: () => number, depth: number) {
  for (let i = random() % 8; i >= 0; i--) {
    if (depth < 6 && random() % 3 === 0) {
      const position = state.call.snapshot!();
      const copy = model.snapshot();
      runFrame(state, model, random, depth + 1);
      if (random() % 2 === 0) {
        state.call.revertTo!(position);
        model.revert(copy);
      }
    } else {
      change(state, model, random);
    }
  }
}

function initial(random: () => number): StateModel {
  const model = new StateModel();
  for (const address of addresses.slice(0, 5)) {
    const account: ModelAccount = model.account(address);
    account.exists = true;
    account.balance = BigInt(random() % 3);
    account.nonce = BigInt(random() % 2);
    if (address !== addresses[0]) {
      account.code = hex(randomBytes(random, random() % 40));
      for (const key of keys) if (random() % 2) account.storage.set(key, BigInt(random()) << BigInt(random() % 224));
    }
  }
  return model;
}

const codesOf = (model: StateModel) => [...model.now.accounts.values()].map(({ code }) => unhex(code));

describe.each(variants)("state (%s)", (variant) => {
  let state: State;
  beforeAll(async () => {
    state = new State(await Core.load(variant));
  });

  it("is what the model says through transactions, reverts, roots and reopening", () => {
    for (let seed = 1; seed <= 16; seed++) {
      const random = randomSource(2 * seed);
      const deleteEmpty = seed % 3 !== 0;
      const model = initial(random);
      const start = stateTrie(model.now.accounts);
      let known = start.nodes;
      let codes: Uint8Array[] = codesOf(model);
      state.open(start.root, known.values(), codes);
      for (let transaction = 0; transaction < 12; transaction++) {
        const note = `seed ${seed} transaction ${transaction}`;
        state.call.beginTransaction!();
        model.begin();
        for (let part = 0; part < 3; part++) {
          runFrame(state, model, random, 0);
          compare(state, model, note);
        }
        state.call.endTransaction!(deleteEmpty);
        model.end(deleteEmpty);
        if (random() % 2 === 0) {
          const expected = stateTrie(model.now.accounts);
          expect(state.root(), note).toBe(expected.root);
          if (random() % 3 === 0) {
            // Open what came out, from the old nodes and the new ones.
            known = new Map(known);
            for (const node of state.core.list("newNodesOutput")) {
              const hash = hex(keccak_256(node));
              expect(known.has(hash)).toBe(false);
              expect(expected.nodes.get(hash)).toEqual(node);
              known.set(hash, node);
            }
            for (const hash of expected.nodes.keys()) expect(known.has(hash), note).toBe(true);
            codes = [...codes, ...state.core.list("newCodesOutput")];
            state.open(expected.root, known.values(), codes);
            model.begin();
          }
        }
      }
    }
  });

  it("lists as changes what turns the first state into the last", () => {
    for (let seed = 50; seed < 62; seed++) {
      const random = randomSource(2 * seed);
      const model = initial(random);
      const before = structuredClone(model.now.accounts);
      const start = stateTrie(before);
      state.open(start.root, start.nodes.values(), codesOf(model));
      for (let transaction = 0; transaction < 4; transaction++) {
        state.call.beginTransaction!();
        model.begin();
        runFrame(state, model, random, 0);
        state.call.endTransaction!(true);
        model.end(true);
        if (random() % 2) state.root();
      }
      const root = state.root();
      expect(root).toBe(stateTrie(model.now.accounts).root);
      const section = (name: string) => {
        state.call[name]!();
        return state.core.wasm.read(state.call.outputAt!(), state.call.outputSize!());
      };
      const records = section("changesOutput");
      const slots = section("storageChangesOutput");
      expect(records.length % 152).toBe(0);
      const codes = new Map([...codesOf(model), new Uint8Array()].map((code) => [hex(keccak_256(code)), hex(code)]));
      let slot = 0;
      for (let at = 0; at < records.length; at += 152) {
        const record = records.subarray(at, at + 152);
        const view = new DataView(records.buffer, at, 152);
        const address = hex(record.subarray(0, 20));
        const flags = view.getUint32(20, true);
        const account = before.get(address) ?? structuredClone(new StateModel().account(address));
        before.set(address, account);
        expect((flags & 4) !== 0).toBe(!account.exists && model.account(address).exists);
        if (flags & 2) account.storage = new Map();
        account.exists = (flags & 1) === 0;
        account.nonce = view.getBigUint64(24, true);
        account.balance = BigInt(`0x${hex(record.slice(32, 64).reverse())}`);
        const code = codes.get(hex(record.subarray(64, 96)));
        if (account.exists) account.code = code!;
        for (let count = view.getBigUint64(128, true); count > 0n; count--) {
          const entry = slots.subarray(64 * slot, 64 * slot + 64);
          account.storage.set(hex(entry.subarray(0, 32)), BigInt(`0x${hex(entry.subarray(32))}`));
          slot++;
        }
        if (!account.exists) account.storage = new Map();
        const storage = [...account.storage]
          .filter(([, value]) => value !== 0n)
          .map(([key, value]): [string, Uint8Array] => [hex(keccak_256(unhex(key))), encodeRlp(minimal(value))]);
        if (account.exists) expect(hex(record.subarray(96, 128))).toBe(new DefinitionTrie(storage).root);
        expect(record.subarray(136).every((byte) => byte === 0)).toBe(true);
      }
      expect(64 * slot).toBe(slots.length);
      expect(stateTrie(before).root).toBe(root);
    }
  });

  it("lists the keys and preimages that were read, once", () => {
    const model = initial(randomSource(9));
    const start = stateTrie(model.now.accounts);
    state.open(start.root, start.nodes.values(), codesOf(model));
    const [, first, second] = addresses as [string, string, string];
    state.call.beginTransaction!();
    state.call.slotValue!(state.slot(first, keys[1]!));
    // Warmed, never read: neither touched nor needed.
    const handle = state.call.accountHandle!(state.core.wasm.place(unhex(addresses[6]!)));
    state.call.warmAddress!(handle);
    state.call.warmSlot!(state.call.slotAt!(handle, state.word(5n)));
    state.at(second);
    state.at(first);
    const touched = state.core.list("touchedKeysOutput").map(hex);
    expect(touched).toEqual([first, first + keys[1]!, second]);
    const read = state.core.list("preimagesReadOutput").map(hex);
    expect(read[0]).toBe(start.root);
    expect(new Set(read).size).toBe(read.length);
    state.open(
      start.root,
      read.map((hash) => start.nodes.get(hash)!),
    );
    state.call.slotValue!(state.slot(first, keys[1]!));
    state.at(second);
  });

  it("sees what is paid between transactions, after a root as well", () => {
    const model = initial(randomSource(12));
    const start = stateTrie(model.now.accounts);
    state.open(start.root, start.nodes.values(), codesOf(model));
    const address = addresses[1]!;
    for (let round = 0; round < 3; round++) {
      state.call.beginTransaction!();
      state.call.addBalance!(state.at(address), state.word(1n));
      if (round === 0) expect(state.root()).toMatch(/^[0-9a-f]{64}$/);
      state.call.addBalance!(state.at(address), state.word(1n));
      state.call.endTransaction!(true);
      if (round === 1) expect(state.root()).toMatch(/^[0-9a-f]{64}$/);
      state.call.addBalance!(state.at(address), state.word(5n));
      model.account(address).balance += 7n;
      expect(state.root()).toBe(stateTrie(model.now.accounts).root);
    }
  });

  it("does not read the system caller, and keeps nothing of what touched it", () => {
    const model = initial(randomSource(10));
    const start = stateTrie(model.now.accounts);
    state.open(start.root, []);
    const caller = state.call.systemAccountAt!(state.core.wasm.place(new Uint8Array(20).fill(0xff)));
    state.call.beginTransaction!();
    state.call.subBalance!(caller, state.word(0n));
    state.call.endTransaction!(false);
    expect(state.root()).toBe(start.root);
    // Moving something, or reading it, does need it.
    const failure = state.core.failure(() => state.call.addBalance!(caller, state.word(1n)));
    expect(failure).toEqual({ verdict: 2, code: CODES.WITNESS_NODE_MISSING.code, hash: start.root });
    state.open(start.root, start.nodes.values());
    const paid = state.call.systemAccountAt!(state.core.wasm.place(unhex(addresses[1]!)));
    state.call.addBalance!(paid, state.word(1n));
    model.account(addresses[1]!).balance += 1n;
    expect(state.root()).toBe(stateTrie(model.now.accounts).root);
    model.account(addresses[1]!).balance -= 1n;
    // Read after all, it is what the trie says, also when the touch before that is reverted.
    const known = addresses[1]!;
    state.open(start.root, start.nodes.values());
    const handle = state.call.systemAccountAt!(state.core.wasm.place(unhex(known)));
    state.call.beginTransaction!();
    const position = state.call.snapshot!();
    state.call.touchAccount!(handle);
    expect(state.at(known)).toBe(handle);
    expect(state.balance(handle)).toBe(model.account(known).balance);
    expect(state.call.existsOf!(handle)).toBe(1);
    state.call.revertTo!(position);
    expect(state.call.existsOf!(handle)).toBe(1);
    state.call.endTransaction!(true);
    expect(state.root()).toBe(start.root);
  });

  it("names a missing code only when the code is asked for", () => {
    const model = new StateModel();
    const address = addresses[1]!;
    Object.assign(model.account(address), { exists: true, nonce: 1n, code: "6001" });
    const start = stateTrie(model.now.accounts);
    state.open(start.root, start.nodes.values());
    const account = state.at(address);
    expect(state.call.isEmptyAccount!(account)).toBe(0);
    const failure = state.core.failure(() => state.code(account));
    const hash = hex(keccak_256(unhex("6001")));
    expect(failure).toEqual({ verdict: 2, code: CODES.WITNESS_CODE_MISSING.code, hash });
  });

  describe("what is no account or slot value", () => {
    const address = addresses[1]!;
    const key = hex(keccak_256(unhex(address)));
    const good = () => [minimal(1n), minimal(2n), EMPTY_ROOT, EMPTY_CODE];
    const raw = (...bytes: number[]) => Uint8Array.from(bytes);
    const cases: [string, Uint8Array][] = [
      ["a string", encodeRlp(new Uint8Array(70))],
      ["three fields", encodeRlp(good().slice(0, 3))],
      ["five fields", encodeRlp([...good(), minimal(1n)])],
      ["a nonce with a leading zero", encodeRlp([raw(0, 1), ...good().slice(1)])],
      ["a nonce of nine bytes", encodeRlp([minimal(1n << 64n), ...good().slice(1)])],
      ["a nonce that is a list", encodeRlp([[], ...good().slice(1)])],
      ["a balance with a leading zero", encodeRlp([minimal(1n), raw(0), ...good().slice(2)])],
      ["a balance of 33 bytes", encodeRlp([minimal(1n), minimal(1n << 256n), ...good().slice(2)])],
      ["a storage root of 31 bytes", encodeRlp([minimal(1n), minimal(2n), EMPTY_ROOT.slice(1), EMPTY_CODE])],
      ["a storage root that is a list", encodeRlp([minimal(1n), minimal(2n), [new Uint8Array(31)], EMPTY_CODE])],
      ["no code hash", encodeRlp([minimal(1n), minimal(2n), EMPTY_ROOT, new Uint8Array()])],
      ["bytes after the account", Buffer.concat([encodeRlp(good()), raw(0)])],
      ["a truncated account", encodeRlp(good()).slice(0, -1)],
    ];

    it.each(cases)("an account leaf that is %s", (_, leaf) => {
      const trie = new DefinitionTrie([[key, leaf]]);
      state.open(trie.root, trie.nodes.values());
      const failure = state.core.failure(() => state.at(address));
      expect(failure).toEqual({ verdict: 2, code: CODES.WITNESS_ACCOUNT_MALFORMED.code, hash: key });
    });

    it.each([
      ["zero", raw(0x80)],
      ["a zero byte", raw(0)],
      ["a leading zero", raw(0x82, 0, 1)],
      ["33 bytes", encodeRlp(new Uint8Array(33).fill(1))],
      ["a list", raw(0xc1, 1)],
      ["a byte in long form", raw(0x81, 1)],
      ["bytes after the value", raw(1, 1)],
    ])("a slot value of %s", (_, value) => {
      const slotKey = hex(keccak_256(unhex(keys[1]!)));
      const storage = new DefinitionTrie([[slotKey, value]]);
      const leaf = encodeRlp([minimal(1n), minimal(2n), unhex(storage.root), EMPTY_CODE]);
      const trie = new DefinitionTrie([[key, leaf]]);
      state.open(trie.root, [...trie.nodes.values(), ...storage.nodes.values()]);
      const slot = state.slot(address, keys[1]!);
      const failure = state.core.failure(() => state.call.slotValue!(slot));
      expect(failure).toEqual({ verdict: 2, code: CODES.WITNESS_SLOT_MALFORMED.code, hash: slotKey });
    });
  });
});
