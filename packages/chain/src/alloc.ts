// The accounts of a genesis file, and their encoding as the input's `alloc` section (docs/interfaces.md, "Alloc").
import { align8 } from "@assay/core/container";
import { fromHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { asInteger, asObject, asString, type JsonObject } from "./fields.ts";

export interface GenesisAccount {
  /** 20 bytes. */
  readonly address: Uint8Array;
  readonly nonce: bigint;
  readonly balance: bigint;
  readonly code: Uint8Array;
  /** 32-byte keys and values, big-endian, in the order of the file. */
  readonly storage: readonly { readonly key: Uint8Array; readonly value: Uint8Array }[];
}

const ACCOUNT_KEYS = new Set(["balance", "nonce", "code", "storage"]);

function genesisWrong(at: string, message: string): InputError {
  return new InputError("GENESIS_WRONG", message, { at });
}

/** Hex with or without 0x, as geth reads addresses and storage in genesis files. */
function looseHex(text: string): Uint8Array | null {
  return fromHex(text.startsWith("0x") ? text : `0x${text}`);
}

/** A storage key or value: at most 32 bytes, padded on the left. */
function storageWord(text: string, at: string): Uint8Array {
  const digits = text.replace(/^0x/, "");
  const bytes = looseHex(digits.length % 2 === 0 ? digits : `0${digits}`);
  if (!bytes || bytes.length > 32) throw genesisWrong(at, `${JSON.stringify(text.slice(0, 80))} is not a 32-byte word`);
  const padded = new Uint8Array(32);
  padded.set(bytes, 32 - bytes.length);
  return padded;
}

/** Reads the `alloc` object. @throws InputError GENESIS_WRONG, GENESIS_UNKNOWN_KEY */
export function readAlloc(alloc: JsonObject): GenesisAccount[] {
  const seen = new Set<string>();
  return Object.entries(alloc).map(([name, value]) => {
    const at = `alloc.${name.slice(0, 44)}`;
    const address = looseHex(name);
    if (address?.length !== 20) throw genesisWrong(at, "the key is not an address");
    if (seen.has(address.join())) throw genesisWrong(at, "the address is there twice");
    seen.add(address.join());
    const account = asObject(value, at);
    for (const key of Object.keys(account)) {
      if (!ACCOUNT_KEYS.has(key)) throw new InputError("GENESIS_UNKNOWN_KEY", `unknown key "${key}"`, { at });
    }
    const code = account["code"] === undefined ? new Uint8Array(0) : looseHex(asString(account["code"], `${at}.code`));
    if (!code) throw genesisWrong(`${at}.code`, "not hex");
    return {
      address,
      nonce: asInteger(account["nonce"] ?? 0, `${at}.nonce`, 64),
      balance: asInteger(account["balance"] ?? 0, `${at}.balance`, 256),
      code,
      storage: Object.entries(asObject(account["storage"] ?? {}, `${at}.storage`)).map(([key, word]) => ({
        key: storageWord(key, `${at}.storage`),
        value: storageWord(asString(word, `${at}.storage.${key}`), `${at}.storage.${key}`),
      })),
    };
  });
}

const ACCOUNT_BYTES = 20 + 4 + 8 + 32 + 8;

function accountSize(account: GenesisAccount): number {
  return align8(ACCOUNT_BYTES + 64 * account.storage.length + account.code.length);
}

/** The `alloc` section of an input for the core's `buildState`. */
export function encodeAlloc(accounts: readonly GenesisAccount[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(accounts.reduce((size, account) => size + accountSize(account), 8));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, accounts.length, true);
  let start = 8;
  for (const account of accounts) {
    bytes.set(account.address, start);
    view.setUint32(start + 20, account.storage.length, true);
    view.setBigUint64(start + 24, account.nonce, true);
    for (let i = 0; i < 4; i++) {
      view.setBigUint64(start + 32 + 8 * i, BigInt.asUintN(64, account.balance >> BigInt(64 * i)), true);
    }
    view.setUint32(start + 64, account.code.length, true);
    let at = start + ACCOUNT_BYTES;
    for (const { key, value } of account.storage) {
      bytes.set(key, at);
      bytes.set(value, at + 32);
      at += 64;
    }
    bytes.set(account.code, at);
    start += accountSize(account);
  }
  return bytes;
}
