// The trace of a transaction against the steps that @ethereumjs/vm takes through the same block.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { Core } from "@assay/core/instance";
import { decodeTraceRecord } from "@assay/core/traceRecord";
import { compileCore } from "@assay/core/wasmFile";
import { readBlockInput } from "@assay/witness/readFile";
import { verifyBlock } from "@assay/witness/verifyBlock";
import { describe, expect, test } from "vitest";
import { runStateless } from "../bench/ethereumjs/statelessBlock.ts";

/** One step, as text, so that a difference is readable. */
type Step = string;

const hex = (value: bigint) => `0x${value.toString(16)}`;

function path(name: string): string {
  return fileURLToPath(new URL(`../fixtures/blocks/${name}.json.gz`, import.meta.url));
}

/** Steps of every transaction by ours. */
async function ours(name: string): Promise<{ steps: Step[][]; gasUsed: number[] }> {
  const steps: Step[][] = [];
  const gasUsed: number[] = [];
  let inside: Step[] | null = null;
  const core = new Core(compileCore("trace"), {
    onTrace(bytes) {
      const record = decodeTraceRecord(bytes);
      if (record.kind === "begin") {
        inside = [];
        steps[record.transaction] = inside;
      } else if (record.kind === "end") {
        inside = null;
        gasUsed[record.transaction] = Number(JSON.parse(record.line).gasUsed);
      } else if (inside) {
        const { pc, op, gas, stack, depth, memSize } = JSON.parse(record.line);
        inside.push(`${depth} ${pc} ${op.toString(16)} ${Number(gas)} ${memSize} ${stack.join(",")}`);
      }
    },
  });
  const verdict = await verifyBlock(readBlockInput(path(name)), { core });
  expect(verdict.verdict).toBe("valid");
  return { steps, gasUsed };
}

/** Steps of every transaction by @ethereumjs/vm. */
async function theirs(name: string): Promise<{ steps: Step[][]; gasUsed: number[] }> {
  const steps: Step[][] = [];
  const gasUsed: number[] = [];
  let inside: Step[] | null = null;
  await runStateless(JSON.parse(gunzipSync(readFileSync(path(name))).toString()), (vm) => {
    vm.events.on("beforeTx", (_tx, next) => {
      inside = [];
      steps.push(inside);
      next?.();
    });
    vm.events.on("afterTx", (result, next) => {
      inside = null;
      gasUsed.push(Number(result.totalGasSpent));
      next?.();
    });
    vm.evm.events?.on("step", (step, next) => {
      const memory = Number(step.memoryWordCount) * 32;
      const { depth, pc, opcode, gasLeft, stack } = step;
      inside?.push(`${depth + 1} ${pc} ${opcode.code.toString(16)} ${gasLeft} ${memory} ${stack.map(hex).join(",")}`);
      next?.();
    });
  });
  return { steps, gasUsed };
}

describe.each(["mainnet-1150000", "mainnet-2675000", "hoodi-974567"])("%s", (name) => {
  test("every step of every transaction", async () => {
    const [our, their] = [await ours(name), await theirs(name)];
    expect(our.gasUsed).toEqual(their.gasUsed);
    expect(our.steps.length).toBe(their.steps.length);
    for (const [i, steps] of their.steps.entries()) {
      // Line by line: a failing comparison of whole lists would print thousands of lines.
      const at = steps.findIndex((step, k) => step !== our.steps[i]![k]);
      if (at >= 0) expect([i, at, our.steps[i]![at]]).toEqual([i, at, steps[at]]);
      expect([i, our.steps[i]!.length]).toEqual([i, steps.length]);
    }
  });
});
