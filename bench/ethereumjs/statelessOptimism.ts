// One real OP Stack block of fixtures/blocks, stateless, through @ethereumjs/vm with the OP Stack's rules on top.
import { RLP } from "@ethereumjs/rlp";
import { bytesToBigInt, hexToBytes, type PrefixedHexString } from "@ethereumjs/util";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { type OptimismRun, optimismCommon, runOptimismBlock } from "./optimismBlock.ts";
import type { OptimismFork } from "./optimismFees.ts";
import { openWitnessState, WriteBackStateManager } from "./witnessState.ts";

export interface OptimismFixture {
  chainId: number;
  fork: string;
  parentHeader: PrefixedHexString;
  block: PrefixedHexString;
  witness: { state: PrefixedHexString[]; codes: PrefixedHexString[]; headers: PrefixedHexString[] };
}

type Fields = Uint8Array[];
const number = (bytes: Uint8Array) => (bytes.length === 0 ? 0n : bytesToBigInt(bytes));
const FIELD = { stateRoot: 3, number: 8, gasLimit: 9, timestamp: 11, mixHash: 13, baseFee: 15, beaconRoot: 19 };

/** Decodes, hashes and runs the block. @throws Error when ethereumjs finds a transaction invalid */
export async function runStatelessOptimism(fixture: OptimismFixture): Promise<OptimismRun> {
  const fork = fixture.fork as OptimismFork;
  const [header, body] = RLP.decode(hexToBytes(fixture.block)) as unknown as [Fields, (Uint8Array | Fields)[]];
  const common = optimismCommon(fork, fixture.chainId);
  const hashes = new Map<number, Uint8Array>();
  for (const rlp of [fixture.parentHeader, ...fixture.witness.headers]) {
    const bytes = hexToBytes(rlp);
    hashes.set(Number(number((RLP.decode(bytes) as Fields)[FIELD.number]!)), keccak_256(bytes));
  }
  const parent = RLP.decode(hexToBytes(fixture.parentHeader)) as Fields;
  const nodes = fixture.witness.state.map((node) => hexToBytes(node));
  const codes = fixture.witness.codes.map((code) => hexToBytes(code));
  const state = await openWitnessState(common, parent[FIELD.stateRoot]!, nodes, codes, WriteBackStateManager);
  return runOptimismBlock(
    {
      fork,
      common,
      number: number(header[FIELD.number]!),
      timestamp: number(header[FIELD.timestamp]!),
      gasLimit: number(header[FIELD.gasLimit]!),
      baseFee: number(header[FIELD.baseFee]!),
      prevRandao: header[FIELD.mixHash]!,
      parentHash: header[0]!,
      parentBeaconBlockRoot: header[FIELD.beaconRoot] ?? null,
      // A legacy transaction stands there as a list.
      transactions: body.map((item) => (item instanceof Uint8Array ? item : RLP.encode(item))),
      hashOf: (id) => {
        const hash = hashes.get(id);
        if (!hash) throw new Error(`header ${id} is not in the witness`);
        return hash;
      },
    },
    state,
  );
}
