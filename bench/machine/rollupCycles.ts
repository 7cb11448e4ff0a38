// What deriving and executing L2 blocks costs on the proving machine, and which part of the work takes it.
import { InputError } from "@assay/core/inputError";
import { readGuest } from "@assay/machine/guests";
import { addCosts, type Costs, cellsOf, noCosts } from "@assay/machine/proving/cells";
import { ProvingMachine } from "@assay/machine/proving/machine";
import { type CallTree, runCosts } from "@assay/machine/proving/profile/callTree";
import { Profiler } from "@assay/machine/proving/profile/profiler";
import { loadProvingProgram } from "@assay/machine/proving/program";
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
  ["blobs: SHA-256", /takeBlob;.*\bhash\/sha256/],
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
export function measureRecording(name: "calldata" | "blobs"): ClaimCycles {
  const { boot, input, facts } = readRecording(name);
  const values = new BootStore(boot);
  const first = name === "calldata" ? FIRST_OF_CALLDATA : 1;
  return measured(
    `own chain, ${name}`,
    facts.boot.claimedBlockNumber - first + 1,
    input,
    (key) => values.get(key),
    null,
  );
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
  return [measureRecording("calldata"), measureRecording("blobs"), await measureRange()];
}
