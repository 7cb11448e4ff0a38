// A region as a Wasm function. Its graph becomes blocks, loops and ifs by its dominators (Ramsey, Beyond Relooper, ICFP 2022): a loop where
// it is jumped back to, a block around what several jumps lead to, everything else where it is jumped to.
//
// The function looks at its budget where it begins, where it jumps back, after calls and before computed jumps; it may be overdrawn by as
// much as the region has instructions. Where it leaves, registers that may have changed are in memory.

import { type Block, COMPARE, type Computed, type Ending } from "./blocks.ts";
import { type Graph, graphOf, type Node } from "./graph.ts";
import type { Instruction } from "./instruction.ts";
import { changedAtEnd, planRegisters, type RegisterPlan, type RegisterSet } from "./registers.ts";
import { type Links, LOCAL, REGION_TYPE, type Region, type Target, value } from "./target.ts";
import { W, WasmWriter } from "./wasmWriter.ts";
import type { Word } from "./word.ts";

const COMPARISON: Readonly<Record<number, (word: Word) => number>> = {
  [COMPARE.eq]: (word) => word.eq,
  [COMPARE.ne]: (word) => word.ne,
  [COMPARE.lt]: (word) => word.ltS,
  [COMPARE.ge]: (word) => word.geS,
  [COMPARE.ltu]: (word) => word.ltU,
  [COMPARE.geu]: (word) => word.geU,
};

/** Where functions return to, by convention: x1 and x5. */
const LINKS = new Set([1, 5]);
/** A table of jumps over more instructions is not worth its bytes. */
const MAX_JUMP_SPAN = 8192;
/** Of all tables of a function: V8 takes functions of up to 7.6 million bytes, and large ones slowly. */
const MAX_TABLE_ENTRIES = 65_536;

type Work = () => void;

class RegionWriter implements Region {
  readonly out = new WasmWriter();
  readonly #graph: Graph;
  readonly #plan: RegisterPlan;
  readonly #target: Target;
  readonly #word: Word;
  readonly #links: Links;
  /** Ways out, by the registers that are written back: each a block around everything, the first one innermost. */
  readonly #exits = new Map<RegisterSet, number>();
  /** Levels of the loops and blocks that are open. */
  readonly #loops = new Map<Node, number>();
  readonly #merges = new Map<Node, number>();
  #tableEntries = 0;
  /** What is to be written next, last first: instead of recursion, since programs choose how deep it goes. */
  readonly #work: Work[] = [];

  constructor(graph: Graph, target: Target, links: Links) {
    this.#graph = graph;
    this.#plan = planRegisters(graph, (op) => target.mayRefuse(op));
    this.#target = target;
    this.#word = target.word;
    this.#links = links;
  }

  write(): Uint8Array {
    const root = this.#graph.nodes[0]!;
    this.readRegisters(this.#plan.wanted[0]!);
    this.#then([() => this.#tree(root)]);
    for (let work = this.#work.pop(); work; work = this.#work.pop()) work();
    const body = this.out.bytes();
    const whole = new WasmWriter();
    this.#prologue(whole);
    for (let i = 0; i < this.#exits.size; i++) whole.block();
    whole.append(body);
    whole.op(W.unreachable);
    for (const changed of this.#exits.keys()) {
      whole.end();
      this.writeBack(changed, whole);
      this.#return(LOCAL.target, whole);
    }
    whole.op(W.unreachable);
    return whole.bytes();
  }

  /** Nothing at all happens without budget or calls left. */
  #prologue(out: WasmWriter): void {
    this.#isSpent(out);
    out.get(LOCAL.depth);
    out.i32(0);
    out.op(W.i32LeS, W.i32Or);
    out.if();
    this.#return(LOCAL.pc, out);
    out.end();
  }

  /** Gives back a program counter, and what is left. */
  #return(pc: number, out: WasmWriter): void {
    const { budget } = this.#target;
    if (budget !== null) {
      out.i32(0);
      out.get(LOCAL.left);
      out.access(W.i32Store, budget);
    }
    out.get(pc);
    if (budget === null) out.get(LOCAL.left);
    out.op(W.return);
  }

  /** Into `target` and `left`: what a function has given back. */
  #takeResults(): void {
    const { budget } = this.#target;
    if (budget === null) this.out.set(LOCAL.left);
    this.out.set(LOCAL.target);
    if (budget === null) return;
    this.out.i32(0);
    this.out.access(W.i32Load, budget);
    this.out.set(LOCAL.left);
  }

  #then(work: readonly Work[]): void {
    for (let i = work.length - 1; i >= 0; i--) this.#work.push(work[i]!);
  }

  #isSpent(out = this.out): void {
    out.get(LOCAL.left);
    out.i32(0);
    out.op(W.i32LeS);
  }

  readRegisters(set: RegisterSet): void {
    for (let register = 1; register < 32; register++) {
      if (!((set >>> register) & 1)) continue;
      this.out.i32(0);
      this.out.access(this.#word.load, this.#target.registers + this.#word.bytes * register);
      this.out.set(LOCAL.register + register);
    }
  }

  writeBack(set: RegisterSet, out = this.out): void {
    for (let register = 1; register < 32; register++) {
      if (!((set >>> register) & 1)) continue;
      out.i32(0);
      out.get(LOCAL.register + register);
      out.access(this.#word.store, this.#target.registers + this.#word.bytes * register);
    }
  }

  #spend(instructions: number): void {
    if (instructions === 0) return;
    this.out.get(LOCAL.left);
    this.out.i32(instructions);
    this.out.op(W.i32Sub);
    this.out.set(LOCAL.left);
  }

  /** Leaves for what `target` has. */
  #exit(changed: RegisterSet): void {
    const known = this.#exits.get(changed);
    const index = known ?? this.#exits.size;
    if (known === undefined) this.#exits.set(changed, index);
    this.out.byte(W.br);
    this.out.unsigned(this.out.depth + index);
  }

  #exitTo(pc: number, changed: RegisterSet): void {
    this.#word.constant(this.out, pc);
    this.out.set(LOCAL.target);
    this.#exit(changed);
  }

  refuse({ pc }: Instruction, before: number, changed: RegisterSet): void {
    this.#spend(before);
    this.#exitTo(pc, changed);
  }

  #tree(node: Node): void {
    const out = this.out;
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
    const changed = this.#target.writeInstructions(this, block.instructions, this.#plan.changed[node.order]!);
    this.#spend(block.steps);
    this.#ending(node, block.ending, changed);
  }

  #ending(node: Node, ending: Ending, changed: RegisterSet): void {
    const out = this.out;
    switch (ending.kind) {
      case "jump":
        this.#edge(node, ending.target, changed);
        break;
      case "leave":
        this.#exitTo(ending.pc, changed);
        break;
      case "branch":
        value(out, ending.rs1, this.#target);
        value(out, ending.rs2, this.#target);
        out.op(COMPARISON[ending.compare]!(this.#word));
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
    const out = this.out;
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
    this.writeBack(changed);
    this.#callRegion(pc);
    this.out.op(W.return);
  }

  #callArguments(): void {
    this.out.get(LOCAL.left);
    this.out.get(LOCAL.depth);
    this.out.i32(1);
    this.out.op(W.i32Sub);
  }

  /** Calls what begins at `pc`. */
  #callRegion(pc: number): void {
    const out = this.out;
    this.#word.constant(out, pc);
    this.#callArguments();
    const index = this.#links.functionAt(pc);
    if (index !== null) out.call(index);
    else {
      out.i32(this.#links.placeOf(pc) ?? 0);
      out.callIndirect(REGION_TYPE);
    }
  }

  /** The same for what begins at the address in `target`. */
  #callComputed(): void {
    const out = this.out;
    out.get(LOCAL.target);
    this.#callArguments();
    out.get(LOCAL.target);
    out.call(this.#target.entryAt);
    out.callIndirect(REGION_TYPE);
  }

  /** Address of a JALR into `target`; leaves where it is none of an instruction, which is a fault. */
  #computeTarget({ rs1, immediate }: Computed, pc: number, changed: RegisterSet): void {
    const out = this.out;
    value(out, rs1, this.#target);
    if (immediate !== 0) {
      this.#word.constant(out, immediate);
      out.op(this.#word.add);
    }
    this.#word.constant(out, -2);
    out.op(this.#word.and);
    out.tee(LOCAL.target);
    out.op(...this.#word.wrap);
    out.i32(2);
    out.op(W.i32And);
    out.if();
    this.#spend(-1);
    this.#exitTo(pc, changed);
    out.end();
  }

  #call(node: Node, ending: Ending & { kind: "call" }, changed: RegisterSet): void {
    const out = this.out;
    const { rd, target, next } = ending;
    if (typeof target !== "number") this.#computeTarget(target, node.block.endPc, changed);
    this.#word.constant(out, next);
    out.set(LOCAL.register + rd);
    this.writeBack(changedAtEnd(node, changed));
    if (typeof target === "number") this.#callRegion(target);
    else this.#callComputed();
    this.#takeResults();
    out.get(LOCAL.target);
    this.#word.constant(out, next);
    out.op(this.#word.ne);
    this.#isSpent();
    out.op(W.i32Or);
    out.if();
    this.#exit(0);
    out.end();
    const after = this.#graph.byPc.get(next);
    if (after && !this.#graph.isCut(node, next)) this.readRegisters(this.#plan.wanted[after.order]!);
    this.#edge(node, next, 0);
  }

  #indirect(node: Node, ending: Ending & { kind: "indirect" }, changed: RegisterSet): void {
    const out = this.out;
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
    const isSmall = span <= MAX_JUMP_SPAN && this.#tableEntries + span <= MAX_TABLE_ENTRIES;
    if (known.length > 0 && isSmall) this.#jumpTable(node, new Set(known), low, span);
    this.writeBack(changed);
    this.#callComputed();
    out.op(W.return);
  }

  #jumpTable(from: Node, known: ReadonlySet<number>, low: number, span: number): void {
    const out = this.out;
    this.#tableEntries += span;
    out.block();
    const otherwise = out.depth;
    out.get(LOCAL.target);
    this.#word.constant(out, low);
    out.op(this.#word.sub);
    this.#word.constant(out, 2);
    out.op(this.#word.rotr);
    out.tee(LOCAL.address);
    this.#word.constant(out, span);
    out.op(this.#word.geU);
    out.br(otherwise, W.brIf);
    out.get(LOCAL.address);
    out.op(...this.#word.wrap);
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
  target: Target,
  links: Links,
): Uint8Array {
  return new RegionWriter(graphOf(root, blocks), target, links).write();
}
