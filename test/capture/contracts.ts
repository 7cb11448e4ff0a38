// Small contracts for tests, as bytecode: each a few opcodes, named by what it does.
import { RLP } from "@ethereumjs/rlp";
import { keccak_256 } from "@noble/hashes/sha3.js";

type Hex = `0x${string}`;

/** Stores the word pairs of its input, key and value: with zeros it empties storage. */
export const STORE_PAIRS = "5f5b3681101560175780602001358135556040016001565b00";
/** Stores under the block's number the hash of the block that lies as far back as its input says. */
export const STORE_BLOCK_HASH = "5f354303404355" + "00";
/** Looks at the balance and the code hash of the address in its input, and stores their sum in slot 0. */
export const LOOK = "5f35315f353f015f5500";
/** Creates what follows the first word of its input, with that word as salt and the value sent, and calls it: CREATE2, CALL. */
export const CREATE_AND_CALL = "602036038060205f375f35905f34f55f5f5f5f5f855af1505000";
/** SELFDESTRUCT to the caller. */
export const DESTROY = "33ff";

/** Init code that deploys `code`, which is shorter than 256 bytes. */
export function deploying(code: string): string {
  const length = (code.length / 2).toString(16).padStart(2, "0");
  return `60${length}8060095f395ff3${code}`;
}

/** Init code that first fills slots 1 to `slots`, then deploys `code`: storage of an account that is new. */
export function deployingWithStorage(code: string, slots: number): string {
  const stores = Array.from({ length: slots }, (_, i) => `60${(i + 1).toString(16).padStart(2, "0")}8055`).join("");
  const length = (code.length / 2).toString(16).padStart(2, "0");
  const start = (stores.length / 2 + 9).toString(16).padStart(2, "0");
  return `${stores}60${length}8060${start}5f395ff3${code}`;
}

export function word(value: bigint | number): string {
  return value.toString(16).padStart(64, "0");
}

function addressOf(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(keccak_256(bytes)).toString("hex").slice(24)}`;
}

/** Address of a contract that a transaction creates. */
export function createAddress(sender: Hex, nonce: bigint): Hex {
  return addressOf(RLP.encode([sender, nonce]));
}

/** EIP-1014. */
export function create2(factory: Hex, salt: string, init: string): Hex {
  const hash = Buffer.from(keccak_256(Buffer.from(init, "hex"))).toString("hex");
  return addressOf(Buffer.from(`ff${factory.slice(2)}${salt}${hash}`, "hex"));
}
