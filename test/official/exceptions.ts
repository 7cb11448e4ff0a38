// What the official suites call a refusal, and the codes that mean the same rule. This table is the whole of it: a test
// that expects an exception passes only when the core refuses with one of the codes in its row.
//
// A row has more than one code only where the suite's name covers more rules than one of our codes. Where one input breaks
// two rules and the suite names the other one, TESTS allows our code for that test alone.
import type { CodeName } from "../../packages/core/src/codes.ts";

const ROWS: Record<string, readonly CodeName[]> = {
  // Transactions, judged against state and block.
  "TransactionException.GAS_ALLOWANCE_EXCEEDED": ["TX_GAS_ALLOWANCE"],
  "TransactionException.GASLIMIT_PRICE_PRODUCT_OVERFLOW": ["TX_GAS_PRICE_OVERFLOW"],
  "TransactionException.GAS_LIMIT_EXCEEDS_MAXIMUM": ["TX_GAS_LIMIT_CAP"],
  "TransactionException.INITCODE_SIZE_EXCEEDED": ["TX_INIT_CODE_SIZE"],
  "TransactionException.INSUFFICIENT_ACCOUNT_FUNDS": ["TX_INSUFFICIENT_FUNDS"],
  "TransactionException.INSUFFICIENT_MAX_FEE_PER_BLOB_GAS": ["TX_BLOB_FEE"],
  "TransactionException.INSUFFICIENT_MAX_FEE_PER_GAS": ["TX_MAX_FEE_BELOW_BASE_FEE"],
  // EIP-7623's floor is a lower bound of the same kind.
  "TransactionException.INTRINSIC_GAS_TOO_LOW": ["TX_INTRINSIC_GAS", "TX_FLOOR_GAS"],
  "TransactionException.NONCE_IS_MAX": ["TX_NONCE_IS_MAX"],
  "TransactionException.NONCE_MISMATCH_TOO_HIGH": ["TX_NONCE_TOO_HIGH"],
  "TransactionException.NONCE_MISMATCH_TOO_LOW": ["TX_NONCE_TOO_LOW"],
  "TransactionException.PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS": ["TX_PRIORITY_ABOVE_MAX_FEE"],
  "TransactionException.SENDER_NOT_EOA": ["TX_SENDER_NOT_EOA"],
  // One name for both bounds until Osaka: a transaction's own (EIP-7594) and the block's (EIP-4844).
  "TransactionException.TYPE_3_TX_BLOB_COUNT_EXCEEDED": ["TX_BLOB_COUNT", "TX_BLOB_GAS_ALLOWANCE"],
  // The Osaka vector has ten blobs: over the block's bound of nine, and over a transaction's of six.
  "TransactionException.TYPE_3_TX_MAX_BLOB_GAS_ALLOWANCE_EXCEEDED": ["TX_BLOB_GAS_ALLOWANCE", "TX_BLOB_COUNT"],
  "TransactionException.TYPE_3_TX_CONTRACT_CREATION": ["TX_BLOB_CREATE"],
  "TransactionException.TYPE_3_TX_INVALID_BLOB_VERSIONED_HASH": ["TX_BLOB_VERSION"],
  "TransactionException.TYPE_3_TX_PRE_FORK": ["TX_TYPE_BEFORE_FORK"],
  "TransactionException.TYPE_3_TX_ZERO_BLOBS": ["TX_BLOBS_EMPTY"],

  // Transactions, judged alone.
  "TransactionException.ADDRESS_TOO_LONG": ["TX_ADDRESS_LENGTH"],
  "TransactionException.ADDRESS_TOO_SHORT": ["TX_ADDRESS_LENGTH"],
  "TransactionException.EC_RECOVERY_FAIL": ["TX_RECOVERY"],
  "TransactionException.GASLIMIT_OVERFLOW": ["TX_FIELD_OVERFLOW"],
  "TransactionException.GASPRICE_OVERFLOW": ["TX_FIELD_OVERFLOW"],
  "TransactionException.INVALID_CHAINID": ["TX_CHAIN_ID"],
  "TransactionException.INVALID_SIGNATURE_VRS": ["TX_SIGNATURE_VALUES", "TX_SIGNATURE_HIGH_S"],
  "TransactionException.NONCE_OVERFLOW": ["TX_FIELD_OVERFLOW"],
  "TransactionException.NONCE_TOO_BIG": ["TX_NONCE_IS_MAX"],
  "TransactionException.PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS_2": ["TX_PRIORITY_ABOVE_MAX_FEE"],
  "TransactionException.PRIORITY_OVERFLOW": ["TX_FIELD_OVERFLOW"],
  "TransactionException.RLP_ERROR_EOF": ["TX_RLP"],
  "TransactionException.RLP_ERROR_SIZE": ["TX_RLP"],
  "TransactionException.RLP_ERROR_SIZE_LEADING_ZEROS": ["TX_RLP"],
  "TransactionException.RLP_INVALID_ACCESS_LIST_ADDRESS_TOO_LONG": ["TX_ACCESS_LIST"],
  "TransactionException.RLP_INVALID_ACCESS_LIST_ADDRESS_TOO_SHORT": ["TX_ACCESS_LIST"],
  "TransactionException.RLP_INVALID_ACCESS_LIST_STORAGE_TOO_LONG": ["TX_ACCESS_LIST"],
  "TransactionException.RLP_INVALID_ACCESS_LIST_STORAGE_TOO_SHORT": ["TX_ACCESS_LIST"],
  "TransactionException.RLP_INVALID_DATA": ["TX_FIELD_KIND"],
  "TransactionException.RLP_INVALID_GASLIMIT": ["TX_FIELD_KIND"],
  "TransactionException.RLP_INVALID_HEADER": ["TX_RLP"],
  "TransactionException.RLP_INVALID_NONCE": ["TX_FIELD_KIND"],
  "TransactionException.RLP_INVALID_SIGNATURE_R": ["TX_FIELD_KIND"],
  "TransactionException.RLP_INVALID_SIGNATURE_S": ["TX_FIELD_KIND"],
  "TransactionException.RLP_INVALID_TO": ["TX_FIELD_KIND"],
  // A value of 33 bytes.
  "TransactionException.RLP_INVALID_VALUE": ["TX_FIELD_OVERFLOW"],
  "TransactionException.RLP_LEADING_ZEROS_BASEFEE": ["TX_LEADING_ZEROS"],
  "TransactionException.RLP_LEADING_ZEROS_DATA_SIZE": ["TX_RLP"],
  "TransactionException.RLP_LEADING_ZEROS_GASLIMIT": ["TX_LEADING_ZEROS"],
  "TransactionException.RLP_LEADING_ZEROS_GASPRICE": ["TX_LEADING_ZEROS"],
  "TransactionException.RLP_LEADING_ZEROS_NONCE": ["TX_LEADING_ZEROS"],
  // A single byte below 0x80 with a length before it: not the shortest encoding, so no RLP at all.
  "TransactionException.RLP_LEADING_ZEROS_NONCE_SIZE": ["TX_RLP"],
  "TransactionException.RLP_LEADING_ZEROS_PRIORITY_FEE": ["TX_LEADING_ZEROS"],
  "TransactionException.RLP_LEADING_ZEROS_R": ["TX_LEADING_ZEROS"],
  "TransactionException.RLP_LEADING_ZEROS_S": ["TX_LEADING_ZEROS"],
  "TransactionException.RLP_LEADING_ZEROS_V": ["TX_LEADING_ZEROS"],
  "TransactionException.RLP_LEADING_ZEROS_VALUE": ["TX_LEADING_ZEROS"],
  "TransactionException.RLP_TOO_FEW_ELEMENTS": ["TX_FIELD_COUNT"],
  "TransactionException.RLP_TOO_MANY_ELEMENTS": ["TX_FIELD_COUNT"],
  "TransactionException.TYPE_NOT_SUPPORTED": ["TX_TYPE", "TX_TYPE_BEFORE_FORK"],
  "TransactionException.VALUE_OVERFLOW": ["TX_FIELD_OVERFLOW"],

  // Blocks.
  "BlockException.EXTRA_DATA_INVALID_DAO": ["DAO_EXTRA_DATA"],
  "BlockException.EXTRA_DATA_TOO_BIG": ["EXTRA_DATA_TOO_LONG"],
  "BlockException.GASLIMIT_TOO_BIG": ["GAS_LIMIT_TOO_HIGH"],
  "BlockException.GAS_USED_OVERFLOW": ["GAS_USED_ABOVE_LIMIT"],
  "BlockException.IMPORT_IMPOSSIBLE_DIFFICULTY_OVER_PARIS": ["POS_DIFFICULTY"],
  "BlockException.IMPORT_IMPOSSIBLE_UNCLES_OVER_PARIS": ["POS_OMMERS"],
  "BlockException.IMPORT_IMPOSSIBLE_PARIS_WRONG_POS": ["MERGE_TOO_EARLY"],
  "BlockException.IMPORT_IMPOSSIBLE_PARIS_WRONG_POW": ["MERGE_TOO_LATE"],
  // A header with the fields of another fork than the one whose turn it is.
  "BlockException.IMPORT_IMPOSSIBLE_LEGACY": ["HEADER_FIELD_COUNT"],
  "BlockException.IMPORT_IMPOSSIBLE_LEGACY_WRONG_PARENT": ["HEADER_FIELD_COUNT"],
  "BlockException.IMPORT_IMPOSSIBLE_LONDON_WRONG_PARENT": ["HEADER_FIELD_COUNT"],
  "BlockException.IMPORT_IMPOSSIBLE_PARIS_OVER_SHANGHAI": ["HEADER_FIELD_COUNT"],
  "BlockException.IMPORT_IMPOSSIBLE_SHANGHAI": ["HEADER_FIELD_COUNT"],
  "BlockException.INVALID_BASEFEE_PER_GAS": ["BASE_FEE"],
  "BlockException.INVALID_BLOCK_NUMBER": ["BLOCK_NUMBER"],
  "BlockException.INVALID_BLOCK_TIMESTAMP_OLDER_THAN_PARENT": ["TIMESTAMP_NOT_AFTER_PARENT"],
  "BlockException.INVALID_DIFFICULTY": ["DIFFICULTY"],
  "BlockException.INVALID_GASLIMIT": ["GAS_LIMIT_STEP", "GAS_LIMIT_TOO_LOW"],
  "BlockException.INVALID_GAS_USED": ["GAS_USED_MISMATCH"],
  "BlockException.INVALID_LOG_BLOOM": ["BLOOM_MISMATCH"],
  "BlockException.INVALID_RECEIPTS_ROOT": ["RECEIPTS_ROOT_MISMATCH"],
  "BlockException.INVALID_STATE_ROOT": ["STATE_ROOT_MISMATCH"],
  "BlockException.INVALID_TRANSACTIONS_ROOT": ["TRANSACTIONS_ROOT_MISMATCH"],
  "BlockException.INVALID_WITHDRAWALS_ROOT": ["WITHDRAWALS_ROOT_MISMATCH"],
  "BlockException.RLP_INVALID_ADDRESS": ["WITHDRAWAL_MALFORMED"],
  "BlockException.RLP_INVALID_FIELD_OVERFLOW_64": ["WITHDRAWAL_MALFORMED"],
  "BlockException.RLP_STRUCTURES_ENCODING": [],
  "BlockException.RLP_WITHDRAWALS_NOT_READ": ["WITHDRAWALS_MISSING"],
  "BlockException.UNCLE_PARENT_INCORRECT": ["OMMER_PARENT"],
  // Not a fault of the block: the witness has no such header, so the verdict is `incomplete`.
  "BlockException.UNKNOWN_PARENT": ["PARENT_HEADER_MISSING"],
  "BlockException.UNKNOWN_PARENT_ZERO": ["PARENT_HEADER_MISSING"],
};

/** Cases that break two rules, or one that the suite files under another name. Each is for one test by its name. */
const TESTS: readonly { test: RegExp; expected: string; code: CodeName; why: string }[] = [
  {
    test: /^(TransactionWith[RS]valueOverflow|WrongVRSTestIncorrectSize) /,
    expected: "TransactionException.INVALID_SIGNATURE_VRS",
    code: "TX_FIELD_OVERFLOW",
    why: "33 bytes are no value of a signature, nor of any integer of a transaction",
  },
  {
    test: /^TRANSCT_[rs]value_TooLarge /,
    expected: "TransactionException.INVALID_SIGNATURE_VRS",
    code: "TX_FIELD_OVERFLOW",
    why: "33 bytes are no value of a signature, nor of any integer of a transaction",
  },
  {
    test: /^(ZeroSigTransaction\d*|WrongVRSTestVEqual(26|29|31)) /,
    expected: "TransactionException.INVALID_CHAINID",
    code: "TX_SIGNATURE_VALUES",
    why: "a v below 27 is no v at all (EIP-155); the suite's tool computed a chain id from it",
  },
  {
    test: /^TransactionWithGasLimitOverflowZeros64 /,
    expected: "TransactionException.GASLIMIT_OVERFLOW",
    code: "TX_LEADING_ZEROS",
    why: "nine bytes that start with zeros: both",
  },
  {
    test: /^TRANSCT_HeaderGivenAsArray_0 /,
    expected: "TransactionException.RLP_INVALID_HEADER",
    code: "TX_TYPE",
    why: "a first byte between 0x80 and 0xbf is neither a type nor a list (EIP-2718); for RLPTransactionGivenAsArray, which starts alike, the suite says so too",
  },
  {
    test: /^aMaliciousRLP /,
    expected: "TransactionException.RLP_ERROR_EOF",
    code: "TX_TYPE",
    why: "a single byte between 0x80 and 0xbf is neither a type nor a list (EIP-2718)",
  },
  {
    test: /^difficultyFormula_ArrowGlacierToParisAtDiffC0000$/,
    expected: "BlockException.INVALID_DIFFICULTY",
    code: "MERGE_TOO_LATE",
    why: "the parent has reached the terminal total difficulty, so that any difficulty but zero is wrong",
  },
  {
    test: /^BerlinToLondonTransition_BerlinToLondonAt5$/,
    expected: "BlockException.INVALID_GASLIMIT",
    code: "HEADER_FIELD_COUNT",
    why: "a header with a base fee before London, and with the doubled gas limit",
  },
];

/** The codes that are right where `test` expects any of `names`. @throws Error for a name without a row */
export function allowedCodes(names: readonly string[], test: string): ReadonlySet<string> {
  const codes = new Set<string>();
  for (const name of names) {
    const row = ROWS[name];
    if (!row) throw new Error(`test/official/exceptions.ts has no row for ${name}`);
    for (const code of row) codes.add(code);
    for (const { test: pattern, expected, code } of TESTS) {
      if (expected === name && pattern.test(test)) codes.add(code);
    }
  }
  return codes;
}

/** Every code a row names: a test compares them with the core's table. */
export function namedCodes(): ReadonlySet<CodeName> {
  return new Set([...Object.values(ROWS).flat(), ...TESTS.map(({ code }) => code)]);
}
