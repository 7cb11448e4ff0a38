// Programs that are known by what proofs say of them: SP1's verification key hash, RISC Zero's image id.
import { type Hex, toHex } from "@assay/core/hex";
import type { Layout } from "./publicValues.ts";

export interface KnownProgram {
  readonly name: string;
  readonly layout: Layout;
}

const KROMA = { name: "Kroma's fault proof", layout: "kroma-fault-proof" } as const;
const SP1_FIBONACCI = { name: "SP1's example program, Fibonacci (a test program)", layout: "sp1-fibonacci" } as const;
const RISC0_ECHO = { name: "RISC Zero's test program, which repeats its input", layout: "text" } as const;

const PROGRAMS: Readonly<Record<Hex, KnownProgram>> = {
  // github.com/kroma-network/kroma, ZkVmTestData.sol
  "0x00ad7cc293beb89796e8a9713ab7189b33faf6975325da0707d2d9cb129db055": KROMA,
  // github.com/succinctlabs/sp1-contracts, contracts/test
  "0x00cb87a72d222d61929c4d5e0dbfeb9e9902b3b88a1e19d3da3940ace511aff9": SP1_FIBONACCI,
  "0x00365bdf422d83b7f9de1787cdc48d6ca03fe0451007d77ad1c7466a69ad6926": SP1_FIBONACCI,
  "0x00467584e2e560847e9e96b5102c082f5e07155429c6622988799df9d95dbb47": SP1_FIBONACCI,
  "0x00562c19b1948ce8f360ee32da6b8e18b504b7d197d522085d3e74c072e0ff7d": SP1_FIBONACCI,
  "0x004a55ed3c7a07d0233a027278a8b7ff8681ffbd5d1ec4795c18966f6e693090": SP1_FIBONACCI,
  // github.com/risc0/risc0-ethereum, contracts/test
  "0x0e3b8f40fe72d3e43d0c29df23fd4b02607c9ae59bc166fb306fa2aa2ac7d640": RISC0_ECHO,
  "0xa40ab0c636d1e643fdc7e146a1d3140555dd697f57f137df756241a30a1a5992": RISC0_ECHO,
  "0x402d6bc922883f3d16d41fdab3a8836723f720f510fabd57d5645d6bc14b768a": RISC0_ECHO,
  "0xd01c15afa768a05b213a9e5fcdcc5724a2947e00098c7ec34ccbe2946bbc0013": RISC0_ECHO,
  "0x01ebed7f56116d9fdbae4a81c29c07daf43b17a1d5e4dd6eb0e971d689ccf88a": RISC0_ECHO,
  "0x26feb56ee096e963746b6cfc1c8fa51762d95aee69ef967c3da4fd531126af4c": RISC0_ECHO,
  "0xfd4f6c5748c12ac3546d3fbc7a8d58737911f0fdb0f437487717faa581f8a21f": RISC0_ECHO,
  "0x192f3eb31ce4f578a52abb305490d63e4700f24fd460aa4cd4aa801e9672c869": RISC0_ECHO,
  "0xe462bc1dc34b9dfe4af9243a5fc56f0e5423a88ace7e575fa051364109a8bfa0": RISC0_ECHO,
  "0x11d264ed8dfdee222b820f0278e4d7f55d4b69a5472253a471c102265a91ea1a": RISC0_ECHO,
  "0x51350de41e575076bf180dbe2efb38edc25b32e47195a92b2c05850457e457a0": RISC0_ECHO,
  "0x39b8aec425bb4e7eb994a0e4b6e9dbeceba907cf70f463cba7dc9786fe2dfb86": RISC0_ECHO,
};

/** Who the program is, or null. */
export function knownProgram(id: Uint8Array): KnownProgram | null {
  return PROGRAMS[toHex(id)] ?? null;
}
