// LOG0 to LOG4.
import { addLog } from "../state/logs";
import { Frame } from "./frame";
import { GAS_LOG, GAS_LOG_BYTE, GAS_LOG_TOPIC } from "./gas";
import { endOfRange, growMemory } from "./memory";

/** Offset and length at `sp`, then the topics. Returns the gas left, negative when it does not suffice. */
export function emitLog(frame: Frame, sp: usize, topics: u32, gas: i64): i64 {
  gas = growMemory(frame, endOfRange(sp, sp + 32), gas - GAS_LOG - GAS_LOG_TOPIC * <i64>topics);
  if (gas < 0) return gas;
  const length = load<u32>(sp, 32);
  gas -= GAS_LOG_BYTE * <i64>length;
  if (gas < 0) return gas;
  addLog(frame.address, topics, sp + 64, frame.memory + (length != 0 ? <usize>load<u32>(sp) : 0), length);
  return gas;
}
