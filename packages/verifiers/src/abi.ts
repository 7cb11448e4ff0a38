// Call data of the verifier contracts (Solidity ABI), both ways. Only the canonical encoding is read.
import { concatBytes, equalBytes } from "@assay/core/bytes";
import { InputError } from "@assay/core/inputError";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { ascii, bytesOf, numberOf } from "./words.ts";

export function functionSelector(signature: string): Uint8Array {
  return keccak_256(ascii(signature)).subarray(0, 4);
}

/** A function's argument: a word, or bytes, or an array of words. */
export type Argument = Uint8Array | { readonly bytes: Uint8Array } | { readonly words: readonly Uint8Array[] };

function padded(bytes: Uint8Array): Uint8Array {
  return concatBytes(bytes, new Uint8Array((32 - (bytes.length % 32)) % 32));
}

export function encodeCall(signature: string, ...args: readonly Argument[]): Uint8Array {
  const heads: Uint8Array[] = [];
  const tails: Uint8Array[] = [];
  let offset = 32 * args.length;
  for (const argument of args) {
    if (argument instanceof Uint8Array) {
      heads.push(argument);
      continue;
    }
    const [count, content] =
      "bytes" in argument
        ? [argument.bytes.length, padded(argument.bytes)]
        : [argument.words.length, concatBytes(...argument.words)];
    const tail = concatBytes(bytesOf(BigInt(count)), content);
    heads.push(bytesOf(BigInt(offset)));
    tails.push(tail);
    offset += tail.length;
  }
  return concatBytes(functionSelector(signature), ...heads, ...tails);
}

const VERIFY_SP1 = "verifyProof(bytes32,bytes,bytes)";
const VERIFY_RISC0 = "verify(bytes,bytes32,bytes32)";

export function sp1Call(programKey: Uint8Array, publicValues: Uint8Array, proof: Uint8Array): Uint8Array {
  return encodeCall(VERIFY_SP1, programKey, { bytes: publicValues }, { bytes: proof });
}

export function risc0Call(seal: Uint8Array, imageId: Uint8Array, journalDigest: Uint8Array): Uint8Array {
  return encodeCall(VERIFY_RISC0, { bytes: seal }, imageId, journalDigest);
}

export interface Sp1Call {
  readonly system: "sp1";
  readonly programKey: Uint8Array;
  readonly publicValues: Uint8Array;
  readonly proof: Uint8Array;
}

export interface Risc0Call {
  readonly system: "risc0";
  readonly seal: Uint8Array;
  readonly imageId: Uint8Array;
  readonly journalDigest: Uint8Array;
}

/** What a call to one of the verifier contracts says, or null when it is no such call. */
export function decodeVerifierCall(data: Uint8Array): Sp1Call | Risc0Call | null {
  const is = (signature: string) => data.length >= 100 && equalBytes(data.subarray(0, 4), functionSelector(signature));
  const word = (i: number) => data.slice(4 + 32 * i, 36 + 32 * i);
  if (is(VERIFY_SP1)) {
    const publicValues = bytesAt(data, word(1));
    const proof = bytesAt(data, word(2));
    canonical(data, sp1Call(word(0), publicValues, proof));
    return { system: "sp1", programKey: word(0), publicValues, proof };
  }
  if (is(VERIFY_RISC0)) {
    const seal = bytesAt(data, word(0));
    canonical(data, risc0Call(seal, word(1), word(2)));
    return { system: "risc0", seal, imageId: word(1), journalDigest: word(2) };
  }
  return null;
}

/** SOUNDNESS: offsets and lengths are the file's: what does not encode back to the same bytes is refused. */
function canonical(data: Uint8Array, again: Uint8Array): void {
  if (!equalBytes(data, again)) throw new InputError("FIELD_WRONG", "the call data is not in its canonical encoding");
}

function bytesAt(data: Uint8Array, offsetWord: Uint8Array): Uint8Array {
  const offset = numberOf(offsetWord);
  const size = BigInt(data.length);
  if (offset + 36n > size) throw new InputError("FIELD_WRONG", "an offset in the call data points past its end");
  const at = Number(offset) + 4;
  const length = numberOf(data.subarray(at, at + 32));
  if (length > size - BigInt(at) - 32n)
    throw new InputError("FIELD_WRONG", "a length in the call data is past its end");
  return data.slice(at + 32, at + 32 + Number(length));
}
