// The header of a block that was made from payload attributes: what execution computed goes in, then its encoding and hash.
import { ISTHMUS } from "../chain/optimism";
import { keccak256 } from "../hash/keccak";
import { alloc } from "../memory/arena";
import { rlpListHeaderSize, rlpWriteBytes, rlpWriteListHeader, rlpWriteU64, rlpWriteWord } from "../rlp/write";
import { Block, postStateRootOf, receiptsRootOf, requestsHashOf, withdrawalsRootOf } from "./block";
import { BLOOM_SIZE } from "./bloom";
import {
  baseFeeOf,
  difficultyOf,
  FIELDS_CANCUN,
  FIELDS_LONDON,
  FIELDS_PRAGUE,
  FIELDS_SHANGHAI,
  hashOf,
  Header,
} from "../header/header";

/** Puts the results of `b`, whose roots have been computed, into its header, and encodes and hashes that. */
export function buildHeader(b: Block): void {
  const h = b.header;
  h.stateRoot = postStateRootOf(b);
  h.receiptsRoot = receiptsRootOf(b);
  h.bloom = b.bloom;
  h.gasUsed = b.gasUsed;
  h.blobGasUsed = b.blobGasUsed;
  h.requestsHash = requestsHashOf(b);
  if (b.optimismFork >= ISTHMUS) h.withdrawalsRoot = withdrawalsRootOf(b);
  encodeHeader(h);
  keccak256(hashOf(h), h.rlp, h.rlpLength);
}

/** More than all fields but the bloom and the extra data can take. */
const FIELDS_SIZE: usize = 640;

/** Writes the first `fieldCount` fields of `h` as an RLP list: rlp and rlpLength. */
function encodeHeader(h: Header): void {
  const fields = alloc(FIELDS_SIZE + <usize>BLOOM_SIZE + <usize>h.extraDataLength);
  let to = rlpWriteBytes(fields, h.parentHash, 32);
  to = rlpWriteBytes(to, h.ommersHash, 32);
  to = rlpWriteBytes(to, h.coinbase, 20);
  to = rlpWriteBytes(to, h.stateRoot, 32);
  to = rlpWriteBytes(to, h.transactionsRoot, 32);
  to = rlpWriteBytes(to, h.receiptsRoot, 32);
  to = rlpWriteBytes(to, h.bloom, BLOOM_SIZE);
  to = rlpWriteWord(to, difficultyOf(h));
  to = rlpWriteU64(to, h.number);
  to = rlpWriteU64(to, h.gasLimit);
  to = rlpWriteU64(to, h.gasUsed);
  to = rlpWriteU64(to, h.timestamp);
  to = rlpWriteBytes(to, h.extraData, h.extraDataLength);
  to = rlpWriteBytes(to, h.mixHash, 32);
  to = rlpWriteBytes(to, h.nonce, 8);
  if (h.fieldCount >= FIELDS_LONDON) to = rlpWriteWord(to, baseFeeOf(h));
  if (h.fieldCount >= FIELDS_SHANGHAI) to = rlpWriteBytes(to, h.withdrawalsRoot, 32);
  if (h.fieldCount >= FIELDS_CANCUN) {
    to = rlpWriteU64(to, h.blobGasUsed);
    to = rlpWriteU64(to, h.excessBlobGas);
    to = rlpWriteBytes(to, h.parentBeaconRoot, 32);
  }
  if (h.fieldCount >= FIELDS_PRAGUE) to = rlpWriteBytes(to, h.requestsHash, 32);
  const payload = <u32>(to - fields);
  h.rlpLength = rlpListHeaderSize(payload) + payload;
  h.rlp = alloc(h.rlpLength);
  memory.copy(rlpWriteListHeader(h.rlp, payload), fields, payload);
}
