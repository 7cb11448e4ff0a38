// The code of an account.
//
//   codeOf(a): Code              missing => incomplete(WITNESS_CODE_MISSING, hash)
import { loadAccount } from "./account";
import { Code, codeByHash } from "./codeTable";
import { Account, codeHashOf } from "./records";

export {
  Code,
  CODE_PADDING,
  codeByHash,
  codeHash,
  EMPTY_CODE_HASH,
  emptyCode,
  internCode,
  resetCodes,
} from "./codeTable";

export function codeOf(a: Account): Code {
  if (a.code != 0) return changetype<Code>(a.code);
  loadAccount(a);
  const code = codeByHash(codeHashOf(a));
  a.code = changetype<usize>(code);
  return code;
}
