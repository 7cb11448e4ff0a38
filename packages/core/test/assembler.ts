// Bytecode from words, for tests and benchmarks: "PUSH1 1 PUSH 0x1234 ADD loop: @loop JUMP".
//   NAME      an opcode; PUSHn takes the next word as its immediate
//   PUSH x    the shortest PUSHn for x (PUSH1 for 0)
//   name:     JUMPDEST with a name;  @name  PUSH2 of its position
//   0x…       on its own: raw bytes
const NAMES: Record<string, number> = {
  STOP: 0x00,
  ADD: 0x01,
  MUL: 0x02,
  SUB: 0x03,
  DIV: 0x04,
  SDIV: 0x05,
  MOD: 0x06,
  SMOD: 0x07,
  ADDMOD: 0x08,
  MULMOD: 0x09,
  EXP: 0x0a,
  SIGNEXTEND: 0x0b,
  LT: 0x10,
  GT: 0x11,
  SLT: 0x12,
  SGT: 0x13,
  EQ: 0x14,
  ISZERO: 0x15,
  AND: 0x16,
  OR: 0x17,
  XOR: 0x18,
  NOT: 0x19,
  BYTE: 0x1a,
  SHL: 0x1b,
  SHR: 0x1c,
  SAR: 0x1d,
  CLZ: 0x1e,
  KECCAK256: 0x20,
  ADDRESS: 0x30,
  BALANCE: 0x31,
  ORIGIN: 0x32,
  CALLER: 0x33,
  CALLVALUE: 0x34,
  CALLDATALOAD: 0x35,
  CALLDATASIZE: 0x36,
  CALLDATACOPY: 0x37,
  CODESIZE: 0x38,
  CODECOPY: 0x39,
  GASPRICE: 0x3a,
  EXTCODESIZE: 0x3b,
  EXTCODECOPY: 0x3c,
  RETURNDATASIZE: 0x3d,
  RETURNDATACOPY: 0x3e,
  EXTCODEHASH: 0x3f,
  BLOCKHASH: 0x40,
  COINBASE: 0x41,
  TIMESTAMP: 0x42,
  NUMBER: 0x43,
  PREVRANDAO: 0x44,
  GASLIMIT: 0x45,
  CHAINID: 0x46,
  SELFBALANCE: 0x47,
  BASEFEE: 0x48,
  BLOBHASH: 0x49,
  BLOBBASEFEE: 0x4a,
  POP: 0x50,
  MLOAD: 0x51,
  MSTORE: 0x52,
  MSTORE8: 0x53,
  SLOAD: 0x54,
  SSTORE: 0x55,
  JUMP: 0x56,
  JUMPI: 0x57,
  PC: 0x58,
  MSIZE: 0x59,
  GAS: 0x5a,
  JUMPDEST: 0x5b,
  TLOAD: 0x5c,
  TSTORE: 0x5d,
  MCOPY: 0x5e,
  PUSH0: 0x5f,
  LOG0: 0xa0,
  LOG1: 0xa1,
  LOG2: 0xa2,
  LOG3: 0xa3,
  LOG4: 0xa4,
  CREATE: 0xf0,
  CALL: 0xf1,
  CALLCODE: 0xf2,
  RETURN: 0xf3,
  DELEGATECALL: 0xf4,
  CREATE2: 0xf5,
  STATICCALL: 0xfa,
  REVERT: 0xfd,
  INVALID: 0xfe,
  SELFDESTRUCT: 0xff,
};
for (let n = 1; n <= 32; n++) NAMES[`PUSH${n}`] = 0x5f + n;
for (let n = 1; n <= 16; n++) {
  NAMES[`DUP${n}`] = 0x7f + n;
  NAMES[`SWAP${n}`] = 0x8f + n;
}

function bigEndian(value: bigint, length: number): number[] {
  const out: number[] = [];
  for (let i = length - 1; i >= 0; i--) out.push(Number((value >> BigInt(8 * i)) & 0xffn));
  return out;
}

export function assemble(text: string): Uint8Array {
  const words = text.split(/\s+/).filter((word) => word !== "");
  const code: number[] = [];
  const labels = new Map<string, number>();
  const uses: [position: number, label: string][] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word.endsWith(":")) {
      labels.set(word.slice(0, -1), code.length);
      code.push(0x5b);
    } else if (word.startsWith("@")) {
      uses.push([code.length + 1, word.slice(1)]);
      code.push(0x61, 0, 0);
    } else if (word === "PUSH") {
      const value = BigInt(words[++i]!);
      const length = Math.max(1, Math.ceil(value.toString(16).length / 2));
      code.push(0x5f + length, ...bigEndian(value, length));
    } else if (word.startsWith("0x")) {
      code.push(...Buffer.from(word.slice(2), "hex"));
    } else {
      const opcode = NAMES[word];
      if (opcode === undefined) throw new Error(`no opcode ${word}`);
      code.push(opcode);
      const push = /^PUSH(\d+)$/.exec(word);
      if (push && push[1] !== "0") code.push(...bigEndian(BigInt(words[++i]!), Number(push[1])));
    }
  }
  for (const [position, label] of uses) {
    const target = labels.get(label);
    if (target === undefined) throw new Error(`no label ${label}`);
    code[position] = target >> 8;
    code[position + 1] = target & 0xff;
  }
  return new Uint8Array(code);
}
