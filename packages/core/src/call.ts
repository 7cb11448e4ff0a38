// One message on a state (docs/interfaces.md, "Call"): the input that the core's `call` reads, and what it gives back.
import {
  containerSize,
  INPUT_MAGIC,
  INPUT_SECTION,
  listSection,
  RESULT_MAGIC,
  readContainer,
  type SectionSource,
  writeContainer,
} from "./container.ts";
import { FORKS, type ForkName } from "./forks.ts";
import type { Core, Outcome } from "./instance.ts";

const SECTION_CALL = 15;
const RESULT_CALL = 18;
const FIXED_BYTES = 88;
const RESULT_FIXED_BYTES = 24;
const FLAG = { create: 1, code: 2 } as const;

const NOBODY = new Uint8Array(20);
const STATUS = ["success", "revert", "exception"] as const;

/** The state that a message runs on: that of the first header. The other headers are its ancestors, for BLOCKHASH. */
export interface CallState {
  readonly headers: readonly Uint8Array[];
  readonly nodes: readonly Uint8Array[];
  readonly codes: readonly Uint8Array[];
}

export interface Message {
  /** Rules of L1 from Homestead to Osaka. */
  readonly fork: ForkName;
  /** 20 bytes; absent: a creation, whose init code is `data`. */
  readonly to?: Uint8Array;
  /** Runs in place of the target's own code. */
  readonly code?: Uint8Array;
  readonly data: Uint8Array;
  /** Of the transaction: what it costs before it runs comes off. */
  readonly gasLimit: bigint;
  /** 20 bytes; the zero address when absent. */
  readonly from?: Uint8Array;
  readonly chainId?: bigint;
  /** Absent: an empty state, in a block of zeros. */
  readonly state?: CallState;
}

export interface MessageOutcome {
  readonly status: (typeof STATUS)[number];
  /** What was returned; of a creation the code that was deployed. */
  readonly output: Uint8Array;
  /** What a transaction with this message uses, with refund and floor, and what the message uses of it. */
  readonly transactionGas: bigint;
  readonly executionGas: bigint;
}

function messageSection(message: Message): SectionSource {
  const { to, code, data } = message;
  const codeLength = code?.length ?? 0;
  return {
    id: SECTION_CALL,
    length: Math.ceil((FIXED_BYTES + codeLength + data.length) / 8) * 8,
    write(target) {
      const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
      view.setUint32(0, 1, true);
      view.setUint32(4, FORKS[message.fork], true);
      view.setUint32(8, to === undefined ? FLAG.create : code === undefined ? 0 : FLAG.code, true);
      view.setBigUint64(16, message.gasLimit, true);
      view.setBigUint64(24, message.chainId ?? 1n, true);
      target.set(message.from ?? NOBODY, 32);
      target.set(to ?? NOBODY, 56);
      view.setUint32(80, codeLength, true);
      view.setUint32(84, data.length, true);
      if (code) target.set(code, FIXED_BYTES);
      target.set(data, FIXED_BYTES + codeLength);
    },
  };
}

function itemsSection(id: number, items: readonly Uint8Array[]): SectionSource {
  return listSection(
    id,
    items.map((item) => item.length),
    (section, at, i) => section.set(items[i]!, at),
  );
}

/** Runs one message. What ends without an outcome has a failure: a node that the state lacks, say. */
export function runMessage(core: Core, message: Message): MessageOutcome | NonNullable<Outcome["failure"]> {
  const { state } = message;
  const sections: SectionSource[] = state
    ? [
        itemsSection(INPUT_SECTION.headers, state.headers),
        itemsSection(INPUT_SECTION.nodes, state.nodes),
        itemsSection(INPUT_SECTION.codes, state.codes),
        messageSection(message),
      ]
    : [messageSection(message)];
  const size = containerSize(sections);
  const { failure, result } = core.call(size, (memory) => writeContainer(memory, INPUT_MAGIC, sections));
  if (failure) return failure;
  return decodeOutcome(result!.bytes);
}

function decodeOutcome(bytes: Uint8Array): MessageOutcome {
  const section = readContainer(bytes, RESULT_MAGIC).get(RESULT_CALL)!;
  const view = new DataView(section.buffer, section.byteOffset, section.byteLength);
  return {
    status: STATUS[view.getUint32(0, true)]!,
    output: section.slice(RESULT_FIXED_BYTES, RESULT_FIXED_BYTES + view.getUint32(4, true)),
    transactionGas: view.getBigUint64(8, true),
    executionGas: view.getBigUint64(16, true),
  };
}

export function isOutcome(result: ReturnType<typeof runMessage>): result is MessageOutcome {
  return "status" in result;
}
