// Canyon's irregular state change (OP Stack specs, Canyon, "Create2Deployer deployment"): in the block whose time is the time
// of activation, before everything else, the Create2Deployer gets its code. Balance and nonce stay.
//
// op-geth asks for a block at exactly that time, and the chains that activated Canyon after their genesis all have one.
import { CREATE2_DEPLOYER, CREATE2_DEPLOYER_LENGTH } from "../generated/create2Deployer";
import { accountAt, setCode } from "../state/account";
import { beginTransaction, endTransaction } from "../state/transaction";

// prettier-ignore
const ADDRESS: usize = memory.data<u8>([
  0x13, 0xb0, 0xd8, 0x5c, 0xcb, 0x8b, 0xf8, 0x60, 0xb6, 0xb7, 0x9a, 0xf3, 0x02, 0x9f, 0xca, 0x08, 0x1a, 0xe9, 0xbe, 0xf2,
], 8);

export function deployCreate2Deployer(): void {
  beginTransaction();
  setCode(accountAt(ADDRESS), CREATE2_DEPLOYER, <u32>CREATE2_DEPLOYER_LENGTH);
  endTransaction(true);
}
