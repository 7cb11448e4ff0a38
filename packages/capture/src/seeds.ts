// Keys that the block is known to touch before anything has run: from a trace, or from what the block itself names.
import { asArray, isObject } from "@assay/chain/fields";
import { fromHex, type Hex } from "@assay/core/hex";
import { NodeFailure } from "@assay/program/nodeFailure";
import type { StateAt } from "./accountProof.ts";
import { type FetchedBlock, jsonAddress, jsonObjects, jsonSlot } from "./blockSource.ts";
import { CaptureNode } from "./captureNode.ts";
import { Keys } from "./keys.ts";
import type { ProvenState } from "./provenState.ts";

const BEACON_ROOTS = "0x000f3df6d732807ef1319fb7b8bb8522d0beac02";
const HISTORY = "0x0000f90827f1c53a10cb7a02335b175320002935";
const REQUEST_QUEUES = [
  "0x00000961ef480eb55e80d19ad83579a64c007002",
  "0x0000bbddc7ce488642fb579f8b00f3a590007251",
] as const;
/** Of the ring buffers of EIP-4788 and EIP-2935. */
const RING = 8191n;

/** SOUNDNESS: a trace is a list of what to ask for, so a node that lies in it could have us ask without end. The gas of the largest blocks
 *  buys some 50,000 cold keys. Test: test/capture/faults.test.ts. */
const MAX_TRACED_KEYS = 200_000;

function word(value: bigint): Hex {
  return `0x${value.toString(16).padStart(64, "0")}`;
}

/** Who sends, who is called, who gets withdrawals and fees, and the system contracts: what is touched for certain. Access lists only
 *  name what may be touched, and the first rehearsal knows. */
export function seedsOfBlock({ json, number, timestamp }: FetchedBlock): Keys {
  const keys = new Keys();
  const add = (address: unknown) => {
    const known = jsonAddress(address);
    if (known) keys.add(known);
  };
  const transactions = jsonObjects(json["transactions"]);
  if (transactions.length > 0) add(json["miner"]);
  for (const { from, to } of transactions) {
    add(from);
    add(to);
  }
  for (const { address } of jsonObjects(json["withdrawals"])) add(address);
  if (json["parentBeaconBlockRoot"]) {
    // EIP-4788: the time, and the root a ring's length further on.
    keys.add(BEACON_ROOTS, word(timestamp % RING)).add(BEACON_ROOTS, word((timestamp % RING) + RING));
  }
  if (json["requestsHash"]) {
    // EIP-2935; EIP-7002 and EIP-7251: excess, count, head and tail of the queue.
    keys.add(HISTORY, word((number - 1n) % RING));
    for (const queue of REQUEST_QUEUES) for (let slot = 0n; slot < 4n; slot++) keys.add(queue, word(slot));
  }
  return keys;
}

/** What each call would touch if it came first in the block, as eth_createAccessList says: nearly always what it does touch. It spares
 *  rehearsals, which learn a contract's slots one after the other where one decides about the next. */
export async function seedsOfAccessLists(node: CaptureNode, { json }: FetchedBlock, parent: StateAt): Promise<Keys> {
  const method = "eth_createAccessList";
  const keys = new Keys();
  const calls = jsonObjects(json["transactions"]).filter(({ input, to }) => to !== null && input !== "0x");
  await Promise.all(
    calls.map(async ({ from, to, gas, value, input, authorizationList }) => {
      if (node.lacks(method)) return;
      const call = { from, to, gas, value, input, ...(authorizationList ? { authorizationList } : {}) };
      try {
        const answer = await node.callAt(method, [call], parent);
        for (const entry of jsonObjects(isObject(answer) ? answer["accessList"] : null)) {
          const address = jsonAddress(entry["address"]);
          const slots = Array.isArray(entry["storageKeys"]) ? entry["storageKeys"].slice(0, MAX_TRACED_KEYS) : [];
          if (!address) continue;
          keys.add(address);
          for (const slot of slots) {
            const known = jsonSlot(slot);
            if (known) keys.add(address, known);
          }
        }
      } catch (error) {
        // The rehearsals find out what this one touches.
        if (!CaptureNode.isRefusal(error)) throw error;
      }
    }),
  );
  return keys;
}

/** What the prestate tracer says about every transaction; codes go straight to the state, by their hash.
 *  @throws NodeFailure when the node does not serve it */
export async function seedsOfTrace(node: CaptureNode, hash: Hex, state: ProvenState): Promise<Keys> {
  const method = "debug_traceBlockByHash";
  const keys = new Keys();
  let count = 0;
  for (const entry of asArray(await node.call(method, [hash, { tracer: "prestateTracer" }]), method)) {
    const accounts = isObject(entry) ? entry["result"] : null;
    if (!isObject(accounts)) continue;
    for (const [name, account] of Object.entries(accounts)) {
      const address = jsonAddress(name);
      if (!address || !isObject(account)) continue;
      keys.add(address);
      const slots = Object.keys(isObject(account["storage"]) ? account["storage"] : {});
      count += 1 + slots.length;
      if (count > MAX_TRACED_KEYS) {
        const why = `${method}: more than ${MAX_TRACED_KEYS} keys, which no block can touch`;
        throw new NodeFailure("NODE_RESPONSE_BROKEN", node.name, why);
      }
      for (const slot of slots) {
        const known = jsonSlot(slot);
        if (known) keys.add(address, known);
      }
      const code = typeof account["code"] === "string" ? fromHex(account["code"]) : null;
      if (code && code.length > 0) state.addCode(code);
    }
  }
  return keys;
}

/** Both together. */
export function joined(...sets: readonly Keys[]): Keys {
  const all = new Keys();
  for (const keys of sets) {
    for (const [address, slots] of keys) {
      all.add(address);
      for (const slot of slots) all.add(address, slot);
    }
  }
  return all;
}
