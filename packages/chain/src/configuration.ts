// The canonical binary encoding of a chain configuration: section 1 of the core's input. The configuration hash is the
// keccak-256 of these bytes, so one set of rules has one encoding. Layout: docs/interfaces.md, "Configuration".
import { FORKS, knownFork } from "@assay/core/forks";
import { fromHex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import type { BlobParameters, ChainSpec, ForkActivation, OptimismParameters } from "./spec.ts";

const VERSION = 1;
const KIND_L1 = 0;
const KIND_OPTIMISM = 1;
const FIXED_BYTES = 88;
const FORK_BYTES = 16;
const BLOB_BYTES = 40;
const OPTIMISM_BYTES = 32;
const FLAG = { terminalTotalDifficulty: 1, daoMove: 2, parisFromGenesis: 4 } as const;

function writeWord(view: DataView, offset: number, value: bigint): void {
  for (let i = 0; i < 4; i++) view.setBigUint64(offset + 8 * i, BigInt.asUintN(64, value >> BigInt(64 * i)), true);
}

function readWord(view: DataView, offset: number): bigint {
  let value = 0n;
  for (let i = 3; i >= 0; i--) value = (value << 64n) | view.getBigUint64(offset + 8 * i, true);
  return value;
}

/** Canonical encoding of a specification. The name is not part of it. */
export function encodeConfiguration(spec: ChainSpec): Uint8Array<ArrayBuffer> {
  const tables = spec.forks.length * FORK_BYTES + spec.blobSchedule.length * BLOB_BYTES;
  const bytes = new Uint8Array(FIXED_BYTES + tables + (spec.optimism ? OPTIMISM_BYTES : 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, VERSION, true);
  view.setUint32(4, spec.optimism ? KIND_OPTIMISM : KIND_L1, true);
  view.setBigUint64(8, spec.chainId, true);
  if (spec.depositContract) bytes.set(fromHex(spec.depositContract)!, 16);
  let flags = spec.terminalTotalDifficulty === null ? 0 : FLAG.terminalTotalDifficulty;
  if (spec.supportsDaoMove) flags |= FLAG.daoMove;
  if (spec.parisFromGenesis) flags |= FLAG.parisFromGenesis;
  view.setUint32(40, flags, true);
  writeWord(view, 48, spec.terminalTotalDifficulty ?? 0n);
  view.setUint32(80, spec.forks.length, true);
  view.setUint32(84, spec.blobSchedule.length, true);
  let at = FIXED_BYTES;
  for (const { fork, by, activation } of spec.forks) {
    view.setUint32(at, FORKS[fork], true);
    view.setUint32(at + 4, by === "block" ? 0 : 1, true);
    view.setBigUint64(at + 8, activation, true);
    at += FORK_BYTES;
  }
  for (const entry of spec.blobSchedule) {
    view.setBigUint64(at, entry.timestamp, true);
    view.setBigUint64(at + 8, entry.target, true);
    view.setBigUint64(at + 16, entry.max, true);
    view.setBigUint64(at + 24, entry.baseFeeUpdateFraction, true);
    at += BLOB_BYTES;
  }
  if (spec.optimism) {
    view.setBigUint64(at, spec.optimism.elasticity, true);
    view.setBigUint64(at + 8, spec.optimism.denominator, true);
    view.setBigUint64(at + 16, spec.optimism.denominatorCanyon, true);
  }
  return bytes;
}

function readOptimism(view: DataView, at: number): OptimismParameters {
  return {
    elasticity: view.getBigUint64(at, true),
    denominator: view.getBigUint64(at + 8, true),
    denominatorCanyon: view.getBigUint64(at + 16, true),
  };
}

/** Reads an encoding back; the name comes from the networks that are known, or is `custom`.
 *  @throws InputError CONTAINER_BROKEN; what the values mean together is the core's to check */
export function decodeConfiguration(bytes: Uint8Array, nameOf: (chainId: bigint) => string | undefined): ChainSpec {
  const broken = (at: number, message: string) =>
    new InputError("CONTAINER_BROKEN", message, { at: `configuration, byte ${at}` });
  if (bytes.length < FIXED_BYTES) throw broken(0, `${bytes.length} bytes are too few`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== VERSION) throw broken(0, `version ${view.getUint32(0, true)} is not ${VERSION}`);
  const kind = view.getUint32(4, true);
  if (kind !== KIND_L1 && kind !== KIND_OPTIMISM) {
    throw new InputError("CHAIN_NOT_SUPPORTED", `the configuration is of kind ${kind}`);
  }
  const forkCount = view.getUint32(80, true);
  const blobCount = view.getUint32(84, true);
  const rest = kind === KIND_OPTIMISM ? OPTIMISM_BYTES : 0;
  const size = FIXED_BYTES + forkCount * FORK_BYTES + blobCount * BLOB_BYTES + rest;
  if (size !== bytes.length) throw broken(80, `${bytes.length} bytes where the counts need ${size}`);
  const flags = view.getBigUint64(40, true);
  const forks: ForkActivation[] = [];
  let at = FIXED_BYTES;
  for (let i = 0; i < forkCount; i++, at += FORK_BYTES) {
    const fork = knownFork(view.getUint32(at, true));
    const by = view.getUint32(at + 4, true);
    if (!fork || by > 1 || FORKS[fork] >= FORKS.bedrock !== (kind === KIND_OPTIMISM))
      throw broken(at, "a fork that this version does not know");
    forks.push({ fork, by: by === 0 ? "block" : "timestamp", activation: view.getBigUint64(at + 8, true) });
  }
  const blobSchedule: BlobParameters[] = [];
  for (let i = 0; i < blobCount; i++, at += BLOB_BYTES) {
    blobSchedule.push({
      timestamp: view.getBigUint64(at, true),
      target: view.getBigUint64(at + 8, true),
      max: view.getBigUint64(at + 16, true),
      baseFeeUpdateFraction: view.getBigUint64(at + 24, true),
    });
  }
  const chainId = view.getBigUint64(8, true);
  const deposit = bytes.subarray(16, 36);
  if (kind === KIND_OPTIMISM && (flags !== 0n || blobCount !== 0 || deposit.some((byte) => byte !== 0))) {
    throw broken(16, "an OP Stack chain with what only L1 has");
  }
  const spec: ChainSpec = {
    name: nameOf(chainId) ?? "custom",
    chainId,
    forks,
    blobSchedule,
    depositContract: deposit.every((byte) => byte === 0) ? null : toHex(deposit),
    terminalTotalDifficulty: flags & BigInt(FLAG.terminalTotalDifficulty) ? readWord(view, 48) : null,
    supportsDaoMove: (flags & BigInt(FLAG.daoMove)) !== 0n,
    parisFromGenesis: (flags & BigInt(FLAG.parisFromGenesis)) !== 0n,
    genesisHash: null,
    ...(kind === KIND_OPTIMISM ? { optimism: readOptimism(view, at) } : {}),
  };
  // One set of rules has one encoding: what would be written differently is not what was written.
  const canonical = encodeConfiguration(spec);
  const difference = canonical.findIndex((byte, i) => byte !== bytes[i]);
  if (difference >= 0) throw broken(difference, "the configuration is not in its canonical encoding");
  return spec;
}
