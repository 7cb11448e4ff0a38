// Everything of one variant that the suites run against.

import { Core } from "../../packages/core/src/instance.ts";
import { compileCore } from "../../packages/core/src/wasmFile.ts";
import { compileTesting } from "../../packages/core/test/load.ts";
import { StateTestMachine } from "./machine.ts";
import { loadParts, type Parts } from "./parts.ts";
import type { OfficialVariant } from "./variants.ts";

export class OfficialCore {
  /** The shipped module: blocks, and states from an alloc. */
  readonly blocks: Core;
  /** The same core with the entry for one transaction without a block. */
  readonly states: StateTestMachine;

  readonly parts: Parts;

  private constructor(blocks: WebAssembly.Module, states: WebAssembly.Module, parts: Parts) {
    this.blocks = new Core(blocks);
    this.states = new StateTestMachine(states);
    this.parts = parts;
  }

  static async load(variant: OfficialVariant): Promise<OfficialCore> {
    const states = await WebAssembly.compile((await compileTesting("statetest", variant)) as BufferSource);
    return new OfficialCore(compileCore(variant), states, await loadParts(variant));
  }
}
