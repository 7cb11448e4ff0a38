// What deriving and executing L2 blocks costs on the proving machine, and which part of the work takes it.
import { concatBytes } from "@assay/core/bytes";
import {
  bytesSection,
  containerSize,
  INPUT_MAGIC,
  listSection,
  readContainer,
  readList,
  writeContainer,
} from "@assay/core/container";
import { DERIVATION_INPUT } from "@assay/core/derivation";
import { InputError } from "@assay/core/inputError";
import { readGuest } from "@assay/machine/guests";
import { addCosts, type Costs, cellsOf, noCosts } from "@assay/machine/proving/cells";
import { ProvingMachine } from "@assay/machine/proving/machine";
import { type CallTree, runCosts } from "@assay/machine/proving/profile/callTree";
import { Profiler } from "@assay/machine/proving/profile/profiler";
import { loadProvingProgram } from "@assay/machine/proving/program";
import { COMMITMENT_BYTES, keccakProofOf } from "@assay/program/blob";
import { BootStore } from "@assay/program/bootInfo";
import { readRecording } from "../../test/program/recording.ts";

export interface ClaimCycles {
  readonly name: string;
  /** L2 blocks derived and executed. */
  readonly blocks: number;
  readonly costs: Readonly<Costs>;
  readonly cells: number;
  readonly tree: CallTree;
}

/** Parts of the work by the call path, "caller;callee;…": the first one that fits. The last one fits everything. */
export const PARTS: readonly (readonly [string, RegExp])[] = [
  ["blobs: hashes", /takeBlob;.*\bhash\//],
  ["blobs: KZG proofs", /takeBlob;.*\bcurves\/kzg\//],
  ["blobs: evaluating, decoding", /takeBlob\b/],
  ["decompression", /\bderivation\/(inflate|brotli\w*|prefixCode|bits|compressed)\//],
  ["batcher's signatures", /\bderivation\/.*;curves\/secp256k1/],
  ["L1 headers", /\bderivation\/l1Chain\//],
  ["receipts, deposits", /\bderivation\/(receipts|deposits|configUpdates)\//],
  ["senders", /\bblock\/senders\//],
  ["execution", /\bblock\/execute\//],
  ["state roots", /\bstate\/commit\//],
  ["rest of the blocks", /\bprogram\/driver\/executeOne\b/],
  ["rest of derivation", /\b(derivation|program)\//],
  ["start, input", /^/],
];

/** What each part takes. */
export function costsByPart({ functions, nodes }: CallTree): ReadonlyMap<string, Readonly<Costs>> {
  const parts = new Map<string, Costs>(PARTS.map(([part]) => [part, noCosts()]));
  const paths: string[] = [];
  for (const { parent, function: own, self } of nodes) {
    const path = `${parent === null ? "" : `${paths[parent]};`}${functions[own]!.name}`;
    paths.push(path);
    const [part] = PARTS.find(([, pattern]) => pattern.test(path))!;
    addCosts(parts.get(part)!, self);
  }
  return parts;
}

const CYCLE_LIMIT = 20_000_000_000;
const program = loadProvingProgram(readGuest("rollup-rv32"));

type Preimages = (key: Uint8Array) => Uint8Array | null;

/** @param end the code with which the run ends; null when it halts with 0 */
function measured(
  name: string,
  blocks: number,
  input: Uint8Array,
  preimages: Preimages,
  end: string | null,
): ClaimCycles {
  const preimage = (key: Uint8Array) => {
    const value = preimages(key);
    if (value === null) throw new InputError("PREIMAGE_MISSING", name);
    return value;
  };
  const machine = new ProvingMachine(program, { input, oracle: { hint() {}, preimage } });
  const profiler = new Profiler(machine);
  let ended: string | null = null;
  try {
    if (profiler.run(CYCLE_LIMIT) !== "halted" || machine.exitCode !== 0) ended = `exit ${machine.exitCode}`;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    ended = error.code;
  }
  if (ended !== end) throw new Error(`${name}: ${ended ?? "the end"} instead of ${end ?? "the end"}`);
  const tree = profiler.tree();
  const costs = runCosts(tree);
  return { name, blocks, costs, cells: cellsOf(costs), tree };
}

/** A recorded claim about a chain of our own (fixtures/program). */
export function measureRecording(name: "calldata" | "blobs", proofs: "recorded" | "keccak" = "recorded"): ClaimCycles {
  const { boot, input, facts } = readRecording(name);
  const values = new BootStore(boot);
  const first = name === "calldata" ? FIRST_OF_CALLDATA : 1;
  return measured(
    `own chain, ${name}${proofs === "keccak" ? " with proofs at Keccak's point" : ""}`,
    facts.boot.claimedBlockNumber - first + 1,
    proofs === "keccak" ? withKeccakProofs(input) : input,
    (key) => values.get(key),
    null,
  );
}

/** The input with other proofs for its blobs (docs/interfaces.md, "Blob proofs"). */
function withKeccakProofs(input: Uint8Array): Uint8Array {
  const sections = [...readContainer(input, INPUT_MAGIC)].map(([id, bytes]) => {
    if (id !== DERIVATION_INPUT.blobs) return bytesSection(id, bytes);
    const records = readList(bytes).map((record) => {
      const [commitment, blob] = [record.subarray(0, COMMITMENT_BYTES), record.subarray(2 * COMMITMENT_BYTES)];
      return concatBytes(commitment, keccakProofOf(blob, commitment), blob);
    });
    const lengths = records.map(({ length }) => length);
    return listSection(id, lengths, (section, at, i) => section.set(records[i]!, at));
  });
  const bytes = new Uint8Array(containerSize(sections));
  writeContainer(bytes, INPUT_MAGIC, sections);
  return bytes;
}

/** Nine blocks are agreed there. */
const FIRST_OF_CALLDATA = 10;
const RANGE_BLOCKS = 9;

/** The bundled range of OP Mainnet, up to where the bundled witnesses end: all its blocks are derived and executed, the claim is not judged. */
async function measureRange(): Promise<ClaimCycles> {
  const { rangeHost, rangeInput } = await import("../../packages/machine/test/guests/range.ts");
  const host = rangeHost();
  const name = "OP Mainnet 109279675 to …683";
  return measured(name, RANGE_BLOCKS, rangeInput, (key) => host.oracle(key, []), "PREIMAGE_MISSING");
}

export async function measureClaims(): Promise<ClaimCycles[]> {
  return [
    measureRecording("calldata"),
    measureRecording("blobs"),
    measureRecording("blobs", "keccak"),
    await measureRange(),
  ];
}
