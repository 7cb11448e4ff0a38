// A process of its own: L1 and L2 nodes over the recorded range of OP Mainnet, each answer 20 ms late. What was asked once is answered
// from a string, so that the nodes' own work hardly counts. Prints their addresses, and ends with its standard input.
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { recordedChains } from "../packages/program/test/replayChain.ts";
import { ReplayNode } from "../packages/program/test/replayServer.ts";

const LATENCY_MS = Number(process.argv[2]);
const MESSAGE_PASSER = "0x4200000000000000000000000000000000000016";
const FIRST = 109_279_675;
const LAST = 109_279_683;

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** Round trips until the message passer was asked for, which the recording lacks, and when that was. */
export interface RangeEnd {
  readonly roundTrips: number;
  readonly endedAt: number;
}

class RangeNode extends ReplayNode {
  readonly #known = new Map<string, string>();
  #end: RangeEnd | null = null;
  #roundTrips = 0;

  /** Counts a request; GET tells the counts, and begins anew. */
  #count(method: string | undefined, body: string): RangeEnd | null {
    if (method === "GET") {
      const end = this.#end ?? { roundTrips: this.#roundTrips, endedAt: 0 };
      this.#end = null;
      this.#roundTrips = 0;
      return end;
    }
    if (body.includes(`"eth_getProof","params":["${MESSAGE_PASSER}"`)) {
      this.#end ??= { roundTrips: this.#roundTrips, endedAt: Date.now() };
    }
    this.#roundTrips++;
    return null;
  }

  /** What follows the id in the answer to a call. */
  reply({ method, params }: Call): string {
    const name = JSON.stringify([method, params]);
    let known = this.#known.get(name);
    if (known === undefined) {
      const witness = method === "debug_executionWitness" ? witnessOf(Number(params[0])) : null;
      const body = JSON.stringify({ jsonrpc: "2.0", id: 0, method, params });
      const answer = witness
        ? { result: witness }
        : (this.answer({ headers: {} } as IncomingMessage, body) as never)["body"];
      const { result, error } = answer as { result?: unknown; error?: unknown };
      known = JSON.stringify(error ? { error } : { result }).slice(1);
      this.#known.set(name, known);
    }
    return known;
  }

  async listen(): Promise<string> {
    const server = createServer(async (request, response) => {
      const late = new Promise((resolve) => setTimeout(resolve, LATENCY_MS));
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      const body = Buffer.concat(pieces).toString();
      const end = this.#count(request.method, body);
      if (end !== null) return void response.end(JSON.stringify(end));
      const parsed = JSON.parse(body) as Call | Call[];
      const answers = [parsed].flat().map((call) => `{"jsonrpc":"2.0","id":${call.id},${this.reply(call)}`);
      await late;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(Array.isArray(parsed) ? `[${answers.join()}]` : answers[0]);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
}

function witnessOf(number: number): unknown {
  if (number < FIRST || number > LAST) return null;
  const file = new URL(`../fixtures/blocks/op-mainnet-${number}.json.gz`, import.meta.url);
  const { state, codes } = JSON.parse(gunzipSync(readFileSync(file)).toString()).witness;
  return { state, codes, keys: [], headers: [] };
}

const { l1, l2 } = recordedChains();
console.log(JSON.stringify([await new RangeNode(l1).listen(), await new RangeNode(l2).listen()]));
process.stdin.on("end", () => process.exit(0)).resume();
