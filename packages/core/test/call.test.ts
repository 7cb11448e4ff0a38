// One message on a state, against @ethereumjs/evm and by hand: outputs, gas, creations, a proven state, broken sections.
import { Common, Hardfork, Mainnet } from "@ethereumjs/common";
import { createEVM } from "@ethereumjs/evm";
import { bn254 } from "@noble/curves/bn254.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { RLP } from "@ethereumjs/rlp";
import { MerklePatriciaTrie } from "@ethereumjs/mpt";
import { describe, expect, test } from "vitest";
import { isOutcome, type Message, type MessageOutcome, runMessage } from "../src/call.ts";
import { Core } from "../src/instance.ts";
import { type CoreVariant, compileCore } from "../src/wasmFile.ts";
