// The header of block 0, with the fields of the forks that are active at its time.
import { encodeRlp, type RlpItem, rlpInteger } from "@assay/chain/rlp";
import { concatBytes } from "@assay/core/bytes";
import { fromHex } from "@assay/core/hex";
import { EMPTY_TRIE_ROOT } from "@assay/program/proof";
import { word } from "./depositTransaction.ts";
import { PREDEPLOY } from "./predeployAddresses.ts";
import { isActive } from "./rollupForks.ts";
import type { RollupPlan } from "./rollupPlan.ts";

/** keccak-256 of the RLP of an empty list: no ommers. */
const NO_OMMERS = "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";
/** sha-256 of nothing: no requests (EIP-7685). */
const NO_REQUESTS = "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/** EIP-1559, INITIAL_BASE_FEE. */
const INITIAL_BASE_FEE = 1_000_000_000n;

/** RLP. @param messagePasserRoot storage root of the L2ToL1MessagePasser, which is the withdrawals root from Isthmus on */
export function genesisHeader(plan: RollupPlan, stateRoot: Uint8Array, messagePasserRoot: Uint8Array): Uint8Array {
  const { l2Time, systemConfig } = plan.genesis;
  const active = (fork: Parameters<typeof isActive>[1]) => isActive(plan, fork, l2Time);
  const zeros = (length: number) => new Uint8Array(length);
  const fields: RlpItem[] = [
    zeros(32),
    fromHex(NO_OMMERS)!,
    fromHex(PREDEPLOY.sequencerFeeVault)!,
    stateRoot,
    EMPTY_TRIE_ROOT,
    EMPTY_TRIE_ROOT,
    zeros(256),
    zeros(0),
    zeros(0),
    rlpInteger(systemConfig.gasLimit),
    zeros(0),
    rlpInteger(l2Time),
    extraData(plan),
    zeros(32),
    zeros(8),
    rlpInteger(INITIAL_BASE_FEE),
  ];
  if (active("canyon")) fields.push(active("isthmus") ? messagePasserRoot : EMPTY_TRIE_ROOT);
  if (active("ecotone")) fields.push(zeros(0), zeros(0), zeros(32));
  if (active("isthmus")) fields.push(fromHex(NO_REQUESTS)!);
  return encodeRlp(fields);
}

/** From Holocene on the EIP-1559 parameters of the next block, from Jovian on its minimum base fee too. */
function extraData(plan: RollupPlan): Uint8Array {
  const { l2Time, systemConfig } = plan.genesis;
  if (!isActive(plan, "holocene", l2Time)) return new Uint8Array(0);
  const { denominatorCanyon, elasticity } = plan.parameters;
  const configured = fromHex(systemConfig.eip1559Params ?? `0x${"00".repeat(8)}`)!;
  const isSet = configured.some((byte) => byte !== 0);
  const parameters = isSet ? configured : word((denominatorCanyon << 32n) | elasticity).subarray(24);
  if (!isActive(plan, "jovian", l2Time)) return concatBytes(Uint8Array.of(0), parameters);
  return concatBytes(Uint8Array.of(1), parameters, word(systemConfig.minBaseFee ?? 0n).subarray(24));
}
