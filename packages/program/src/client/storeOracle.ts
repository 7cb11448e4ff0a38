// The client's oracle straight from a store, in the same thread: for runs without a node. Hints fetch nothing here; only a
// precompile's result can be computed from one.
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { readHint } from "../hint/hint.ts";
import { type BootInfo, BootStore } from "../host/bootInfo.ts";
import { KEY_TYPE, typedKey } from "../preimage/key.ts";
import type { VerifiedStore } from "../store/verifiedStore.ts";
import type { ClientOracle } from "./oracle.ts";

export class StoreOracle implements ClientOracle {
  readonly #boot: BootStore;
  readonly #store: VerifiedStore;

  constructor(boot: BootInfo, store: VerifiedStore) {
    this.#boot = new BootStore(boot);
    this.#store = store;
  }

  hint(text: string): void {
    if (!text.startsWith("l1-precompile")) return;
    const hint = readHint(text);
    if (hint.kind === "precompile") this.#store.putPrecompile(hint.request, hint.hasGas);
  }

  preimage(key: Uint8Array): Uint8Array {
    // SOUNDNESS: hashed by the core, which asks for nothing of these types that it does not hash; twice costs a third of a run.
    // Test: transports.test.ts, "a store that was changed".
    const value = key[0] === KEY_TYPE.local ? this.#boot.get(key) : this.#store.getUnchecked(key);
    if (value) return value;
    const what = key[0] === KEY_TYPE.local ? "no such boot value" : "not in the store";
    throw new InputError("PREIMAGE_MISSING", what, { at: toHex(key) });
  }

  blob(versionedHash: Uint8Array): Uint8Array {
    const record = this.#store.blobRecord(versionedHash);
    if (record) return record;
    throw new InputError("PREIMAGE_MISSING", "not in the store", { at: toHex(typedKey("sha256", versionedHash)) });
  }
}
