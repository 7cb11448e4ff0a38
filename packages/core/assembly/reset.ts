// Makes the whole core fresh. Every module with state of its own has a function for it, and all of them are called here:
// state that survives would be a way for one run to change the verdict of the next.
import { resetAncestors } from "./header/ancestors";
import { resetBloom } from "./block/bloom";
import { resetCall } from "./block/call";
import { resetPayload } from "./block/payload";
import { resetPhases } from "./block/phases";
import { resetRequests } from "./block/requests";
import { resetConfiguration } from "./chain/configuration";
import { resetDerivation } from "./derivation/derive";
import { resetInspect } from "./derivation/inspect";
import { clearRecord } from "./error/fail";
import { resetEvm } from "./evm/message";
import { resetClaim } from "./input/claim";
import { resetInput } from "./input/sections";
import { resetArena } from "./memory/arena";
import { resetBuffers } from "./memory/buffers";
import { resetProgram } from "./program/program";
import { resetPublicValues } from "./result/publicValues";
import { resetResult } from "./result/container";
import { resetL1Block } from "./optimism/l1Block";
import { resetRlp } from "./rlp/read";
import { resetState } from "./state/commit";
import { resetWitness } from "./witness/index";

export function resetAll(): void {
  resetArena();
  resetBuffers();
  clearRecord();
  resetRlp();
  resetInput();
  resetClaim();
  resetConfiguration();
  resetWitness();
  resetState();
  resetEvm();
  resetL1Block();
  resetAncestors();
  resetRequests();
  resetBloom();
  resetPayload();
  resetPhases();
  resetCall();
  resetDerivation();
  resetInspect();
  resetProgram();
  resetResult();
  resetPublicValues();
}
