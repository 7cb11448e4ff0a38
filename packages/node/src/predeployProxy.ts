// The proxy in front of each predeploy: EIP-1967's implementation and admin slots, `upgradeTo(address)` for the admin and, as network
// upgrade transactions need it, for the zero address; every other call goes to the implementation. Without one it takes ether and says
// nothing. Written in opcodes: 200 bytes that need no compiler.
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { concatBytes } from "@assay/program/key";
import { keccak_256 } from "@noble/hashes/sha3.js";

const text = (value: string) => new TextEncoder().encode(value);

/** EIP-1967: the hash of the name, less one, so that no Solidity variable can lie there. */
function slot(name: string): Hex {
  return `0x${(BigInt(toHex(keccak_256(text(name)))) - 1n).toString(16).padStart(64, "0")}`;
}

export const IMPLEMENTATION_SLOT = slot("eip1967.proxy.implementation");
export const ADMIN_SLOT = slot("eip1967.proxy.admin");
const UPGRADED_TOPIC = toHex(keccak_256(text("Upgraded(address)")));
const UPGRADE_TO = toHex(keccak_256(text("upgradeTo(address)")).subarray(0, 4));

const OPCODE = {
  stop: 0x00,
  eq: 0x14,
  iszero: 0x15,
  and: 0x16,
  or: 0x17,
  shr: 0x1c,
  caller: 0x33,
  calldataload: 0x35,
  calldatasize: 0x36,
  calldatacopy: 0x37,
  returndatasize: 0x3d,
  returndatacopy: 0x3e,
  sload: 0x54,
  sstore: 0x55,
  jumpi: 0x57,
  gas: 0x5a,
  jumpdest: 0x5b,
  dup1: 0x80,
  log2: 0xa2,
  return: 0xf3,
  delegatecall: 0xf4,
  revert: 0xfd,
} as const;

type Step = keyof typeof OPCODE | Hex | { readonly to: string } | { readonly label: string };

/** Hex is a PUSH of its bytes; `to` pushes where a label is, a JUMPDEST. Code below 256 bytes. */
function assemble(steps: readonly Step[]): Uint8Array {
  const labels = new Map<string, number>();
  const bytes = (step: Step): number[] => {
    if (typeof step === "object" && "to" in step) return [0x60, labels.get(step.to) ?? 0];
    if (typeof step === "object") return [OPCODE.jumpdest];
    if (!step.startsWith("0x")) return [OPCODE[step as keyof typeof OPCODE]];
    const value = fromHex(step)!;
    return [0x5f + value.length, ...value];
  };
  let at = 0;
  for (const step of steps) {
    if (typeof step === "object" && "label" in step) labels.set(step.label, at);
    at += bytes(step).length;
  }
  return Uint8Array.from(steps.flatMap(bytes));
}

/** Runtime code. */
export const PROXY_CODE: Uint8Array = assemble([
  ...(["0x00", "calldataload", "0xe0", "shr", UPGRADE_TO, "eq"] as const),
  ...(["caller", "iszero", "caller", ADMIN_SLOT, "sload", "eq", "or", "and"] as const),
  ...([{ to: "upgrade" }, "jumpi"] as const),
  ...(["calldatasize", "0x00", "0x00", "calldatacopy"] as const),
  ...(["0x00", "0x00", "calldatasize", "0x00", IMPLEMENTATION_SLOT, "sload", "gas", "delegatecall"] as const),
  ...(["returndatasize", "0x00", "0x00", "returndatacopy", { to: "done" }, "jumpi"] as const),
  ...(["returndatasize", "0x00", "revert"] as const),
  ...([{ label: "done" }, "returndatasize", "0x00", "return"] as const),
  ...([{ label: "upgrade" }, "0x04", "calldataload", "dup1", IMPLEMENTATION_SLOT, "sstore"] as const),
  ...([UPGRADED_TOPIC, "0x00", "0x00", "log2", "stop"] as const),
]);

/** Storage of a proxy. */
export function proxyStorage(admin: Hex, implementation: Hex | null) {
  const word = (address: Hex) => concatBytes(new Uint8Array(12), fromHex(address)!);
  const entries = [{ key: fromHex(ADMIN_SLOT)!, value: word(admin) }];
  if (implementation) entries.push({ key: fromHex(IMPLEMENTATION_SLOT)!, value: word(implementation) });
  return entries;
}
