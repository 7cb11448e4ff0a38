// The comparison of the benchmark: one block, stateless, through @ethereumjs/vm.
import { createBlockFromRLP, createBlockHeaderFromRLP } from "@ethereumjs/block";
import { Common, Hoodi, Mainnet } from "@ethereumjs/common";
import { bytesToHex, hexToBytes, type PrefixedHexString } from "@ethereumjs/util";
import { createVM, runBlock, type VM } from "@ethereumjs/vm";
import { kzg } from "./kzg.ts";
import { openWitnessState } from "./witnessState.ts";

export interface FixtureBlock {
  chain: string;
  chainId: number;
  number: number;
  parentHeader: PrefixedHexString;
  block: PrefixedHexString;
  witness: { state: PrefixedHexString[]; codes: PrefixedHexString[]; headers: PrefixedHexString[] };
  expected: { blockHash: string; stateRoot: string; gasUsed: number };
}

export interface StatelessRun {
  /** Post-state root, `0x` hex; `runBlock` has compared it with the header's. */
  stateRoot: string;
  gasUsed: number;
  /** Milliseconds: hex and RLP decoding with node hashing, then the run. */
  decodeMs: number;
  runMs: number;
}

const chains = { mainnet: Mainnet, hoodi: Hoodi };

/** Decodes, hashes and runs one block of the fixture format. Throws when ethereumjs finds it invalid. `observe` sees the VM
 *  before it runs, for tests that listen to its steps. */
export async function runStateless(fixture: FixtureBlock, observe?: (vm: VM) => void): Promise<StatelessRun> {
  const started = performance.now();
  const chain = chains[fixture.chain as keyof typeof chains];
  if (!chain) throw new Error(`no ethereumjs chain for ${fixture.chain}`);
  const common = new Common({ chain, customCrypto: { kzg: kzg as never } });
  const block = createBlockFromRLP(hexToBytes(fixture.block), { common, setHardfork: true });
  const parent = createBlockHeaderFromRLP(hexToBytes(fixture.parentHeader), { common, setHardfork: true });
  const headers = new Map<number, { hash(): Uint8Array }>();
  for (const rlp of fixture.witness.headers) {
    const header = createBlockHeaderFromRLP(hexToBytes(rlp), { common, setHardfork: true });
    headers.set(Number(header.number), { hash: () => header.hash() });
  }
  common.setHardforkBy({ blockNumber: block.header.number, timestamp: block.header.timestamp });
  const nodes = fixture.witness.state.map((node) => hexToBytes(node));
  const codes = fixture.witness.codes.map((code) => hexToBytes(code));
  const stateManager = await openWitnessState(common, parent.stateRoot, nodes, codes);
  const decoded = performance.now();

  const blockchain = {
    async getBlock(id: number) {
      const header = headers.get(id);
      if (!header) throw new Error(`header ${id} is not in the witness`);
      return header;
    },
    async putBlock() {},
    shallowCopy() {
      return this;
    },
  };
  const vm = await createVM({ common, stateManager, blockchain: blockchain as never });
  observe?.(vm);
  const result = await runBlock(vm, { block, skipHeaderValidation: true, clearCache: false });
  return {
    stateRoot: bytesToHex(result.stateRoot),
    gasUsed: Number(result.gasUsed),
    decodeMs: decoded - started,
    runMs: performance.now() - decoded,
  };
}
