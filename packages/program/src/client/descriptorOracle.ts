// The client's oracle in a process of its own: the OP Stack's two channels on file descriptors 3 to 6, to whatever host is there.
import { ClientChannel, type ClientDescriptors } from "../wire/clientChannel.ts";
import { gatherBlob } from "./gatherBlob.ts";
import type { ClientOracle } from "./oracle.ts";

export class DescriptorOracle implements ClientOracle {
  readonly #channel: ClientChannel;

  constructor(fds?: ClientDescriptors) {
    this.#channel = new ClientChannel(fds);
  }

  hint(text: string): void {
    this.#channel.hint(text);
  }

  preimage(key: Uint8Array): Uint8Array {
    return this.#channel.preimage(key);
  }

  blob(versionedHash: Uint8Array): Uint8Array {
    return gatherBlob((keys) => this.#channel.preimages(keys), versionedHash);
  }
}
