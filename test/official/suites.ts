// The official suites: where each lies in the archives, what kind of file it is, and how many cases it holds. The counts
// are those of the archives' own description; a run that finds other counts fails, so no case can get lost unseen.

export type SuiteKind = "state" | "blockchain" | "trie" | "rlp" | "transaction" | "difficulty" | "precompile";

export interface Suite {
  readonly name: string;
  readonly kind: SuiteKind;
  /** File name of the archive without `.tar.gz`; also the folder it is unpacked to. */
  readonly archive: string;
  /** Folder inside the archive. */
  readonly folder: string;
  /** Takes the file's path inside `folder`. */
  readonly files: RegExp;
  /** Cases in the whole archive. */
  readonly cases: number;
  /** Cases in fixtures/ethereum-tests. */
  readonly representative: number;
}

export const SUITES: readonly Suite[] = [
  {
    name: "GeneralStateTests",
    kind: "state",
    archive: "state-tests",
    folder: "GeneralStateTests",
    files: /\.json/,
    cases: 21_442,
    representative: 4_937,
  },
  {
    name: "GeneralStateTests, Constantinople era",
    kind: "state",
    archive: "legacy-state-tests",
    folder: "Constantinople/GeneralStateTests",
    files: /\.json/,
    cases: 31_291,
    representative: 7_210,
  },
  {
    name: "State tests, Osaka",
    kind: "state",
    archive: "osaka-state-tests",
    folder: "fusaka-devnet-5/state_tests",
    files: /\.json/,
    cases: 1_230,
    representative: 284,
  },
  {
    name: "BlockchainTests, valid",
    kind: "blockchain",
    archive: "blockchain-tests",
    folder: "BlockchainTests/ValidBlocks",
    files: /\.json/,
    cases: 442,
    representative: 96,
  },
  {
    name: "BlockchainTests, invalid",
    kind: "blockchain",
    archive: "blockchain-tests",
    folder: "BlockchainTests/InvalidBlocks",
    files: /\.json/,
    cases: 131,
    representative: 131,
  },
  {
    name: "BlockchainTests, transition",
    kind: "blockchain",
    archive: "blockchain-tests",
    folder: "BlockchainTests/TransitionTests",
    files: /\.json/,
    cases: 21,
    representative: 21,
  },
  {
    name: "TransactionTests",
    kind: "transaction",
    archive: "state-tests",
    folder: "TransactionTests",
    files: /\.json/,
    cases: 2_665,
    representative: 2_665,
  },
  {
    // trietestnextprev.json is about iteration over keys, which a trie of ours does not offer.
    name: "TrieTests",
    kind: "trie",
    archive: "state-tests",
    folder: "TrieTests",
    files: /^(?!trietestnextprev).*\.json/,
    cases: 25,
    representative: 25,
  },
  {
    name: "RLPTests",
    kind: "rlp",
    archive: "state-tests",
    folder: "RLPTests",
    files: /\.json/,
    cases: 55,
    representative: 55,
  },
  {
    name: "BasicTests, difficulty",
    kind: "difficulty",
    archive: "state-tests",
    folder: "BasicTests",
    files: /^difficulty.*\.json/,
    cases: 5_002,
    representative: 5_002,
  },
  {
    name: "EIP-2537 (BLS12-381)",
    kind: "precompile",
    archive: "eip-vectors",
    folder: "assets/eip-2537",
    files: /\.json/,
    cases: 309,
    representative: 309,
  },
  {
    name: "EIP-7951 (P-256)",
    kind: "precompile",
    archive: "eip-vectors",
    folder: "assets/eip-7951",
    files: /\.json/,
    cases: 781,
    representative: 781,
  },
];
