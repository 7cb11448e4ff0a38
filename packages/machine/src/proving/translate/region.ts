// A region as a Wasm function. Its graph becomes blocks, loops and ifs by its dominators (Ramsey, Beyond Relooper, ICFP 2022): a loop where
// it is jumped back to, a block around what several jumps lead to, everything else where it is jumped to.
//
// The function looks at its budget where it begins, where it jumps back, after calls and before computed jumps; it may be overdrawn by as
// many cycles as the region has instructions. Where it leaves, registers that may have changed are in memory.
import { type Block, COMPARE, type Computed, type Ending } from "../../translate/blocks.ts";
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
import { planChecks, writeCheck } from "./accessChecks.ts";
import { ACCELERATE } from "./code.ts";
import { CALL, type Layout, LOCAL, REGION_TYPE, value } from "./frame.ts";
import { arithmetic, load, store } from "./instructions.ts";

/** How a region gets to others. */
export interface Links {
  /** Function of the same module that begins at an address, by its index; or null. */
  functionAt(pc: number): number | null;
  /** Place in the table for what begins at an address; null where nothing is going to. */
  placeOf(pc: number): number | null;
}

const COMPARISON: Readonly<Record<number, number>> = {
  [COMPARE.eq]: W.i32Eq,
  [COMPARE.ne]: W.i32Ne,
  [COMPARE.lt]: W.i32LtS,
  [COMPARE.ge]: W.i32GeS,
  [COMPARE.ltu]: W.i32LtU,
  [COMPARE.geu]: W.i32GeU,
};

/** Where functions return to, by convention: x1 and x5. */
const LINKS = new Set([1, 5]);
/** A table of jumps over more instructions is not worth its bytes. */
const MAX_JUMP_SPAN = 8192;
/** What an accelerator reads of registers: a0 to a4, a7. */
const ARGUMENTS = [10, 11, 12, 13, 14, 17];
const A0 = 10;

const mayRefuse = (op: number) => isLoad(op) || isStore(op) || op === ACCELERATE;

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
    this.#plan = planRegisters(graph, mayRefuse);
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
      this.#writeBudget(whole);
      whole.get(LOCAL.target);
      whole.op(W.return);
    }
    whole.op(W.unreachable);
    return whole.bytes();
  }

  /** Nothing at all happens without cycles or calls left. */
  #prologue(out: WasmWriter): void {
    this.#isSpent(out);
    out.get(LOCAL.depth);
    out.op(W.i32Eqz, W.i32Or);
    out.if();
    this.#writeBudget(out);
    out.get(LOCAL.pc);
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

  #writeBudget(out: WasmWriter): void {
    out.i32(0);
    out.get(LOCAL.left);
    out.access(W.i32Store, this.#layout.budget);
  }

  #readRegisters(set: RegisterSet): void {
    for (let register = 1; register < 32; register++) {
      if (!((set >>> register) & 1)) continue;
      this.#out.i32(0);
      this.#out.access(W.i32Load, this.#layout.registers + 4 * register);
      this.#out.set(LOCAL.register + register);
    }
  }

  #writeBack(set: RegisterSet, out = this.#out): void {
    for (let register = 1; register < 32; register++) {
      if (!((set >>> register) & 1)) continue;
      out.i32(0);
      out.get(LOCAL.register + register);
      out.access(W.i32Store, this.#layout.registers + 4 * register);
    }
  }

  #spend(cycles: number): void {
    if (cycles === 0) return;
    this.#out.get(LOCAL.left);
    this.#out.i32(cycles);
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
    this.#out.i32(pc);
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
    const checks = planChecks(block.instructions);
    block.instructions.forEach((instruction, i) => {
      const refuse = () => {
        this.#spend(i);
        this.#exitTo(instruction.pc, changed);
      };
      const check = checks[i];
      if (check) writeCheck(this.#out, check, this.#layout, refuse);
      this.#instruction(instruction, changed, refuse);
      changed |= definesOf(instruction);
    });
    this.#spend(block.steps);
    this.#ending(node, block.ending, changed);
  }

  /** @param refuse leaves the region in front of it */
  #instruction(instruction: Instruction, changed: RegisterSet, refuse: () => void): void {
    const out = this.#out;
    const { op, rd } = instruction;
    if (isStore(op)) store(out, instruction, this.#layout);
    else if (op === ACCELERATE) this.#accelerate(changed, refuse);
    // Nothing that computes or loads does anything but write rd.
    else if (op !== OP.NOTHING && rd !== SINK) {
      if (isLoad(op)) load(out, instruction, this.#layout);
      else if (!arithmetic(out, instruction)) throw new Error(`operation ${op} is in no block`);
      out.set(LOCAL.register + rd);
    }
  }

  /** The module finds the arguments in memory, and leaves the answer there. */
  #accelerate(changed: RegisterSet, refuse: () => void): void {
    let written = 0;
    for (const register of ARGUMENTS) written |= changed & (1 << register);
    this.#writeBack(written);
    this.#out.call(CALL.accelerate);
    this.#out.op(W.i32Eqz);
    this.#out.if();
    refuse();
    this.#out.end();
    this.#readRegisters(1 << A0);
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
        value(out, ending.rs1);
        value(out, ending.rs2);
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
    this.#callRegion(pc);
    this.#out.op(W.return);
  }

  /** Calls what begins at `pc`. */
  #callRegion(pc: number): void {
    const out = this.#out;
    out.i32(pc);
    this.#callArguments();
    const index = this.#links.functionAt(pc);
    if (index !== null) out.call(index);
    else {
      out.i32(this.#links.placeOf(pc) ?? 0);
      out.callIndirect(REGION_TYPE);
    }
  }

  #callArguments(): void {
    this.#out.get(LOCAL.left);
    this.#out.get(LOCAL.depth);
    this.#out.i32(1);
    this.#out.op(W.i32Sub);
  }

  /** The same for what begins at the address in `target`. */
  #callComputed(): void {
    const out = this.#out;
    out.get(LOCAL.target);
    this.#callArguments();
    out.get(LOCAL.target);
    out.call(CALL.entryAt);
    out.callIndirect(REGION_TYPE);
  }

  /** Address of a JALR into `target`; leaves where it is none of an instruction, which is a fault. */
  #computeTarget({ rs1, immediate }: Computed, pc: number, changed: RegisterSet): void {
    const out = this.#out;
    value(out, rs1);
    if (immediate !== 0) {
      out.i32(immediate);
      out.op(W.i32Add);
    }
    out.i32(-2);
    out.op(W.i32And);
    out.tee(LOCAL.target);
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
    out.i32(next);
    out.set(LOCAL.register + rd);
    this.#writeBack(changedAtEnd(node, changed));
    if (typeof target === "number") this.#callRegion(target);
    else this.#callComputed();
    out.set(LOCAL.target);
    out.i32(0);
    out.access(W.i32Load, this.#layout.budget);
    out.set(LOCAL.left);
    out.get(LOCAL.target);
    out.i32(next);
    out.op(W.i32Ne);
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
    out.i32(low);
    out.op(W.i32Sub);
    out.i32(2);
    out.op(W.i32Rotr);
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
