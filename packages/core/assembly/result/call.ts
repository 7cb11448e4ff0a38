// What `call` came to (docs/interfaces.md, "Call result").
import { callGas, callOutput, callOutputLength, callStatus, callTransactionGas } from "../block/call";
import { alloc } from "../memory/arena";
import { addSection, beginResult, RESULT_CALL, writeResult } from "./container";

const HEADER_SIZE: u32 = 24;

export function composeCall(): void {
  const section = alloc(<usize>HEADER_SIZE + <usize>callOutputLength);
  store<u32>(section, callStatus);
  store<u32>(section, callOutputLength, 4);
  store<u64>(section, callTransactionGas, 8);
  store<u64>(section, callGas, 16);
  memory.copy(section + <usize>HEADER_SIZE, callOutput, callOutputLength);
  beginResult();
  addSection(RESULT_CALL, section, HEADER_SIZE + callOutputLength);
  writeResult();
}
