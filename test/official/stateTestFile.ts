// State test files: one pre-state and environment, and for each fork a list of posts, each one transaction with what must
// come of it. This file only reads them; stateTests.ts runs them.
import { encodeRlp, rlpInteger } from "../../packages/chain/src/rlp.ts";
import { FORKS } from "../../packages/core/src/forks.ts";
import { bigEndian, bytesOf, integerOf, littleEndianWord } from "./hexFields.ts";
import { forkOf } from "./networks.ts";

export interface Account {
  balance: string;
  code: string;
  nonce: string;
  storage: Record<string, string>;
}

export type Alloc = Record<string, Account>;

interface Post {
  hash: string;
  logs: string;
  indexes: { data: number; gas: number; value: number };
  txbytes?: string;
  expectException?: string;
}

interface TransactionTemplate {
  data: string[];
  gasLimit: string[];
  value: string[];
  gasPrice?: string;
  nonce: string;
  sender: string;
  to: string;
}

interface StateTestJson {
  env: Record<string, string>;
  pre: Alloc;
  post: Record<string, Post[]>;
  transaction: TransactionTemplate;
}

export interface StateTestPost {
  /** What a failure names: the test, the fork and the post's indexes. */
  readonly id: string;
  /** Official name of the rules. */
  readonly network: string;
  readonly transaction: Uint8Array;
  /** Given where the file has no signed transaction; then its signature is not looked at. */
  readonly sender: Uint8Array | null;
  readonly stateRoot: string;
  readonly logsHash: string;
  /** Names of the refusals that are right; null when the transaction must be executed; `unnamed` in files of the era when
   *  a post did not say: there the roots alone tell whether a refusal was right. */
  readonly exceptions: readonly string[] | "unnamed" | null;
}

export interface StateTest {
  readonly name: string;
  readonly alloc: Alloc;
  readonly env: Record<string, string>;
  readonly posts: readonly StateTestPost[];
}

/** A legacy transaction with placeholders for its signature: these files give the sender instead. */
function unsignedTransaction(template: TransactionTemplate, indexes: Post["indexes"]): Uint8Array {
  const integer = (text: string | undefined) => rlpInteger(integerOf(text));
  if (template.gasPrice === undefined) throw new Error("a post without txbytes has no gasPrice");
  return encodeRlp([
    integer(template.nonce),
    integer(template.gasPrice),
    integer(template.gasLimit[indexes.gas]),
    template.to === "" ? new Uint8Array(0) : bytesOf(template.to),
    integer(template.value[indexes.value]),
    bytesOf(template.data[indexes.data]!),
    rlpInteger(27n),
    rlpInteger(1n),
    rlpInteger(1n),
  ]);
}

function readPost(name: string, network: string, post: Post, template: TransactionTemplate): StateTestPost {
  const { data, gas, value } = post.indexes;
  const given = post.txbytes === undefined;
  return {
    id: `${name} ${network} d${data} g${gas} v${value}`,
    network,
    transaction: given ? unsignedTransaction(template, post.indexes) : bytesOf(post.txbytes!),
    sender: given ? bytesOf(template.sender) : null,
    stateRoot: post.hash,
    logsHash: post.logs,
    exceptions: post.expectException?.split("|") ?? (given ? "unnamed" : null),
  };
}

/** Every test of one file. */
export function readStateTests(json: unknown): StateTest[] {
  return Object.entries(json as Record<string, StateTestJson>).map(([name, test]) => ({
    name,
    alloc: test.pre,
    env: test.env,
    posts: Object.entries(test.post).flatMap(([network, posts]) =>
      posts.map((post) => readPost(name, network, post, test.transaction)),
    ),
  }));
}

const ENVIRONMENT_BYTES = 240;
const SENDER_GIVEN = 1n;
const EXCESS_BLOB_GAS_GIVEN = 2n;

function integer64(env: Record<string, string>, field: string): bigint {
  const value = integerOf(env[field]);
  if (value >= 1n << 64n) throw new Error(`${field} has more than 64 bits`);
  return value;
}

/** Section 10 of the input: layout in packages/core/assembly/testing/statetest.ts. */
export function encodeEnvironment(
  env: Record<string, string>,
  post: StateTestPost,
  preStateRoot: Uint8Array,
): Uint8Array {
  const { transaction, sender } = post;
  const bytes = new Uint8Array(ENVIRONMENT_BYTES + Math.ceil(transaction.length / 8) * 8);
  const view = new DataView(bytes.buffer);
  const excess = env["currentExcessBlobGas"];
  view.setUint32(0, 1, true);
  view.setUint32(4, FORKS[forkOf(post.network)], true);
  view.setBigUint64(8, integer64(env, "currentNumber"), true);
  view.setBigUint64(16, integer64(env, "currentTimestamp"), true);
  view.setBigUint64(24, integer64(env, "currentGasLimit"), true);
  view.setBigUint64(32, (sender ? SENDER_GIVEN : 0n) | (excess === undefined ? 0n : EXCESS_BLOB_GAS_GIVEN), true);
  bytes.set(bytesOf(env["currentCoinbase"]!), 40);
  bytes.set(littleEndianWord(integerOf(env["currentDifficulty"])), 64);
  bytes.set(bigEndian(integerOf(env["currentRandom"]), 32), 96);
  const baseFee = FORKS[forkOf(post.network)] >= FORKS.london ? integerOf(env["currentBaseFee"]) : 0n;
  bytes.set(littleEndianWord(baseFee), 128);
  view.setBigUint64(160, excess === undefined ? 0n : integer64(env, "currentExcessBlobGas"), true);
  bytes.set(preStateRoot, 176);
  if (sender) bytes.set(sender, 208);
  view.setUint32(232, transaction.length, true);
  bytes.set(transaction, ENVIRONMENT_BYTES);
  return bytes;
}
