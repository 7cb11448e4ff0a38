// Which keys will the block touch? A rehearsal: the core runs the block on a made-up state that holds what is known so far and is
// complete in itself, so that nothing is ever missing. What it touches beyond the known is asked for, all of it at once, and the
// block is rehearsed again: a round for all transactions where a run that stops at the first missing node takes one for each key. A
// slot that decides about the next one still takes a round each, so what is known beforehand (seeds.ts) counts.
//
// The made-up state has a root of its own, so the parent's header is changed to name it and the block's to name that header. Nothing
// that comes out is believed: the keys are only what is asked for, and the block is judged later, as it is, on proven nodes.
import { encodeRlp, listOfEncoded, readRlpList } from "@assay/chain/rlp";
import type { ChainSpec } from "@assay/chain/spec";
import { bytesSection, containerSize, INPUT_MAGIC, INPUT_SECTION, writeContainer } from "@assay/core/container";
import { fromHex, type Hex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { type Core, OUTPUT, type Outcome } from "@assay/core/instance";
import { prepareInput } from "@assay/witness/blockInput";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { ProvenState } from "./provenState.ts";

const MAX_FIELDS = 40;
const PARENT_HASH_FIELD = 0;
const STATE_ROOT_FIELD = 3;
const ACCOUNT_BYTES = 72;

/** The `alloc` section (docs/interfaces.md, "Alloc") of every account that is known to exist. */
function encodeAlloc(state: ProvenState): Uint8Array {
  const accounts = [...state.accounts].flatMap(([address, { fields, slots }]) => {
    if (!fields) return [];
    const storage = [...slots].flatMap(([key, value]) => (value ? [[key, value] as const] : []));
    const code = state.codes.get(`0x${Buffer.from(fields.codeHash).toString("hex")}`) ?? new Uint8Array(0);
    return [{ address, fields, storage, code }];
  });
  const size = ({ storage, code }: (typeof accounts)[number]) =>
    ACCOUNT_BYTES + 64 * storage.length + 8 * Math.ceil(code.length / 8);
  const bytes = new Uint8Array(accounts.reduce((total, account) => total + size(account), 8));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, accounts.length, true);
  let at = 8;
  for (const account of accounts) {
    const { address, fields, storage, code } = account;
    bytes.set(fromHex(address)!, at);
    view.setUint32(at + 20, storage.length, true);
    view.setBigUint64(at + 24, fields.nonce, true);
    for (let i = 0; i < 4; i++) {
      view.setBigUint64(at + 32 + 8 * i, BigInt.asUintN(64, fields.balance >> BigInt(64 * i)), true);
    }
    view.setUint32(at + 64, code.length, true);
    let next = at + ACCOUNT_BYTES;
    for (const [key, value] of storage) {
      bytes.set(fromHex(key)!, next);
      bytes.set(value, next + 32);
      next += 64;
    }
    bytes.set(code, next);
    at += size(account);
  }
  return bytes;
}

function withField(header: Uint8Array, position: number, value: Uint8Array): Uint8Array {
  const items = readRlpList(header, MAX_FIELDS).map(({ encoded }) => encoded);
  items[position] = encodeRlp(value);
  return listOfEncoded(items);
}

/** Runs the block on what is known. `headers`: its ancestors, oldest first, the parent last. */
export function rehearse(
  core: Core,
  chain: ChainSpec,
  block: Uint8Array,
  headers: readonly Uint8Array[],
  state: ProvenState,
): Outcome {
  const sections = [bytesSection(INPUT_SECTION.alloc, encodeAlloc(state))];
  const built = core.buildState(containerSize(sections), (memory) => writeContainer(memory, INPUT_MAGIC, sections));
  const root = built.result?.summaries[0]?.postStateRoot;
  if (built.verdict !== "valid" || !built.result || !root) {
    throw new InputError("CORE_TRAPPED", `the core built no state: ${built.failure?.message ?? "no result"}`);
  }
  const parent = withField(headers.at(-1)!, STATE_ROOT_FIELD, fromHex(root)!);
  const [header, ...body] = readRlpList(block, 4).map(({ encoded }) => encoded);
  const renamed = withField(header!, PARENT_HASH_FIELD, keccak_256(parent));
  const prepared = prepareInput({
    chain,
    blocks: [listOfEncoded([renamed, ...body])],
    headers: [...headers.slice(0, -1), parent],
    nodes: built.result.newNodes,
    codes: built.result.newCodes,
    claim: { source: "self", hash: null },
  });
  return core.verify(prepared.length, (memory) => prepared.write(memory), OUTPUT.touchedKeys | OUTPUT.changes);
}

/** What a rehearsal lacked, when it is a header: its hash. */
export function missingHeader(outcome: Outcome): Hex | null {
  const { failure } = outcome;
  const isHeader = failure?.name === "ANCESTOR_HEADER_MISSING" || failure?.name === "PARENT_HEADER_MISSING";
  return isHeader ? failure.hash : null;
}
