// What ethereumjs asks of a KZG library: it wants one to accept blob transactions, and calls it in the precompile 0x0a.
import { hexToBytes, type PrefixedHexString } from "@ethereumjs/util";
import cKzg from "c-kzg";

cKzg.loadTrustedSetup(0);

function bytes(hex: string): Uint8Array {
  return hexToBytes(hex as PrefixedHexString);
}

export const kzg = {
  verifyProof: (commitment: string, z: string, y: string, proof: string) =>
    cKzg.verifyKzgProof(bytes(commitment), bytes(z), bytes(y), bytes(proof)),
};
