// What a file holds, whatever it was read from: bytes in, an input or half of a pair out. Node and browsers alike.
//
// SOUNDNESS: the bytes are hostile. Their shape is checked field by field, and whatever is wrong ends in an InputError;
// tests: readFile.test.ts, and the page's in a browser.
import { InputError } from "@assay/core/inputError";
import { decodeInput, isBinaryInput } from "./binaryInput.ts";
import type { BlockInput } from "./blockInput.ts";
import type { ByteString } from "./byteString.ts";
import { type InputOptions, noAttributes, readJsonInput } from "./jsonInput.ts";
import { checkJsonShape } from "./jsonShape.ts";

/** V8's longest string is 512 MiB, and JSON of this size holds a witness of 256 MiB: eight times today's largest blocks. */
export const MAX_FILE_BYTES = 512 * 1024 * 1024 - 64;

/** An input, or one half of a pair whose other half is in another file (`joinPair` of jsonInput.ts). */
export type Content =
  | { readonly kind: "input"; readonly input: BlockInput }
  | { readonly kind: "block"; readonly half: unknown }
  | { readonly kind: "witness"; readonly half: unknown };

export function fileTooLarge(bytes: number, limit: number, what: string): InputError {
  return new InputError("FILE_TOO_LARGE", `${what} ${bytes} bytes, more than ${limit}`);
}

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function decodeText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** @param textOf a faster way to text, where there is one. @throws InputError JSON_BROKEN */
export function parseJson<B extends Uint8Array>(bytes: B, textOf: (bytes: B) => string = decodeText): unknown {
  checkJsonShape(bytes);
  try {
    return JSON.parse(textOf(bytes));
  } catch (error) {
    throw new InputError("JSON_BROKEN", (error as Error).message, { cause: error });
  }
}

/** First character that is no white space; NUL at the end. */
export function firstCharacter(bytes: Uint8Array): string {
  let at = 0;
  while (at < bytes.length && (bytes[at] === 32 || (bytes[at]! >= 9 && bytes[at]! <= 13))) at++;
  return String.fromCharCode(bytes[at] ?? 0);
}

/** A block that is no JSON: RLP, or debug_getRawBlock's answer saved as text. */
export function rawBlock(bytes: Uint8Array): ByteString {
  return bytes[0] === 0x30 && bytes[1] === 0x78 ? decodeText(bytes).trim() : bytes;
}

/** @throws InputError CONTAINER_BROKEN, CHAIN_CONFLICT */
export function binaryInput(bytes: Uint8Array, options: InputOptions): BlockInput {
  const input = decodeInput(bytes);
  if (options.fromAttributes && input.blocks.length !== input.payloadAttributes?.length) throw noAttributes();
  const { chain, hash } = options;
  if (chain && chain.chainId !== input.chain.chainId) {
    throw new InputError(
      "CHAIN_CONFLICT",
      `the file is of chain ${input.chain.chainId}, but chain ${chain.chainId} was asked for`,
    );
  }
  return {
    ...input,
    chain: chain ?? input.chain,
    claim: hash ? { ...input.claim, source: "option", hash } : input.claim,
  };
}

/** Reads unpacked contents. @throws InputError JSON_BROKEN, FORMAT_UNKNOWN, FIELD_*, CONTAINER_BROKEN, … */
export function readContent<B extends Uint8Array>(
  bytes: B,
  options: InputOptions = {},
  textOf: (bytes: B) => string = decodeText,
): Content {
  if (isBinaryInput(bytes)) return { kind: "input", input: binaryInput(bytes, options) };
  const first = firstCharacter(bytes);
  if (first !== "{" && first !== "[") return { kind: "block", half: rawBlock(bytes) };
  const read = readJsonInput(parseJson(bytes, textOf), options);
  if (read.kind === "input") return read;
  return read.kind === "block" ? { kind: "block", half: read.block } : { kind: "witness", half: read.witness };
}
