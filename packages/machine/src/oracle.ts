/** Answers while a machine waits. */
export interface MachineOracle {
  hint(text: Uint8Array): void;
  /** @throws InputError when it has no answer: the run ends without a verdict */
  preimage(key: Uint8Array): Uint8Array;
}
