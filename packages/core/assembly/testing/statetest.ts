// The core as the official state tests need it: everything index.ts exports, and one transaction run without a block.
//
// Input: sections 1 (configuration), 4 (nodes), 5 (codes), 10 (environment); the others may be absent. `load` and
// `hashWitness` are not needed: `stateTest` does both, after `inputBuffer`. Nodes and codes of the pre-state come from
// `buildState`.
//
// Section 10, environment (integers little-endian; a word is 32 bytes little-endian, a hash is plain bytes):
//
//   Offset  Type      Field
//   0       u32       version, 1
//   4       u32       fork id, forced whatever the configuration says (docs/interfaces.md, "Configuration")
//   8       u64       block number
//   16      u64       timestamp
//   24      u64       block gas limit
//   32      u64       flags: 1 the sender is given (offset 208; the signature is not looked at), 2 excess blob gas is given
//   40      20 bytes  coinbase; 4 zero bytes
//   64      word      difficulty (what DIFFICULTY gives before Paris)
//   96      hash      prevRandao (what PREVRANDAO gives from Paris on)
//   128     word      base fee; zero before London
//   160     u64       excess blob gas of this block (`currentExcessBlobGas`); zero without flag 2
//   168     u64       zero
//   176     hash      pre-state root
//   208     20 bytes  sender; 4 zero bytes; all zero without flag 1
//   232     u32       length of the transaction
//   236     u32       zero
//   240     bytes     the transaction as `txbytes` has it: an RLP list (type 0) or type byte and payload (types 1 to 4);
//                     zero padding to 8
//
// The blob base fee follows from excess blob gas and the configuration's blob schedule at the timestamp. BLOCKHASH(n)
// gives keccak-256 of n's decimal digits. The chain id is the configuration's.
//
// `stateTest(): u32` runs it and returns the address of a record of 96 bytes:
//
//   0 u32 verdict (3 executed) | 4 u32 0 | 8 u64 gas used | 16 u64 number of logs | 24 u64 zero
//   32 post-state root | 64 keccak-256 of the RLP list of all logs
//
// A transaction that the rules refuse ends in a trap with verdict 1 and a 500-range code in the error record, before any
// state has changed. `stateTestRejected(): u32` then returns the same record (verdict 1, the code, root and logs of a
// block without that transaction).
//
// In both cases the coinbase is touched with a reward of zero after the transaction, as the tools that fill these tests do:
// before Spurious Dragon that creates the account.
export * from "../index";
export { stateTest, stateTestRejected } from "./stateTransition";
