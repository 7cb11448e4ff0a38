// A verifier contract on a real chain (anvil): its code and the storage that it reads come with proofs, and a node that lies about any
// of it gets no verdict.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { Core } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { JsonRpc } from "@assay/program/jsonRpc";
import { type BlockName, fetchVerifier, type Request } from "@assay/verifiers/chainState";
import { writeEnvelope } from "@assay/verifiers/envelope";
import type { ContractProof } from "@assay/verifiers/proof";
import { verifyProof } from "@assay/verifiers/verifyProof";
import { sha256 } from "@noble/hashes/sha2.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assay } from "../../packages/cli/test/terminal.ts";
import { Anvil } from "../capture/anvil.ts";

const GATEWAY = "0x00000000000000000000000000000000000c0de1";
const VERIFIER = "0x00000000000000000000000000000000000c0de2";
/** Asks the contract in slot 0, and returns what it returned. */
const GATEWAY_CODE = "0x365f5f3760205f365f5f545afa5060205ff3";
/** Whether SHA-256 of the call data is what stands in slot 1. */
const VERIFIER_CODE = "0x365f5f3760205f365f60025afa505f51600154145f5260205ff3";

const data = new TextEncoder().encode("a proof of something");
const proof: ContractProof = { kind: "contract", system: "contract:test", data, publicValues: null };
const core = new Core(compileCore());
let anvil: Anvil;
let request: Request;
let folder: string;

beforeAll(async () => {
  anvil = await Anvil.start();
  folder = mkdtempSync(join(tmpdir(), "assay-proofs-"));
  const node = new JsonRpc("anvil", anvil.address);
  request = (method, params) => node.request(method, params);
  const slot = (n: number) => `0x${n.toString(16).padStart(64, "0")}`;
  await anvil.call("anvil_setCode", [GATEWAY, GATEWAY_CODE]);
  await anvil.call("anvil_setCode", [VERIFIER, VERIFIER_CODE]);
  await anvil.call("anvil_setStorageAt", [GATEWAY, slot(0), `0x${VERIFIER.slice(2).padStart(64, "0")}`]);
  await anvil.call("anvil_setStorageAt", [VERIFIER, slot(1), toHex(sha256(data))]);
  await anvil.mine();
});

afterAll(async () => {
  await anvil?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function judge(ask: Request, of: ContractProof = proof, address = GATEWAY, block: BlockName = "latest") {
  const contract = await fetchVerifier(ask, fromHex(address)!, block, of.data);
  return verifyProof(core, of, { contract });
}

/** The node with some answers changed. */
function lying(change: (method: string, answer: unknown, params: readonly unknown[]) => unknown): Request {
  return async (method, params) => change(method, structuredClone(await request(method, params)), params);
}

describe("a contract on a chain", () => {
  test("through another contract and storage of both", async () => {
    const verdict = await judge(request);
    expect(verdict).toMatchObject({ verdict: "valid", keySource: "contract" });
    const forged = { ...proof, data: new TextEncoder().encode("a proof of nothing") };
    expect(await judge(request, forged)).toMatchObject({ verdict: "invalid", code: "CALL_RETURNED_FALSE" });
    expect(await judge(request, proof, VERIFIER)).toMatchObject({ verdict: "valid" });
    const strict = await fetchVerifier(request, fromHex(GATEWAY)!, "latest", data);
    expect(verifyProof(core, proof, { contract: strict, requireKnownKey: true }).code).toBe("KEY_NOT_BUILT_IN");
  });

  test("where there is no contract, or a precompile", async () => {
    const nobody = `0x${"77".repeat(20)}`;
    expect(await judge(request, proof, nobody)).toMatchObject({ verdict: "incomplete", code: "CONTRACT_HAS_NO_CODE" });
    await expect(judge(request, proof, `0x${"2".padStart(40, "0")}`)).rejects.toMatchObject({ code: "FIELD_WRONG" });
  });

  test("in a block given by its hash", async () => {
    const { hash } = (await request("eth_getBlockByNumber", ["latest", false])) as { hash: Hex };
    expect(await judge(request, proof, GATEWAY, hash)).toMatchObject({ verdict: "valid" });
    const nowhere = `0x${"ab".repeat(32)}` as const;
    await expect(judge(request, proof, GATEWAY, nowhere)).rejects.toMatchObject({ code: "NODE_ERROR" });
  });

  test("a node that lies about code, storage, accounts or the header gets no verdict", async () => {
    const code = lying((method, answer) => (method === "eth_getCode" ? "0x60015f5260205ff3" : answer));
    expect(await judge(code)).toMatchObject({ verdict: "incomplete", code: "STATE_MISSING" });
    const withoutStorage = lying((method, answer) => {
      return method === "eth_getProof" ? { ...(answer as object), storageProof: [] } : answer;
    });
    expect(await judge(withoutStorage)).toMatchObject({ verdict: "incomplete", code: "STATE_MISSING" });
    const unlisted = lying((method, answer) => (method === "eth_createAccessList" ? { accessList: [] } : answer));
    expect(await judge(unlisted)).toMatchObject({ verdict: "incomplete", code: "STATE_MISSING" });
    const nodes = lying((method, answer) => {
      if (method === "eth_getProof") (answer as { accountProof: Hex[] }).accountProof[0] = "0xc0";
      return answer;
    });
    expect(await judge(nodes)).toMatchObject({ verdict: "incomplete", code: "STATE_MISSING" });
    const header = lying((method, answer) => {
      return method.startsWith("eth_getBlock") ? { ...(answer as object), stateRoot: `0x${"11".repeat(32)}` } : answer;
    });
    await expect(judge(header)).rejects.toMatchObject({ code: "NODE_LIED" });
    const noCode = lying((method, answer) => (method === "eth_getCode" ? "0x" : answer));
    expect(await judge(noCode)).toMatchObject({ verdict: "incomplete" });
  });

  test("a node without access lists is enough for a contract without storage", async () => {
    const plain = "0x00000000000000000000000000000000000c0de3";
    await anvil.call("anvil_setCode", [plain, "0x60015f5260205ff3"]);
    await anvil.mine();
    const old: Request = (method, params) =>
      request(method === "eth_createAccessList" ? "eth_unknownMethod" : method, params);
    expect(await judge(old, proof, plain)).toMatchObject({ verdict: "valid" });
  });

  test("from the command line; a node that is not there is incomplete", async () => {
    const file = join(folder, "proof.json");
    const none = { program: null, publicValues: null, claim: null };
    writeFileSync(file, writeEnvelope({ system: "contract:test", proof: data, ...none }));
    const args = ["verify", "proof", file, "--json", "--contract", GATEWAY];
    const { code, out } = await assay(...args, "--rpc", anvil.address);
    expect([code, JSON.parse(out.split("\n")[0]!)]).toEqual([
      0,
      expect.objectContaining({ type: "proof", verdict: "valid", keySource: "contract" }),
    ]);
    const gone = await assay(...args, "--rpc", "http://127.0.0.1:1");
    expect([gone.code, JSON.parse(gone.out.split("\n")[0]!).code]).toEqual([2, "NODE_UNREACHABLE"]);
  });
});
