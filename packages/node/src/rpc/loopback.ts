// An HTTP server that only this machine reaches, and request bodies of bounded size.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** 8 MiB: a transaction with six blobs in hex is 1.6 MB. */
export const MAX_REQUEST_BYTES = 8 * 1024 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;

export interface Loopback {
  /** http address. */
  readonly address: string;
  stop(): Promise<void>;
}

/** @param port 0: one that is free */
export async function listenOnLoopback(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  port = 0,
): Promise<Loopback> {
  const server = createServer((request, response) => void answer(request, response));
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Writes an answer in JSON, unless nobody is there any more. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return;
  // After a request that was not read to its end the connection is of no more use.
  const headers = { "content-type": "application/json", ...(status === 200 ? {} : { connection: "close" }) };
  response.writeHead(status, headers).end(JSON.stringify(body));
}

/** null when it is longer than MAX_REQUEST_BYTES: the rest is not read. @throws Error when the connection breaks */
export function readBody(request: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on("data", (piece: Buffer) => {
      size += piece.length;
      pieces.push(piece);
      if (size <= MAX_REQUEST_BYTES) return;
      request.pause();
      resolve(null);
    });
    request.on("end", () => resolve(Buffer.concat(pieces).toString("utf8")));
    request.on("error", reject);
    request.on("close", () => reject(new Error("the connection broke")));
  });
}
