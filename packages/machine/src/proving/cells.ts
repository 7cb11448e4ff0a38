// What a run will cost a prover, counted in trace cells: entries of the tables that its proof commits to. An estimate with fixed prices, so
// that accelerators hide nothing: what they take off the cycles, they add here.
//
//   keccak-f: 24 rounds of about 2,600 columns. Multiply-add 256: six numbers of 32 byte limbs (192), 126 carries, 40 word accesses of
//   about 12 (480), and the lookup columns of their range checks and accesses (about 800), rounded up; 384 bits: one and a half times that.
//   A word that a read or write call moves costs what a cycle does: it is one memory access.

/** What a program has done, as far as it costs anything. */
export interface Costs {
  /** Instructions executed. */
  cycles: number;
  keccakF: number;
  multiplyAdd256: number;
  multiplyAdd384: number;
  /** Words of 4 bytes that read and write calls touch. */
  wordsMoved: number;
}

/** Trace cells of one each. */
export const CELLS: Readonly<Costs> = {
  cycles: 110,
  keccakF: 63_000,
  multiplyAdd256: 2_000,
  multiplyAdd384: 3_000,
  wordsMoved: 110,
};

export function noCosts(): Costs {
  return { cycles: 0, keccakF: 0, multiplyAdd256: 0, multiplyAdd384: 0, wordsMoved: 0 };
}

export function addCosts(to: Costs, more: Readonly<Costs>): void {
  to.cycles += more.cycles;
  to.keccakF += more.keccakF;
  to.multiplyAdd256 += more.multiplyAdd256;
  to.multiplyAdd384 += more.multiplyAdd384;
  to.wordsMoved += more.wordsMoved;
}

export function cellsOf(costs: Readonly<Costs>): number {
  return (
    costs.cycles * CELLS.cycles +
    costs.keccakF * CELLS.keccakF +
    costs.multiplyAdd256 * CELLS.multiplyAdd256 +
    costs.multiplyAdd384 * CELLS.multiplyAdd384 +
    costs.wordsMoved * CELLS.wordsMoved
  );
}
