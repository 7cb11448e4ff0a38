// The whole ABI, and how often the state in memory is settled.
export * from "../index";
export { setStateLimit } from "../program/stateMemory";
