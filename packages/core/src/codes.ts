// Every code that an error record or a summary can carry: number, stable name, what it says, what to do about it.
// The numbers are those of assembly/error/codes.ts (src/codes.test.ts compares the two files) and never change meaning.
// Ranges, from docs/interfaces.md: 1–99 the core itself, 100–199 input format, 200–299 witness, 300–399 header,
// 400–499 body, 500–599 transaction, 600–699 results of execution, 700–899 OP Stack, 900–949 the fault-proof program.

/** What the value fields of the error record mean for a code. Without it, the fields that are not zero are shown. */
export type CodeValues = "none" | "words" | "numbers" | "addresses" | "offset" | "hash";

export interface CodeEntry {
  readonly code: number;
  /** One sentence: which rule, and what was found. */
  readonly message: string;
  readonly values?: CodeValues;
  /** What the reader can do next, where the general advice of the range does not fit. */
  readonly advice?: string;
}

/** One line each, in order of the code. */
export const CODES = {
  ASSERTION_FAILED: { code: 1, message: "An assertion of the core failed", values: "none" },
  PHASE_OUT_OF_ORDER: { code: 2, message: "A phase was called before the one it needs", values: "none" },
  INPUT_MAGIC: { code: 100, message: "The input does not start with ASSAYBIN", values: "offset" },
  INPUT_VERSION: { code: 101, message: "The input has a version this core does not know", values: "offset" },
  INPUT_TRUNCATED: { code: 102, message: "The input ends inside its header or section table", values: "offset" },
  SECTION_TABLE: { code: 103, message: "The section table is malformed", values: "offset" },
  SECTION_ORDER: { code: 104, message: "Section ids are not ascending, or one is unknown", values: "offset" },
  SECTION_BOUNDS: {
    code: 105,
    message: "A section does not lie where the one before it ends, or reaches past the input",
    values: "offset",
  },
  INPUT_PADDING: { code: 106, message: "Padding in the input is not zero", values: "offset" },
  SECTION_MISSING: { code: 107, message: "A required section is missing", values: "offset" },
  LIST_MALFORMED: { code: 108, message: "A list section does not add up", values: "offset" },
  CONFIGURATION_MALFORMED: { code: 109, message: "The chain configuration is malformed", values: "offset" },
  CLAIM_MALFORMED: { code: 110, message: "The claim is malformed", values: "offset" },
  NO_BLOCKS: { code: 111, message: "The input holds no block", values: "offset" },
  BLOCK_INDEX: { code: 112, message: "A block was asked for that the input does not hold", values: "offset" },
  ENVIRONMENT_MALFORMED: { code: 113, message: "The environment of a state test is malformed", values: "offset" },
  BLOB_SCHEDULE_MISSING: {
    code: 114,
    message: "The configuration has no blob schedule entry for a block that needs one",
    values: "offset",
  },
  ALLOC_MALFORMED: { code: 115, message: "The alloc section is malformed", values: "offset" },
  ATTRIBUTES_MALFORMED: { code: 117, message: "Payload attributes are malformed", values: "offset" },
  ATTRIBUTES_COUNT: {
    code: 118,
    message: "There are not as many payload attributes as blocks without a header",
    values: "offset",
  },
  BLOCK_BEFORE_RULES: {
    code: 119,
    message: "The block is before the first one that the configuration has rules for",
    values: "offset",
  },
  CALL_MALFORMED: { code: 120, message: "The call section, or the header beside it, is malformed", values: "offset" },
  WITNESS_NODE_MISSING: { code: 200, message: "A trie node that is needed is not in the witness", values: "hash" },
  WITNESS_NODE_MALFORMED: {
    code: 201,
    message: "A trie node in the witness is not a well-formed node",
    values: "hash",
  },
  WITNESS_CODE_MISSING: { code: 202, message: "A contract code that is run is not in the witness", values: "hash" },
  WITNESS_ACCOUNT_MALFORMED: {
    code: 203,
    message: "The state trie holds something that is no account (the hash is that of the address)",
    values: "hash",
  },
  WITNESS_SLOT_MALFORMED: {
    code: 204,
    message: "A storage trie holds something that is no slot value (the hash is that of the slot key)",
    values: "hash",
  },
  WITNESS_PREIMAGE_MISSING: { code: 205, message: "A preimage that is needed is not in the witness", values: "hash" },
  WITNESS_PREIMAGE_MISMATCH: {
    code: 206,
    message: "The preimage oracle answered with bytes that have another hash",
    values: "hash",
  },
  PARENT_HEADER_MISSING: {
    code: 230,
    message: "The parent header of a block is not in the witness",
    values: "hash",
  },
  ANCESTOR_HEADER_MISSING: {
    code: 231,
    message: "An ancestor header that execution needs is not in the witness",
    values: "hash",
  },
  ANCESTOR_HEADER_MALFORMED: { code: 232, message: "An ancestor header in the witness is malformed", values: "hash" },
  OMMERS_PREIMAGE_MISSING: { code: 233, message: "The ommers of an ancestor are not in the witness", values: "hash" },
  OMMERS_PREIMAGE_MALFORMED: { code: 234, message: "The ommers of an ancestor are malformed", values: "hash" },
  BLOCK_HASH_MISMATCH: {
    code: 300,
    message: "The block has another hash than the claim",
    values: "words",
    advice: "The input holds another block than the one that is claimed; check the hash, or get the block again.",
  },
  HEADER_MALFORMED: {
    code: 301,
    message: "The header is not a well-formed RLP header",
    values: "numbers",
  },
  HEADER_FIELD_COUNT: {
    code: 302,
    message: "The header has not the fields of its fork",
    values: "numbers",
  },
  BLOCK_NUMBER: {
    code: 303,
    message: "The block number is not one above the parent's",
    values: "numbers",
  },
  TIMESTAMP_NOT_AFTER_PARENT: {
    code: 304,
    message: "The timestamp is not after the parent's",
    values: "numbers",
  },
  GAS_LIMIT_STEP: {
    code: 305,
    message: "The gas limit moves by 1/1024 of the parent's or more",
    values: "numbers",
  },
  GAS_LIMIT_TOO_LOW: {
    code: 306,
    message: "The gas limit is below 5000",
    values: "numbers",
  },
  GAS_LIMIT_TOO_HIGH: {
    code: 307,
    message: "The gas limit is above 2^63 - 1",
    values: "numbers",
  },
  GAS_USED_ABOVE_LIMIT: {
    code: 308,
    message: "The gas used is above the gas limit",
    values: "numbers",
  },
  EXTRA_DATA_TOO_LONG: {
    code: 309,
    message: "The extra data is longer than 32 bytes",
    values: "numbers",
  },
  DAO_EXTRA_DATA: {
    code: 310,
    message: "The extra data around the DAO fork is not dao-hard-fork",
    values: "numbers",
  },
  DIFFICULTY: {
    code: 311,
    message: "The difficulty does not follow from the parent",
    values: "words",
  },
  POS_DIFFICULTY: {
    code: 312,
    message: "The difficulty of a proof-of-stake block is not zero",
    values: "words",
  },
  POS_NONCE: {
    code: 313,
    message: "The nonce of a proof-of-stake block is not zero",
    values: "none",
  },
  POS_OMMERS: {
    code: 314,
    message: "A proof-of-stake block has ommers",
    values: "none",
  },
  MERGE_TOO_EARLY: {
    code: 315,
    message: "A proof-of-stake block whose parent has not reached the terminal total difficulty",
    values: "words",
  },
  MERGE_TOO_LATE: {
    code: 316,
    message: "A proof-of-work block whose parent has reached the terminal total difficulty",
    values: "words",
  },
  BASE_FEE: {
    code: 317,
    message: "The base fee does not follow from the parent",
    values: "words",
  },
  EXCESS_BLOB_GAS: {
    code: 318,
    message: "The excess blob gas does not follow from the parent",
    values: "numbers",
  },
  BLOB_GAS_USED_TOO_HIGH: {
    code: 319,
    message: "The blob gas used is above the maximum of a block",
    values: "numbers",
  },
  BLOB_GAS_USED_STEP: {
    code: 320,
    message: "The blob gas used is not a multiple of the gas of a blob",
    values: "numbers",
  },
  BLOCK_MALFORMED: {
    code: 400,
    message: "The block is not a well-formed RLP list of header, transactions, ommers and withdrawals",
    values: "numbers",
  },
  TRANSACTIONS_ROOT_MISMATCH: {
    code: 401,
    message: "The transactions have another root than the header says",
    values: "words",
  },
  OMMERS_HASH_MISMATCH: {
    code: 402,
    message: "The ommers have another hash than the header says",
    values: "words",
  },
  WITHDRAWALS_ROOT_MISMATCH: {
    code: 403,
    message: "The withdrawals have another root than the header says",
    values: "words",
  },
  WITHDRAWALS_MISSING: {
    code: 404,
    message: "The block has no withdrawals although its fork demands them",
    values: "none",
  },
  WITHDRAWALS_UNEXPECTED: {
    code: 405,
    message: "The block has withdrawals although its fork knows none",
    values: "none",
  },
  WITHDRAWAL_MALFORMED: {
    code: 406,
    message: "A withdrawal is malformed",
    values: "numbers",
  },
  BLOCK_TOO_LARGE: {
    code: 407,
    message: "The block is larger than EIP-7934 allows",
    values: "numbers",
  },
  OMMERS_TOO_MANY: {
    code: 410,
    message: "The block has more than two ommers",
    values: "numbers",
  },
  OMMER_MALFORMED: {
    code: 411,
    message: "An ommer is malformed",
    values: "numbers",
  },
  OMMER_IS_ANCESTOR: {
    code: 412,
    message: "An ommer is an ancestor of the block",
    values: "numbers",
  },
  OMMER_ALREADY_INCLUDED: {
    code: 413,
    message: "An ommer was included before",
    values: "numbers",
  },
  OMMER_PARENT: {
    code: 414,
    message: "The parent of an ommer is not an ancestor of the block within seven generations",
    values: "numbers",
  },
  TX_RLP: {
    code: 500,
    message: "A transaction is not well-formed RLP",
    values: "numbers",
  },
  TX_TYPE: {
    code: 501,
    message: "The transaction type is unknown",
    values: "numbers",
  },
  TX_TYPE_BEFORE_FORK: {
    code: 502,
    message: "The transaction type does not exist yet in this fork",
    values: "numbers",
  },
  TX_FIELD_COUNT: {
    code: 503,
    message: "A transaction has too few or too many fields",
    values: "numbers",
  },
  TX_LEADING_ZEROS: {
    code: 504,
    message: "An integer of a transaction has leading zeros",
    values: "numbers",
  },
  TX_FIELD_KIND: {
    code: 505,
    message: "A field of a transaction is a list where a string must be, or the other way round",
    values: "numbers",
  },
  TX_FIELD_OVERFLOW: {
    code: 506,
    message: "An integer of a transaction is too large for its field",
    values: "numbers",
  },
  TX_ADDRESS_LENGTH: {
    code: 507,
    message: "The recipient of a transaction is neither empty nor 20 bytes",
    values: "numbers",
  },
  TX_ACCESS_LIST: {
    code: 508,
    message: "The access list of a transaction is malformed",
    values: "numbers",
  },
  TX_BLOB_HASH_LENGTH: { code: 509, message: "A blob hash of a transaction is not 32 bytes", values: "numbers" },
  TX_AUTHORIZATION_FORMAT: {
    code: 510,
    message: "The authorization list of a transaction is malformed",
    values: "numbers",
  },
  TX_CHAIN_ID: {
    code: 520,
    message: "The transaction is signed for another chain",
    values: "numbers",
  },
  TX_SIGNATURE_VALUES: {
    code: 521,
    message: "The signature values are out of range",
    values: "none",
  },
  TX_SIGNATURE_HIGH_S: {
    code: 522,
    message: "The signature has s in the upper half of the group order",
    values: "none",
  },
  TX_RECOVERY: {
    code: 523,
    message: "The signature gives no public key",
    values: "none",
  },
  TX_NONCE_TOO_LOW: {
    code: 530,
    message: "The nonce is below the sender's",
    values: "numbers",
  },
  TX_NONCE_TOO_HIGH: {
    code: 531,
    message: "The nonce is above the sender's",
    values: "numbers",
  },
  TX_NONCE_IS_MAX: {
    code: 532,
    message: "The nonce is 2^64 - 1",
    values: "numbers",
  },
  TX_SENDER_NOT_EOA: {
    code: 533,
    message: "The sender has code",
    values: "none",
  },
  TX_GAS_ALLOWANCE: {
    code: 534,
    message: "The gas limit is above what remains in the block",
    values: "numbers",
  },
  TX_INTRINSIC_GAS: {
    code: 535,
    message: "The gas limit is below the intrinsic gas",
    values: "numbers",
  },
  TX_FLOOR_GAS: {
    code: 536,
    message: "The gas limit is below the calldata floor",
    values: "numbers",
  },
  TX_GAS_LIMIT_CAP: {
    code: 537,
    message: "The gas limit is above the cap of a transaction",
    values: "numbers",
  },
  TX_INIT_CODE_SIZE: {
    code: 538,
    message: "The init code is too long",
    values: "numbers",
  },
  TX_INSUFFICIENT_FUNDS: {
    code: 539,
    message: "The sender cannot pay for gas, blobs and value",
    values: "words",
  },
  TX_MAX_FEE_BELOW_BASE_FEE: {
    code: 540,
    message: "The maximum fee, or the gas price, is below the base fee",
    values: "words",
  },
  TX_PRIORITY_ABOVE_MAX_FEE: {
    code: 541,
    message: "The priority fee is above the maximum fee",
    values: "words",
  },
  TX_GAS_PRICE_OVERFLOW: {
    code: 542,
    message: "Gas limit times price does not fit 256 bits",
    values: "words",
  },
  TX_BLOB_CREATE: {
    code: 545,
    message: "A blob transaction creates a contract",
    values: "none",
  },
  TX_BLOBS_EMPTY: {
    code: 546,
    message: "A blob transaction has no blob",
    values: "none",
  },
  TX_BLOB_VERSION: {
    code: 547,
    message: "A blob hash has not version 1",
    values: "numbers",
  },
  TX_BLOB_FEE: {
    code: 548,
    message: "The maximum blob fee is below the blob base fee",
    values: "words",
  },
  TX_BLOB_COUNT: {
    code: 549,
    message: "A transaction has more blobs than one may have",
    values: "numbers",
  },
  TX_BLOB_GAS_ALLOWANCE: {
    code: 550,
    message: "The blobs of a transaction do not fit what remains in the block",
    values: "numbers",
  },
  TX_AUTHORIZATIONS_EMPTY: {
    code: 555,
    message: "A set-code transaction has no authorization",
    values: "none",
  },
  TX_AUTHORIZATION_CREATE: {
    code: 556,
    message: "A set-code transaction creates a contract",
    values: "none",
  },
  GAS_USED_MISMATCH: {
    code: 600,
    message: "Execution uses another amount of gas than the header says",
    values: "numbers",
  },
  RECEIPTS_ROOT_MISMATCH: {
    code: 601,
    message: "The receipts have another root than the header says",
    values: "words",
  },
  BLOOM_MISMATCH: {
    code: 602,
    message: "The logs have another bloom than the header says",
    values: "none",
  },
  REQUESTS_HASH_MISMATCH: {
    code: 603,
    message: "The requests have another hash than the header says",
    values: "words",
  },
  STATE_ROOT_MISMATCH: {
    code: 604,
    message: "The post-state has another root than the header says",
    values: "words",
  },
  BLOB_GAS_USED_MISMATCH: {
    code: 605,
    message: "The transactions use another amount of blob gas than the header says",
    values: "numbers",
  },
  DEPOSIT_LOG: {
    code: 610,
    message: "A log of the deposit contract has not the layout of a deposit",
    values: "numbers",
  },
  SYSTEM_CALL_FAILED: {
    code: 611,
    message: "A system call at the end of the block failed",
    values: "numbers",
  },
  SYSTEM_CONTRACT_EMPTY: {
    code: 612,
    message: "A system contract has no code",
    values: "numbers",
  },
  OPTIMISM_BLOB_TRANSACTION: {
    code: 700,
    message: "Blob transactions do not exist on OP Stack chains",
    values: "none",
  },
  DEPOSIT_FIELD: {
    code: 701,
    message: "A field of a deposit transaction has a value that it cannot have",
    values: "numbers",
  },
  DEPOSIT_MISSING: {
    code: 702,
    message: "The block does not begin with a deposit of the L1 attributes",
    values: "none",
  },
  DEPOSIT_AFTER_SIGNED: { code: 703, message: "A deposit comes after a signed transaction", values: "none" },
  DEPOSIT_GAS_TOO_HIGH: {
    code: 704,
    message: "A system deposit has more gas than the EVM can count",
    values: "numbers",
  },
  OPTIMISM_EXTRA_DATA: {
    code: 710,
    message: "The extra data is not that of its fork: length, version, denominator and elasticity above zero",
    values: "numbers",
  },
  OPTIMISM_WITHDRAWALS: { code: 711, message: "A block of an OP Stack chain has withdrawals", values: "numbers" },
  OPTIMISM_WITHDRAWALS_ROOT: {
    code: 712,
    message: "The withdrawals root is not the storage root of the L2ToL1MessagePasser",
    values: "words",
  },
  OPTIMISM_BLOB_GAS_USED: { code: 713, message: "Blob gas is used on an OP Stack chain", values: "numbers" },
  OPTIMISM_EXCESS_BLOB_GAS: {
    code: 714,
    message: "The excess blob gas is not zero on an OP Stack chain",
    values: "numbers",
  },
  DA_FOOTPRINT_ABOVE_LIMIT: {
    code: 715,
    message: "The transactions have a larger DA footprint than the gas limit",
    values: "numbers",
  },
  DA_FOOTPRINT_MISMATCH: {
    code: 716,
    message: "The transactions have another DA footprint than the header says",
    values: "numbers",
  },
  ATTRIBUTES_BEACON_ROOT: {
    code: 720,
    message: "Payload attributes have a parent beacon block root from Ecotone on, and not before",
    values: "numbers",
  },
  ATTRIBUTES_EIP1559: {
    code: 721,
    message: "Payload attributes have EIP-1559 parameters from Holocene on, and not before",
    values: "numbers",
  },
  ATTRIBUTES_MIN_BASE_FEE: {
    code: 722,
    message: "Payload attributes have a minimum base fee from Jovian on, and not before",
    values: "numbers",
  },
  ATTRIBUTES_EIP1559_ZERO: { code: 723, message: "Only one of denominator and elasticity is zero", values: "numbers" },
  ROLLUP_CONFIGURATION_MALFORMED: {
    code: 800,
    message: "The rollup configuration is malformed",
    values: "offset",
  },
  DERIVATION_REQUEST_MALFORMED: {
    code: 801,
    message: "The derivation request is malformed",
    values: "offset",
  },
  L1_HEADER_MISSING: {
    code: 802,
    message: "An L1 header that is needed is not in the witness",
    values: "hash",
  },
  L1_HEADER_MALFORMED: {
    code: 803,
    message: "An L1 header in the witness is no header, or not its child's parent",
    values: "hash",
  },
  L2_HEADER_MISSING: {
    code: 804,
    message: "An L2 header that is needed is not in the witness",
    values: "hash",
  },
  L2_HEADER_MALFORMED: {
    code: 805,
    message: "An L2 block in the witness is no block of this rollup",
    values: "hash",
  },
  L1_RECEIPT_MALFORMED: {
    code: 806,
    message: "An L1 receipt is malformed (the hash is the receipts root)",
    values: "hash",
  },
  BLOB_MISSING: {
    code: 807,
    message: "A blob that is needed is not in the witness (the hash is its versioned hash)",
    values: "hash",
  },
  BLOB_MISMATCH: {
    code: 808,
    message: "A blob in the witness is not the one with that versioned hash",
    values: "hash",
  },
  BATCH_MALFORMED: {
    code: 809,
    message: "The bytes are no channel or batch of this kind",
    values: "offset",
  },
  L1_ORIGIN_UNKNOWN: {
    code: 820,
    message: "The starting block stands on another L1 chain than the one given",
    values: "words",
  },
  DERIVED_PARENT: {
    code: 830,
    message: "The L2 block has another parent than the one derived",
    values: "words",
  },
  DERIVED_NUMBER: {
    code: 831,
    message: "The L2 block has another number than the one derived",
    values: "numbers",
  },
  DERIVED_TIMESTAMP: {
    code: 832,
    message: "The L2 block has another timestamp than the one derived",
    values: "numbers",
  },
  DERIVED_TRANSACTIONS: {
    code: 833,
    message: "The L2 block has other transactions than those derived",
    values: "words",
  },
  DERIVED_RANDAO: {
    code: 834,
    message: "The L2 block has another previous randao value than its L1 origin",
    values: "words",
  },
  DERIVED_FEE_RECIPIENT: {
    code: 835,
    message: "The L2 block pays its fees to another address than the fee vault",
    values: "none",
  },
  DERIVED_GAS_LIMIT: {
    code: 836,
    message: "The L2 block has another gas limit than the system configuration",
    values: "numbers",
  },
  DERIVED_BEACON_ROOT: {
    code: 837,
    message: "The L2 block has another beacon root than its L1 origin",
    values: "words",
  },
  DERIVED_EXTRA_DATA: {
    code: 838,
    message: "The L2 block's extra data are not the parameters derived",
    values: "none",
  },
  BOOT_VALUE_MISSING: {
    code: 900,
    message: "The host does not have the boot value with this key",
    values: "hash",
  },
  BOOT_VALUE_LENGTH: {
    code: 901,
    message: "A boot value has another length than its kind",
    values: "numbers",
  },
  BOOT_CHAIN_ID: {
    code: 902,
    message: "The claim is about another chain than the configuration given",
    values: "numbers",
  },
  CONFIGURATIONS_DIFFER: {
    code: 903,
    message: "The chain's configuration and the rollup's say different things",
    values: "numbers",
  },
  AGREED_OUTPUT_MISSING: {
    code: 904,
    message: "The host does not have the preimage of the agreed output root",
    values: "hash",
  },
  AGREED_OUTPUT_MALFORMED: {
    code: 905,
    message: "The preimage of the agreed output root is no output of version 0 of its block",
    values: "hash",
  },
  AGREED_ORIGIN: {
    code: 906,
    message: "The agreed block stands on another L1 chain than the L1 head",
    values: "hash",
  },
  CLAIM_BELOW_AGREED: {
    code: 910,
    message: "The claimed block lies below the agreed one",
    values: "numbers",
  },
  OUTPUT_ROOT_MISMATCH: {
    code: 911,
    message: "The claimed output root is not the one computed",
    values: "words",
  },
  DEPOSITS_ONLY_INVALID: {
    code: 920,
    message: "A block that holds nothing but deposits is invalid (block number, rule)",
    values: "numbers",
  },
} as const satisfies Record<string, CodeEntry>;

export type CodeName = keyof typeof CODES;
