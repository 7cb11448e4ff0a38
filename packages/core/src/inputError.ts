// One class for everything that is wrong with what came from outside: a stable code, what, why, and what to do next.
// An input error means "could not tell" (verdict `incomplete`, exit 2), never `invalid`: docs/interfaces.md, "Verdicts".

/** Stable codes of the host side, with the general advice for each. The core's own codes are in codes.ts. */
export const INPUT_ADVICE = {
  FILE_NOT_FOUND: "Check the path.",
  FILE_UNREADABLE: "Check the file's permissions, and that it is a file.",
  FILE_TOO_LARGE: "Raise the limit with the maxBytes option if the file is trusted to be this large.",
  FILE_UNWRITABLE: "Check that the folder can be written to and has room.",
  GZIP_BROKEN: "The file is truncated or damaged; fetch it again.",
  JSON_BROKEN: "The file is truncated or damaged; fetch it again.",
  FORMAT_UNKNOWN: "See docs/formats.md for the file shapes that are read.",
  FIELD_MISSING: "See docs/formats.md for the fields of this file shape.",
  FIELD_WRONG: "See docs/formats.md for the fields of this file shape.",
  HEX_BROKEN: "Byte strings are 0x and an even number of hex digits.",
  CONTAINER_BROKEN: "The file is truncated or damaged, or was written by another version; write it again.",
  CHAIN_UNKNOWN: "Name a known chain (docs/chains.md) or give its genesis file or rollup.json.",
  CHAIN_NOT_SUPPORTED: "Ethereum L1 chains and OP Stack chains with their data on L1 can be verified in this version.",
  CHAIN_CONFLICT: "Drop the option, or give the genesis file of the chain that the input names.",
  GENESIS_UNKNOWN_KEY:
    "Assay refuses a genesis file that it does not fully understand; remove the key if it has no effect.",
  ROLLUP_UNKNOWN_KEY:
    "Assay refuses a rollup.json that it does not fully understand; remove the key if it has no effect.",
  GENESIS_WRONG: "Correct the value; see docs/chains.md for what is read.",
  BLOCK_UNSUPPORTED: "Give the block as RLP instead (debug_getRawBlock).",
  PAIR_MISSING: "Put the block and its witness beside each other; see docs/formats.md for the names.",
  GAS_ABOVE_LIMIT:
    "Verify the file in a worker, where a time limit can end it (`assay verify block` does so by itself).",
  CORE_MISSING: "Run `npm run build` first.",
  CORE_TRAPPED: "This is a bug in Assay; please report it with the input.",
  CORE_OUT_OF_MEMORY: "The input needs more memory than the core may use.",
  WORKER_CRASHED: "The worker that ran this job ended; run the file alone, with --jobs 1, to see why.",
  WORKER_TIMEOUT: "Raise the limit with --timeout if the block may take this long.",
  PREIMAGE_MISSING:
    "Run the host with nodes (--l1-node-address, …), or give the data directory of a run that had them.",
  PREIMAGE_WRONG: "Whoever gave these bytes is wrong; they were not used.",
  PREIMAGE_KEY_WRONG: "A preimage key is 32 bytes, the first 1, 2, 4, 5 or 6.",
  HINT_BROKEN: "A hint is a name, a space and hex; docs/host.md lists them.",
  HINT_UNSUPPORTED: "docs/host.md lists the hints that this host answers.",
  CHANNEL_BROKEN: "The other end broke off within a message, or does not speak this protocol.",
  CHANNEL_CLOSED: "The other end has gone; see its own output for the reason.",
  STORE_BROKEN: "Delete the data directory; what it held is fetched again.",
  STORE_FORMAT_UNKNOWN: "Give another data directory, or convert this one with the tool that wrote it.",
  NODE_UNREACHABLE: "Check the address, and that the node is up.",
  NODE_ERROR: "Check that the node has this block, and serves this method.",
  NODE_RESPONSE_BROKEN: "The node does not speak JSON-RPC or the beacon API; check the address.",
  NODE_RESPONSE_TOO_LARGE: "Use another node; no honest answer is this large.",
  INTERRUPTED: "Run it again: what was fetched into a data directory is there.",
  WITNESS_INCOMPLETE: "Capture the block again: nothing can be proven of a run that could not tell.",
  CAPTURE_IMPOSSIBLE: "Use a node that serves debug_executionWitness, or debug_dbGet.",
  NODE_LIED: "Use another node: this one gave data that does not match its hash.",
  MACHINE_FAULT: "The program did what no step on L1 can do; docs/fault-proof-machine.md lists the faults.",
  MACHINE_CYCLE_LIMIT: "Raise the cycle limit, if the program may take that long.",
  MACHINE_OUT_OF_MEMORY: "The program touches more memory than the machine may use.",
  STEP_REJECTED: "The L1 contract would refuse this input.",
  TRACE_BROKEN: "The trace file is truncated or damaged, or was written by another version; make it again.",
  STATE_BROKEN: "The state file is truncated or damaged, or was written by another machine; make it again.",
  ELF_BROKEN:
    "Give a RISC-V executable: for the fault-proof machine 64-bit, with its symbol table; for the proving machine 32-bit, as docs/proving-machine.md tells.",
} as const;

export type InputErrorCode = keyof typeof INPUT_ADVICE;

export interface InputErrorOptions {
  /** Where it is wrong: a file, a field such as `witness.state[3]`, an offset. */
  readonly at?: string;
  /** What to do next, where the general advice for the code does not fit. */
  readonly advice?: string;
  readonly cause?: unknown;
}

export class InputError extends Error {
  override readonly name = "InputError";
  readonly code: InputErrorCode;
  readonly at: string | undefined;
  readonly advice: string;

  constructor(code: InputErrorCode, message: string, options: InputErrorOptions = {}) {
    super(
      options.at ? `${options.at}: ${message}` : message,
      options.cause === undefined ? {} : { cause: options.cause },
    );
    this.code = code;
    this.at = options.at;
    this.advice = options.advice ?? INPUT_ADVICE[code];
  }
}
