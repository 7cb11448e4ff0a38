// HTTP requests to one node: time limit, size limit, tries with back-off, a limit on how many a second and how many at once.
import { InputError } from "@assay/core/inputError";
import { type NodeLimits, pauseMs, sleep } from "./limits.ts";
import { NodeFailure } from "./nodeFailure.ts";

export interface HttpRequest {
  /** Appended to the node's address. */
  readonly path?: string;
  /** Makes it a POST. */
  readonly body?: string;
}

/** Statuses that say "later": busy, too many requests, a gateway without its node. 501 says "never". */
function isTransient(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501);
}

function retryAfterMs(response: Response): number | null {
  const seconds = Number(response.headers.get("retry-after") ?? "");
  return Number.isFinite(seconds) && seconds > 0 ? 1000 * seconds : null;
}

/** A part of an address without its percent signs, where they stand for something. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export class HttpNode {
  /** For messages: what the node is for, and its host. SOUNDNESS: never its whole address, which may hold a key. */
  readonly name: string;
  readonly limits: NodeLimits;
  readonly #address: URL;
  readonly #authorization: string | null = null;
  readonly #waiting: (() => void)[] = [];
  #active = 0;
  #nextStart = 0;
  /** Requests sent, tries counted: the round trips that were paid for. */
  requests = 0;
  readonly #closing = new AbortController();

  /** @throws InputError NODE_UNREACHABLE when the address is no http address */
  constructor(role: string, address: string, limits: NodeLimits) {
    let url: URL | null = null;
    try {
      url = new URL(address);
    } catch {
      // Said below.
    }
    if (!url || !/^https?:$/.test(url.protocol)) {
      throw new InputError("NODE_UNREACHABLE", "the address is not an http:// or https:// address", { at: role });
    }
    this.name = `${role} ${url.host}`;
    this.limits = limits;
    // fetch refuses a name and password in an address, and would say them.
    if (url.username !== "" || url.password !== "") {
      const credentials = `${decoded(url.username)}:${decoded(url.password)}`;
      this.#authorization = `Basic ${Buffer.from(credentials).toString("base64")}`;
      url.username = "";
      url.password = "";
    }
    this.#address = url;
  }

  /** @throws NodeFailure when all tries have failed, or another try is of no use */
  async request(request: HttpRequest): Promise<Uint8Array> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#limited(() => this.#once(request));
      } catch (error) {
        const again = error instanceof NodeFailure && error.retry && !this.#closing.signal.aborted;
        if (!again || attempt + 1 >= this.limits.attempts) throw error;
        await sleep(pauseMs(this.limits, attempt, error.retryAfterMs), this.#closing.signal);
      }
    }
  }

  /** Ends what is under way; every request fails from now on. */
  close(): void {
    this.#closing.abort();
  }

  async #limited<Result>(run: () => Promise<Result>): Promise<Result> {
    while (this.#active >= this.limits.concurrency) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#active++;
    try {
      const { requestsPerSecond } = this.limits;
      if (requestsPerSecond !== null) {
        const start = Math.max(Date.now(), this.#nextStart);
        this.#nextStart = start + 1000 / requestsPerSecond;
        if (start > Date.now()) await sleep(start - Date.now());
      }
      return await run();
    } finally {
      this.#active--;
      this.#waiting.shift()?.();
    }
  }

  async #once({ path, body }: HttpRequest): Promise<Uint8Array> {
    const signal = AbortSignal.any([AbortSignal.timeout(this.limits.timeoutMs), this.#closing.signal]);
    this.requests++;
    let response: Response;
    try {
      response = await fetch(this.#url(path), {
        ...(body === undefined ? {} : { method: "POST", body }),
        headers: {
          accept: "application/json",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(this.#authorization === null ? {} : { authorization: this.#authorization }),
        },
        // A redirect would send the request, and what it tells, to somebody else.
        redirect: "error",
        signal,
      });
    } catch (error) {
      throw this.#transport(error);
    }
    const bytes = await this.#body(response);
    if (response.ok) return bytes;
    const text = Buffer.from(bytes.subarray(0, 200)).toString("utf8");
    throw new NodeFailure("NODE_ERROR", this.name, `HTTP status ${response.status} ${JSON.stringify(text)}`, {
      retry: isTransient(response.status),
      retryAfterMs: retryAfterMs(response),
      unsupported: [400, 404, 405, 410, 501].includes(response.status),
    });
  }

  #url(path = ""): URL {
    if (path === "") return this.#address;
    const url = new URL(this.#address);
    const [pathname, query] = path.split("?");
    url.pathname = url.pathname.replace(/\/$/, "") + pathname;
    // A key in the address's query stays.
    for (const [name, value] of new URLSearchParams(query)) url.searchParams.append(name, value);
    return url;
  }

  async #body(response: Response): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const piece of response.body ?? []) {
        size += piece.length;
        if (size > this.limits.maxResponseBytes) {
          throw new NodeFailure(
            "NODE_RESPONSE_TOO_LARGE",
            this.name,
            `an answer of more than ${this.limits.maxResponseBytes} bytes`,
          );
        }
        pieces.push(piece);
      }
    } catch (error) {
      if (error instanceof NodeFailure) throw error;
      throw this.#transport(error);
    }
    return Buffer.concat(pieces);
  }

  #transport(error: unknown): NodeFailure {
    const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
    if (this.#closing.signal.aborted) {
      return new NodeFailure("NODE_UNREACHABLE", this.name, "the connection was given up here", { cause: error });
    }
    const why =
      name === "TimeoutError" || name === "AbortError"
        ? `no answer within ${this.limits.timeoutMs} ms`
        : (cause?.code ?? cause?.message ?? message);
    return new NodeFailure("NODE_UNREACHABLE", this.name, why, { retry: true, cause: error });
  }
}
