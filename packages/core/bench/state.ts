// A block's worth of state: a pruned witness of some thousand nodes, reads of accounts and slots, writes, and the root.
//
//   npx tsx packages/core/bench/state.ts [variant]
//
// The state: 60,000 accounts, 20 of them contracts with 6,000 slots each. The load: 600 accounts, 3,000 slots read, 1,000
// of them written, a tenth to zero, 300 accounts paid. Every figure is the best of several rounds.
import { setFlagsFromString } from "node:v8";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { loadTesting } from "../test/load.js";
import { randomBytes, randomSource } from "../test/operands.js";

setFlagsFromString("--no-liftoff");

const variant = process.argv[2] === "guest" || process.argv[2] === "debug" ? process.argv[2] : "wasm";
const loaded = await loadTesting("stateLoop", variant);
const call = loaded.exports;
const random = randomSource(4);
const ACCOUNTS = 60_000;
const CONTRACTS = 20;
const SLOTS = 6_000;

/** An alloc section (docs/interfaces.md, "Alloc"). */
function alloc(): { section: Uint8Array; addresses: Uint8Array[]; keys: Uint8Array[] } {
  const size = 8 + ACCOUNTS * 72 + CONTRACTS * SLOTS * 64;
  const section = new Uint8Array(size);
  const view = new DataView(section.buffer);
  view.setUint32(0, ACCOUNTS, true);
  const addresses: Uint8Array[] = [];
  const keys = Array.from({ length: SLOTS }, () => randomBytes(random, 32));
  let at = 8;
  for (let i = 0; i < ACCOUNTS; i++) {
    const address = randomBytes(random, 20);
    addresses.push(address);
    section.set(address, at);
    const slots = i < CONTRACTS ? SLOTS : 0;
    view.setUint32(at + 20, slots, true);
    view.setBigUint64(at + 24, 1n, true);
    view.setBigUint64(at + 32, BigInt(random()) << 30n, true);
    at += 72;
    for (let slot = 0; slot < slots; slot++) {
      section.set(keys[slot]!, at);
      section.set(randomBytes(random, 20), at + 44);
      at += 64;
    }
  }
  return { section, addresses, keys };
}

const list = (output: string): Uint8Array[] => {
  call[output]!();
  const section = loaded.read(call.outputAt!(), call.outputSize!() >>> 0);
  const view = new DataView(section.buffer);
  const count = view.getUint32(0, true);
  let at = (8 + 4 * count + 7) & ~7;
  return Array.from({ length: count }, (_, i) => {
    const length = view.getUint32(8 + 4 * i, true);
    const item = section.slice(at, at + length);
    at = (at + length + 7) & ~7;
    return item;
  });
};

const { section, addresses, keys } = alloc();
call.reset!();
const rootAt = loaded.place(new Uint8Array(32));
const allocAt = loaded.place(section);
const start = performance.now();
call.buildAlloc!(allocAt, section.length, rootAt);
console.log(
  `${variant}; build of ${ACCOUNTS} accounts, ${CONTRACTS * SLOTS} slots: ${(performance.now() - start).toFixed(0)} ms`,
);
const root = loaded.read(rootAt, 32);
const hash = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const nodes = new Map(list("newNodesOutput").map((node) => [hash(keccak_256(node)), node]));
console.log(`nodes in all: ${nodes.size}`);

const people = Buffer.concat(addresses.slice(100, 700));
const records = Buffer.concat(
  Array.from({ length: 3000 }, (_, i) => {
    const key = keys[i]!.slice().reverse();
    return Buffer.concat([addresses[i % CONTRACTS]!, key]);
  }),
);

function run(witness: Uint8Array[]): { times: Record<string, number>; root: string } {
  call.reset!();
  for (const node of witness) call.addWitness!(loaded.place(node), node.length, 0);
  const peopleAt = loaded.place(people);
  const recordsAt = loaded.place(records);
  const before = loaded.place(root);
  const after = loaded.place(new Uint8Array(32));
  const times: Record<string, number> = {};
  const phase = (name: string, body: () => void) => {
    const from = performance.now();
    body();
    times[name] = performance.now() - from;
  };
  phase("hash witness", () => call.hashWitness!());
  phase("read 600 accounts", () => {
    call.open!(before);
    call.readAccounts!(peopleAt, 600);
  });
  phase("read 3,000 slots", () => call.readSlots!(recordsAt, 3000));
  phase("read them again", () => call.readSlots!(recordsAt, 3000));
  phase("write 1,000 slots", () => call.writeSlots!(recordsAt, 1000));
  phase("pay 300 accounts", () => call.pay!(peopleAt, 300));
  phase("root", () => call.stateRoot!(after));
  return { times, root: hash(loaded.read(after, 32)) };
}

const first = run([...nodes.values()]);
const needed = list("preimagesReadOutput").map((item) => nodes.get(hash(item))!);
const best: Record<string, number> = {};
for (let round = 0; round < 25; round++) {
  const { times, root: again } = run(needed);
  if (again !== first.root) throw new Error("another root");
  for (const [name, time] of Object.entries(times)) best[name] = Math.min(best[name] ?? Number.POSITIVE_INFINITY, time);
}
const bytes = needed.reduce((sum, node) => sum + node.length, 0);
console.log(`nodes needed: ${needed.length}, ${bytes} bytes; new nodes: ${list("newNodesOutput").length}`);
for (const [name, time] of Object.entries(best)) console.log(name.padEnd(20), `${time.toFixed(2)} ms`.padStart(10));
