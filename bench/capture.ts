// What a capture costs by each way: RPC calls, HTTP requests and bytes; and how long a captured block takes to load from each format.
//
//   npx tsx --conditions=source bench/capture.ts
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { captureBlock } from "@assay/capture/capture";
import { writeCapture } from "@assay/capture/files";
import { FORMATS } from "@assay/capture/formats";
import type { Way } from "@assay/capture/ways";
import { hoodi } from "@assay/chain/networks";
import type { ChainSpec } from "@assay/chain/spec";
import { Core } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { prepareFile, readBlockInput } from "@assay/witness/readFile";
import { Random } from "../packages/core/test/bytecode.ts";
import { Hardfork, World } from "../test/blocks/world.ts";
import { Anvil, anvilChain } from "../test/capture/anvil.ts";
import { HOODI_BLOCKS, hoodiMethods } from "../test/capture/hoodiNode.ts";
import { hoodiProofMethods } from "../test/capture/hoodiProofs.ts";
import { type Methods, Peer } from "../test/capture/peer.ts";
import { RandomWork } from "../test/capture/randomWork.ts";
import { WorldNode, worldChain } from "../test/capture/worldNode.ts";
import { WorldWork } from "../test/capture/worldWork.ts";
import { median } from "./fixtures.ts";

const BLOCKS = 30;
const LOADS = 15;
const core = new Core(compileCore());

/** Medians over the blocks. */
async function measure(
  what: string,
  methods: Methods,
  chain: ChainSpec,
  blocks: readonly bigint[],
  way: Way,
): Promise<void> {
  const peer = await Peer.with(methods);
  const costs: { calls: number; requests: number; bytes: number; ms: number }[] = [];
  try {
    for (const block of blocks) {
      peer.reset();
      const started = performance.now();
      // A node of its own for each: no block profits from another one's codes.
      await captureBlock(peer.node(), block, { chain, core, way });
      costs.push({ calls: peer.calls, requests: peer.requests, bytes: peer.bytes, ms: performance.now() - started });
    }
  } finally {
    await peer.stop();
  }
  const middle = (name: keyof (typeof costs)[number]) => Math.round(median(costs.map((cost) => cost[name])));
  console.log(
    `| ${what} | ${blocks.length} | \`${way}\` | ${middle("calls")} | ${middle("requests")} | ${middle("bytes").toLocaleString("en")} | ${middle("ms")} |`,
  );
}

/** Passes every call on, so that it is counted. */
function through(anvil: Anvil): Methods {
  return new Proxy({} as Methods, {
    get: (_, method: string) => (params: readonly unknown[]) => anvil.call(method, params),
  });
}

async function calls(): Promise<void> {
  console.log("| Blocks | Number | Way | Calls | HTTP requests | Bytes | ms |\n|---|---:|---|---:|---:|---:|---:|");
  const real = HOODI_BLOCKS.map(BigInt);
  await measure("Hoodi", hoodiMethods("debug_executionWitnessByBlockHash"), hoodi, real, "witness");
  await measure("Hoodi", hoodiProofMethods(core), hoodi, real, "trace");
  await measure("Hoodi", hoodiProofMethods(core), hoodi, real, "run");
  const { eth_createAccessList: _, ...bare } = hoodiProofMethods(core);
  await measure("Hoodi, without access lists", bare, hoodi, real, "run");
  const anvil = await Anvil.start();
  try {
    const work = await RandomWork.start(anvil, 3);
    const numbers: bigint[] = [];
    for (let i = 0; i < BLOCKS; i++) numbers.push(await work.block());
    for (const way of ["trace", "run"] as const) await measure("anvil", through(anvil), anvilChain, numbers, way);
  } finally {
    await anvil.stop();
  }
  const world = await World.open(Hardfork.Prague);
  const node = new WorldNode(world);
  const work = await WorldWork.start(world, node, new Random(3));
  for (let i = 0; i < BLOCKS; i++) await work.block();
  const numbers = Array.from({ length: BLOCKS }, (_, i) => BigInt(i + 2));
  await measure("@ethereumjs/vm", { ...node.standard, ...node.dbGet }, worldChain, numbers, "run");
}

async function loads(): Promise<void> {
  console.log("\n| Block | Format | Bytes | Load, ms | Verify, ms |\n|---|---|---:|---:|---:|");
  const folder = mkdtempSync(join(tmpdir(), "assay-bench-"));
  try {
    for (const number of HOODI_BLOCKS) {
      const input = readBlockInput(new URL(`../fixtures/blocks/hoodi-${number}.json.gz`, import.meta.url).pathname);
      for (const format of FORMATS) {
        const file = join(folder, `${number}.${format}`);
        writeCapture(file, input, format);
        const load: number[] = [];
        const verify: number[] = [];
        for (let i = 0; i < LOADS; i++) {
          const started = performance.now();
          // Up to the core's memory: the binary file is read straight into it, JSON has to be parsed and its hex decoded.
          const { prepared } = prepareFile(file);
          let copied = 0;
          core.verify(prepared.length, (memory) => {
            prepared.write(memory);
            copied = performance.now();
          });
          load.push(copied - started);
          verify.push(performance.now() - copied);
        }
        console.log(
          `| ${number} | \`${format}\` | ${statSync(file).size.toLocaleString("en")} | ${median(load).toFixed(1)} | ${median(verify).toFixed(1)} |`,
        );
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

await calls();
await loads();
