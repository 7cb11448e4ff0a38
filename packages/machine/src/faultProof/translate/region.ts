// A region as a Wasm function. Its graph becomes blocks, loops and ifs by its dominators (Ramsey, Beyond Relooper, ICFP 2022): a loop where
// it is jumped back to, a block around what several jumps lead to, everything else where it is jumped to.
//
// The function looks at its budget where it begins, where it jumps back, after calls and before computed jumps; it may be overdrawn by as
// many steps as the region has instructions. Where it leaves, registers that may have changed are in memory.

import type { Block, Computed, Ending } from "../../translate/blocks.ts";
import { COMPARE } from "../../translate/blocks.ts";
import { type Graph, graphOf, type Node } from "../../translate/graph.ts";
import { type Instruction, SINK } from "../../translate/instruction.ts";
import { OP } from "../../translate/operations.ts";
import {
  changedAtEnd,
  definesOf,
  isLoad,
  isStore,
  planRegisters,
  type RegisterPlan,
  type RegisterSet,
} from "../../translate/registers.ts";
import { W, WasmWriter } from "../../translate/wasmWriter.ts";
import { arithmetic } from "./arithmetic.ts";
import { CALL, type Layout, LOCAL, REGION_TYPE, value } from "./frame.ts";
import {
  groupOf,
  load,
  loadInGroup,
  lookUpGroups,
  planStretches,
  type Stretch,
  store,
  storeInGroup,
} from "./memoryAccess.ts";

/** How a region gets to others. */
export interface Links {
  /** Function of the same module that begins at an address, by its index; or null. */
  functionAt(pc: number): number | null;
  /** Place in the table for what begins at an address; null where nothing is going to. */
  placeOf(pc: number): number | null;
}

const COMPARISON: Readonly<Record<number, number>> = {
  [COMPARE.eq]: W.i64Eq,
  [COMPARE.ne]: W.i64Ne,
  [COMPARE.lt]: W.i64LtS,
  [COMPARE.ge]: W.i64GeS,
  [COMPARE.ltu]: W.i64LtU,
  [COMPARE.geu]: W.i64GeU,
};

/** Where functions return to, by convention: x1 and x5. */
const LINKS = new Set([1, 5]);
/** A table of jumps over more instructions is not worth its bytes. */
const MAX_JUMP_SPAN = 8192;

type Work = () => void;

class RegionWriter {
  readonly #out = new WasmWriter();
  readonly #graph: Graph;
  readonly #plan: RegisterPlan;
  readonly #layout: Layout;
  readonly #links: Links;
  /** Ways out, by the registers that are written back: each a block around everything, the first one innermost. */
  readonly #exits = new Map<RegisterSet, number>();
  /** Levels of the loops and blocks that are open. */
  readonly #loops = new Map<Node, number>();
  readonly #merges = new Map<Node, number>();
  /** What is to be written next, last first: instead of recursion, since programs choose how deep it goes. */
  readonly #work: Work[] = [];

  constructor(graph: Graph, layout: Layout, links: Links) {
    this.#graph = graph;
    this.#plan = planRegisters(graph);
    this.#layout = layout;
    this.#links = links;
  }

  write(): Uint8Array {
    const root = this.#graph.nodes[0]!;
    this.#readRegisters(this.#plan.wanted[0]!);
    this.#then([() => this.#tree(root)]);
    for (let work = this.#work.pop(); work; work = this.#work.pop()) work();
    const body = this.#out.bytes();
    const whole = new WasmWriter();
    this.#prologue(whole);
    for (let i = 0; i < this.#exits.size; i++) whole.block();
    whole.append(body);
    whole.op(W.unreachable);
    for (const changed of this.#exits.keys()) {
      whole.end();
      this.#writeBack(changed, whole);
      whole.get(LOCAL.target);
      whole.get(LOCAL.left);
      whole.op(W.return);
    }
    whole.op(W.unreachable);
    return whole.bytes();
  }

  /** Nothing at all happens without steps or calls left. */
  #prologue(out: WasmWriter): void {
    this.#isSpent(out);
    out.get(LOCAL.depth);
    out.i32(0);
    out.op(W.i32LeS, W.i32Or);
    out.if();
    out.get(LOCAL.pc);
    out.get(LOCAL.left);
    out.op(W.return);
    out.end();
  }

  #then(work: readonly Work[]): void {
    for (let i = work.length - 1; i >= 0; i--) this.#work.push(work[i]!);
  }

  #isSpent(out = this.#out): void {
    out.get(LOCAL.left);
    out.i32(0);
    out.op(W.i32LeS);
  }

  #readRegisters(set: RegisterSet): void {
    for (let register = 1; register < 32; register++) {
      if (!((set >>> register) & 1)) continue;
      this.#out.i32(0);
      this.#out.access(W.i64Load, this.#layout.registers + 8 * register);
      this.#out.set(LOCAL.register + register);
    }
  }

  #writeBack(set: RegisterSet, out = this.#out): void {
    for (let register = 1; register < 32; register++) {
      if (!((set >>> register) & 1)) continue;
      out.i32(0);
      out.get(LOCAL.register + register);
      out.access(W.i64Store, this.#layout.registers + 8 * register);
    }
  }

  #spend(steps: number): void {
    if (steps === 0) return;
    this.#out.get(LOCAL.left);
    this.#out.i32(steps);
    this.#out.op(W.i32Sub);
    this.#out.set(LOCAL.left);
  }

  /** Leaves for what `target` has. */
  #exit(changed: RegisterSet): void {
    const known = this.#exits.get(changed);
    const index = known ?? this.#exits.size;
    if (known === undefined) this.#exits.set(changed, index);
    this.#out.byte(W.br);
    this.#out.unsigned(this.#out.depth + index);
  }

  #exitTo(pc: number, changed: RegisterSet): void {
    this.#out.i64(pc);
    this.#out.set(LOCAL.target);
    this.#exit(changed);
  }

  #tree(node: Node): void {
    const out = this.#out;
    const merges = node.children.filter(({ isMerge }) => isMerge).sort((a, b) => b.order - a.order);
    const work: Work[] = [];
    if (node.isLoop) {
      work.push(() => {
        out.loop();
        this.#loops.set(node, out.depth);
      });
    }
    for (const merge of merges) {
      work.push(() => {
        out.block();
        this.#merges.set(merge, out.depth);
      });
    }
    work.push(() => this.#block(node));
    for (const merge of [...merges].reverse())
      work.push(
        () => out.end(),
        () => this.#tree(merge),
      );
    if (node.isLoop) work.push(() => out.end());
    this.#then(work);
  }

  #block(node: Node): void {
    const { block } = node;
    let changed = this.#plan.changed[node.order]!;
    for (const stretch of planStretches(block.instructions)) changed = this.#stretch(block, stretch, changed);
    this.#spend(block.steps);
    this.#ending(node, block.ending, changed);
  }

  /** @returns what may have changed behind it */
  #stretch({ instructions }: Block, stretch: Stretch, changed: RegisterSet): RegisterSet {
    const { from, to, groups } = stretch;
    let after = changed;
    const write = (withGroups: boolean) => {
      after = changed;
      let written = 0;
      for (let i = from; i < to; i++) {
        const instruction = instructions[i]!;
        const group = withGroups ? groupOf(instruction, groups, written) : -1;
        if (group < 0) this.#instruction(instruction, i, after);
        else if (isStore(instruction.op)) storeInGroup(this.#out, instruction, group, groups[group]!, this.#layout);
        else if (instruction.rd !== SINK) {
          loadInGroup(this.#out, instruction, group, groups[group]!);
          this.#out.set(LOCAL.register + instruction.rd);
        }
        written |= definesOf(instruction);
        after |= definesOf(instruction);
      }
    };
    if (groups.length === 0) write(false);
    else {
      lookUpGroups(this.#out, groups, this.#layout);
      this.#out.if();
      write(true);
      this.#out.else();
      write(false);
      this.#out.end();
    }
    return after;
  }

  /** @param before steps of the block before this one */
  #instruction(instruction: Instruction, before: number, changed: RegisterSet): void {
    const out = this.#out;
    const { op, rd, pc } = instruction;
    if (isStore(op)) {
      store(out, instruction, this.#layout, () => {
        this.#spend(before);
        this.#exitTo(pc, changed);
      });
      return;
    }
    // Branches that never jump; and what is written to x0, since nothing that computes or loads does anything else.
    if (op === OP.NOTHING || op === OP.BRANCH_FAR || rd === SINK) return;
    if (isLoad(op)) load(out, instruction, this.#layout);
    else if (!arithmetic(out, instruction, this.#layout)) throw new Error(`operation ${op} is in no block`);
    out.set(LOCAL.register + rd);
  }

  #ending(node: Node, ending: Ending, changed: RegisterSet): void {
    const out = this.#out;
    switch (ending.kind) {
      case "jump":
        this.#edge(node, ending.target, changed);
        break;
      case "leave":
        this.#exitTo(ending.pc, changed);
        break;
      case "branch":
        value(out, ending.rs1, this.#layout);
        value(out, ending.rs2, this.#layout);
        out.op(COMPARISON[ending.compare]!);
        out.if();
        this.#then([
          () => this.#edge(node, ending.taken, changed),
          () => out.else(),
          () => this.#edge(node, ending.next, changed),
          () => out.end(),
        ]);
        break;
      case "call":
        this.#call(node, ending, changed);
        break;
      case "indirect":
        this.#indirect(node, ending, changed);
        break;
    }
  }

  /** A jump to an address that is known. */
  #edge(node: Node, pc: number, changed: RegisterSet): void {
    const out = this.#out;
    const target = this.#graph.byPc.get(pc);
    if (!target || this.#graph.isCut(node, pc)) this.#outside(pc, changed);
    else if (target.order <= node.order) {
      this.#isSpent();
      out.if();
      this.#exitTo(pc, changed);
      out.end();
      out.br(this.#loops.get(target)!);
    } else if (target.isMerge) out.br(this.#merges.get(target)!);
    else this.#then([() => this.#tree(target)]);
  }

  /** On to another region, where there is one. */
  #outside(pc: number, changed: RegisterSet): void {
    const place = this.#links.functionAt(pc) ?? this.#links.placeOf(pc);
    if (place === null) {
      this.#exitTo(pc, changed);
      return;
    }
    this.#writeBack(changed);
    this.#out.i64(pc);
    this.#callRegion(pc);
    this.#out.op(W.return);
  }

  /** Calls what begins at `pc`, which is on the stack. */
  #callRegion(pc: number): void {
    const out = this.#out;
    out.get(LOCAL.left);
    out.get(LOCAL.depth);
    out.i32(1);
    out.op(W.i32Sub);
    const index = this.#links.functionAt(pc);
    if (index !== null) out.call(index);
    else {
      out.i32(this.#links.placeOf(pc) ?? 0);
      out.callIndirect(REGION_TYPE);
    }
  }

  /** The same for what begins at the address in `target`. */
  #callComputed(): void {
    const out = this.#out;
    out.get(LOCAL.target);
    out.get(LOCAL.left);
    out.get(LOCAL.depth);
    out.i32(1);
    out.op(W.i32Sub);
    out.get(LOCAL.target);
    out.call(CALL.entryAt);
    out.callIndirect(REGION_TYPE);
  }

  /** Address of a JALR into `target`; leaves where it is none of an instruction, which is a fault. */
  #computeTarget({ rs1, immediate }: Computed, pc: number, changed: RegisterSet): void {
    const out = this.#out;
    value(out, rs1, this.#layout);
    if (immediate !== 0) {
      out.i64(immediate);
      out.op(W.i64Add);
    }
    out.i64(-2);
    out.op(W.i64And);
    out.tee(LOCAL.target);
    out.op(W.i32WrapI64);
    out.i32(2);
    out.op(W.i32And);
    out.if();
    this.#spend(-1);
    this.#exitTo(pc, changed);
    out.end();
  }

  #call(node: Node, ending: Ending & { kind: "call" }, changed: RegisterSet): void {
    const out = this.#out;
    const { rd, target, next } = ending;
    if (typeof target !== "number") this.#computeTarget(target, node.block.endPc, changed);
    out.i64(next);
    out.set(LOCAL.register + rd);
    this.#writeBack(changedAtEnd(node, changed));
    if (typeof target === "number") {
      out.i64(target);
      this.#callRegion(target);
    } else this.#callComputed();
    out.set(LOCAL.left);
    out.tee(LOCAL.target);
    out.i64(next);
    out.op(W.i64Ne);
    this.#isSpent();
    out.op(W.i32Or);
    out.if();
    this.#exit(0);
    out.end();
    const after = this.#graph.byPc.get(next);
    if (after && !this.#graph.isCut(node, next)) this.#readRegisters(this.#plan.wanted[after.order]!);
    this.#edge(node, next, 0);
  }

  #indirect(node: Node, ending: Ending & { kind: "indirect" }, changed: RegisterSet): void {
    const out = this.#out;
    const { endPc } = node.block;
    const known = ending.known.filter((pc) => this.#graph.byPc.has(pc) && !this.#graph.isCut(node, pc));
    this.#computeTarget(ending.target, endPc, changed);
    if (known.length === 0 && LINKS.has(ending.target.rs1)) {
      this.#exit(changed);
      return;
    }
    this.#isSpent();
    out.if();
    this.#exit(changed);
    out.end();
    const low = known[0] ?? 0;
    const span = ((known.at(-1) ?? 0) - low) / 4 + 1;
    if (known.length > 0 && span <= MAX_JUMP_SPAN) this.#jumpTable(node, new Set(known), low, span);
    this.#writeBack(changed);
    this.#callComputed();
    out.op(W.return);
  }

  #jumpTable(from: Node, known: ReadonlySet<number>, low: number, span: number): void {
    const out = this.#out;
    out.block();
    const otherwise = out.depth;
    out.get(LOCAL.target);
    out.i64(low);
    out.op(W.i64Sub);
    out.i64(2);
    out.op(W.i64Rotr);
    out.tee(LOCAL.address);
    out.i64(span);
    out.op(W.i64GeU);
    out.br(otherwise, W.brIf);
    out.get(LOCAL.address);
    out.op(W.i32WrapI64);
    const levels = Array.from({ length: span }, (_, i) => {
      if (!known.has(low + 4 * i)) return otherwise;
      const node = this.#graph.byPc.get(low + 4 * i)!;
      return node.order <= from.order ? this.#loops.get(node)! : this.#merges.get(node)!;
    });
    out.brTable(levels, otherwise);
    out.end();
  }
}

export function translateRegion(
  root: number,
  blocks: ReadonlyMap<number, Block>,
  layout: Layout,
  links: Links,
): Uint8Array {
  return new RegionWriter(graphOf(root, blocks), layout, links).write();
}
