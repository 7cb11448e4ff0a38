// Fork ids, in the order in which they activate (docs/interfaces.md, "Configuration"). Code asks `fork >= X`: every fork
// contains the rules of the ones below it. The EVM knows L1's forks; a rollup's fork maps to one of them.
export const FRONTIER: u32 = 0;
export const HOMESTEAD: u32 = 1;
export const DAO: u32 = 2;
export const TANGERINE_WHISTLE: u32 = 3;
export const SPURIOUS_DRAGON: u32 = 4;
export const BYZANTIUM: u32 = 5;
export const CONSTANTINOPLE: u32 = 6;
export const PETERSBURG: u32 = 7;
export const ISTANBUL: u32 = 8;
export const MUIR_GLACIER: u32 = 9;
export const BERLIN: u32 = 10;
export const LONDON: u32 = 11;
export const ARROW_GLACIER: u32 = 12;
export const GRAY_GLACIER: u32 = 13;
export const PARIS: u32 = 14;
export const SHANGHAI: u32 = 15;
export const CANCUN: u32 = 16;
export const PRAGUE: u32 = 17;
export const OSAKA: u32 = 18;

/** OP Stack forks start here; below it are Ethereum's. */
export const FIRST_OP_FORK: u32 = 64;
