// A beacon node's blobs, by the newer endpoint `blobs` and the older `blob_sidecars`. Ethereum Beacon API, "Beacon".
//
// SOUNDNESS: what comes back are candidates; VerifiedStore.putBlob computes the commitment of each. Tests: host.test.ts.
import { asArray, asBytes, asInteger, asObject, isObject, type JsonObject, required } from "@assay/chain/fields";
import { equalBytes } from "@assay/core/bytes";
import { type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { versionedHash } from "../preimage/blob.ts";
import { HttpNode } from "./httpNode.ts";
import { NODE_LIMITS, type NodeLimits } from "./limits.ts";
import { NodeFailure } from "./nodeFailure.ts";

export interface BlobRequest {
  readonly versionedHash: Uint8Array;
  /** Place of the blob in its block, where the hint says it. */
  readonly index: bigint | null;
  /** Of the L1 block, in seconds. */
  readonly timestamp: bigint;
}

interface Clock {
  readonly genesisTime: bigint;
  readonly secondsPerSlot: bigint;
}

export class Beacon {
  readonly #http: HttpNode;
  #clock: Promise<Clock> | null = null;
  /** The way that worked last is tried first. */
  #ways: ("blobs" | "blob_sidecars")[] = ["blobs", "blob_sidecars"];

  /** @throws InputError NODE_UNREACHABLE when the address is no http address */
  constructor(address: string, limits: NodeLimits = NODE_LIMITS) {
    this.#http = new HttpNode("L1 beacon node", address, limits);
  }

  get name(): string {
    return this.#http.name;
  }

  /** HTTP requests sent. */
  get requests(): number {
    return this.#http.requests;
  }

  /** Ends what is under way, so that nothing keeps the process; requests fail from now on. */
  close(): void {
    this.#http.close();
  }

  /** Blobs that the node gives for this request. @throws NodeFailure; InputError HINT_BROKEN */
  async blobs(request: BlobRequest): Promise<Uint8Array[]> {
    const slot = await this.#slot(request.timestamp);
    let failure: unknown;
    for (const way of this.#ways) {
      try {
        const blobs = await this[way === "blobs" ? "bare" : "sidecars"](slot, request);
        if (blobs.length > 0) {
          if (way !== this.#ways[0]) this.#ways = [way, this.#ways[0]!];
          return blobs;
        }
        failure ??= this.#without(slot, request);
      } catch (error) {
        // A node that cannot be reached is not reached in another way either.
        if (!(error instanceof InputError) || error.code === "NODE_UNREACHABLE") throw error;
        failure = error;
      }
    }
    throw failure;
  }

  private async bare(slot: bigint, { versionedHash: hash }: BlobRequest): Promise<Uint8Array[]> {
    const answer = await this.#get(`/eth/v1/beacon/blobs/${slot}?versioned_hashes=${toHex(hash)}`);
    return asArray(required(answer, "data", "blobs"), "blobs.data").map((blob, i) => asBytes(blob, `blobs.data[${i}]`));
  }

  private async sidecars(slot: bigint, { versionedHash: hash, index }: BlobRequest): Promise<Uint8Array[]> {
    const query = index === null ? "" : `?indices=${index}`;
    const answer = await this.#get(`/eth/v1/beacon/blob_sidecars/${slot}${query}`);
    return asArray(required(answer, "data", "blob_sidecars"), "blob_sidecars.data").flatMap((value, i) => {
      const at = `blob_sidecars.data[${i}]`;
      const sidecar = asObject(value, at);
      const commitment = asBytes(required(sidecar, "kzg_commitment", at), `${at}.kzg_commitment`, 48);
      if (!equalBytes(versionedHash(commitment), hash)) return [];
      return [asBytes(required(sidecar, "blob", at), `${at}.blob`)];
    });
  }

  #without(slot: bigint, { versionedHash: hash }: BlobRequest): NodeFailure {
    const shown: Hex = toHex(hash);
    return new NodeFailure(
      "NODE_ERROR",
      this.name,
      `no blob ${shown} in slot ${slot}; it may be too old for this node`,
    );
  }

  async #slot(timestamp: bigint): Promise<bigint> {
    this.#clock ??= this.#readClock();
    let clock: Clock;
    try {
      clock = await this.#clock;
    } catch (error) {
      this.#clock = null;
      throw error;
    }
    if (timestamp < clock.genesisTime) {
      throw new InputError("HINT_BROKEN", `time ${timestamp} is before the beacon chain's genesis`, { at: "l1-blob" });
    }
    return (timestamp - clock.genesisTime) / clock.secondsPerSlot;
  }

  async #readClock(): Promise<Clock> {
    const [genesis, spec] = await Promise.all([this.#get("/eth/v1/beacon/genesis"), this.#readSpec()]);
    const data = (answer: JsonObject, at: string) => asObject(required(answer, "data", at), `${at}.data`);
    const time = asInteger(required(data(genesis, "genesis"), "genesis_time", "genesis"), "genesis_time", 64);
    const config = spec === null ? {} : data(spec, "spec");
    const seconds = asInteger(config["SECONDS_PER_SLOT"] ?? "12", "SECONDS_PER_SLOT", 32);
    if (seconds === 0n) throw new NodeFailure("NODE_RESPONSE_BROKEN", this.name, "SECONDS_PER_SLOT is 0");
    return { genesisTime: time, secondsPerSlot: seconds };
  }

  /** null where the node does not have it, as anvil's beacon API: the chain then has slots of 12 seconds, as mainnet. A wrong guess
   *  finds no blobs; it cannot find wrong ones. */
  async #readSpec(): Promise<JsonObject | null> {
    try {
      return await this.#get("/eth/v1/config/spec");
    } catch (error) {
      if (error instanceof NodeFailure && error.unsupported) return null;
      throw error;
    }
  }

  async #get(path: string): Promise<JsonObject> {
    const bytes = await this.#http.request({ path });
    let value: unknown;
    try {
      value = JSON.parse(Buffer.from(bytes).toString("utf8"));
    } catch (error) {
      throw new NodeFailure("NODE_RESPONSE_BROKEN", this.name, `${path.split("?")[0]}: not JSON`, { cause: error });
    }
    if (isObject(value)) return value;
    throw new NodeFailure("NODE_RESPONSE_BROKEN", this.name, `${path.split("?")[0]}: not an object`);
  }
}
