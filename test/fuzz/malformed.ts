// Damaged inputs against the core: each must end in a typed verdict or error, quickly, in bounded memory, and never be called
// valid with a state root that is not the block's.

import { fileURLToPath } from "node:url";
import { InputError } from "@assay/core/inputError";
import { Core } from "@assay/core/instance";
import { type CoreVariant, compileCore } from "@assay/core/wasmFile";
import { type BlockInput, encodeInput } from "@assay/witness/blockInput";
import { readBlockInput } from "@assay/witness/readFile";
import { randomSource } from "../../packages/core/test/operands.ts";
import { mutate } from "./mutate.ts";
import { type Parts, partsOf, relink } from "./relink.ts";

/** Small blocks of several eras, so that a million of them fit into minutes; and how often each is taken. */
const BASES = [
  "mainnet-1149999",
  "mainnet-1149999",
  "mainnet-1149999",
  "mainnet-1",
  "mainnet-2463000",
  "hoodi-1041734",
  "mainnet-1150000",
];

/** Limits of the issue: a second and 256 MB. */
const MAX_MS = 1000;
const MAX_MEMORY_BYTES = 256 * 1024 * 1024;

export interface MalformedReport {
  inputs: number;
  /** How often each code, or `valid`, came out. */
  outcomes: Record<string, number>;
  slowestMs: number;
  memoryBytes: number;
  /** What must not be: seed of the input and what was wrong. */
  findings: string[];
}

interface Base {
  input: BlockInput;
  bytes: Uint8Array;
  stateRoot: string;
}

function loadBases(core: Core): Base[] {
  return BASES.map((name) => {
    const path = fileURLToPath(new URL(`../../fixtures/blocks/${name}.json.gz`, import.meta.url));
    const input = readBlockInput(path);
    const bytes = encodeInput(input);
    const outcome = core.verify(bytes.length, (memory) => memory.set(bytes));
    return { input, bytes, stateRoot: outcome.result!.summaries[0]!.postStateRoot };
  });
}

type Damage = (base: Base, random: () => number) => Uint8Array;

/** With a claim of its own hash, a damaged block gets past the first comparison. */
function selfClaimed(base: Base, parts: Parts): Uint8Array {
  return encodeInput({ ...base.input, ...parts, claim: { source: "self", hash: null } });
}

const damages: Damage[] = [
  function container(base, random) {
    return mutate(base.bytes, random);
  },
  function block(base, random) {
    const parts = partsOf(base.input);
    parts.blocks[0] = mutate(parts.blocks[0]!, random);
    return selfClaimed(base, parts);
  },
  function linkedWitness(base, random) {
    const parts = partsOf(base.input);
    const lists = [parts.nodes, parts.nodes, parts.nodes, parts.headers].filter((list) => list.length > 0);
    const list = lists[random() % lists.length]!;
    const index = random() % list.length;
    relink(parts, list, index, mutate(list[index]!, random));
    return selfClaimed(base, parts);
  },
  function looseWitness(base, random) {
    const parts = partsOf(base.input);
    const lists = [parts.nodes, parts.codes, parts.headers].filter((list) => list.length > 0);
    const list = lists[random() % lists.length]!;
    const index = random() % list.length;
    list[index] = mutate(list[index]!, random);
    return encodeInput({ ...base.input, ...parts });
  },
];

/** Damages `count` inputs from `seed` on and runs each. `progress` is called now and then. */
export function runMalformed(
  variant: CoreVariant,
  seed: number,
  count: number,
  progress: (done: number) => void = () => {},
): MalformedReport {
  const core = new Core(compileCore(variant));
  const bases = loadBases(core);
  const report: MalformedReport = { inputs: 0, outcomes: {}, slowestMs: 0, memoryBytes: 0, findings: [] };
  for (let i = 0; i < count; i++) {
    // The source makes its seed odd: neighbours would be twins.
    const random = randomSource(2 * (seed + i) + 1);
    const base = bases[random() % bases.length]!;
    const bytes = damages[random() % damages.length]!(base, random);
    const started = performance.now();
    const outcome = judge(core, bytes);
    const ms = performance.now() - started;
    report.inputs++;
    report.outcomes[outcome.name] = (report.outcomes[outcome.name] ?? 0) + 1;
    report.slowestMs = Math.max(report.slowestMs, ms);
    report.memoryBytes = Math.max(report.memoryBytes, core.memoryBytes);
    const finding = (what: string) => report.findings.push(`seed ${seed + i} (${variant}): ${what}`);
    if (outcome.problem) finding(outcome.problem);
    if (ms > MAX_MS) finding(`${ms.toFixed(0)} ms`);
    if (core.memoryBytes > MAX_MEMORY_BYTES) finding(`${core.memoryBytes} bytes of memory`);
    // A damage may miss everything that is needed; the roots are then the block's own.
    if (outcome.stateRoot !== null && outcome.stateRoot !== base.stateRoot)
      finding(`valid with state root ${outcome.stateRoot}`);
    if (i % 1000 === 999) progress(i + 1);
  }
  return report;
}

function judge(core: Core, bytes: Uint8Array): { name: string; stateRoot: string | null; problem: string | null } {
  try {
    const outcome = core.verify(bytes.length, (memory) => memory.set(bytes));
    if (outcome.verdict === "valid") {
      return { name: "valid", stateRoot: outcome.result!.summaries.at(-1)!.postStateRoot, problem: null };
    }
    return { name: outcome.failure!.name, stateRoot: null, problem: null };
  } catch (error) {
    // CORE_TRAPPED is the loader's word for a trap without a reason: a bug of the core.
    const typed = error instanceof InputError && error.code !== "CORE_TRAPPED";
    return { name: typed ? error.code : "untyped", stateRoot: null, problem: typed ? null : String(error) };
  }
}
