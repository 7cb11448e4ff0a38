// An HTTP server on loopback for tests, whose connections may be left hanging: stopping it ends them.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

export abstract class TestServer {
  readonly #server = createServer((request, response) => void this.#receive(request, response));
  readonly #sockets = new Set<Socket>();

  constructor() {
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  /** Gives its address. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this.address;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  protected abstract handle(request: IncomingMessage, response: ServerResponse, body: string): Promise<void>;

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    await this.handle(request, response, Buffer.concat(pieces).toString());
  }
}

/** Changes the last digit of the longest string. */
export function lieAbout(value: unknown): unknown {
  let longest = "";
  JSON.stringify(value, (_, inner) => {
    if (typeof inner === "string" && inner.length > longest.length) longest = inner;
    return inner;
  });
  const changed = longest.slice(0, -1) + (longest.endsWith("0") ? "1" : "0");
  return JSON.parse(JSON.stringify(value), (_, inner) => (inner === longest ? changed : inner));
}
