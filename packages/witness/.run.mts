import { readFileSync, readdirSync } from "node:fs";
import { Core, OUTPUT } from "@assay/core/instance";
import { prepareFile } from "@assay/witness/readFile";
const [variant, mode, filter] = process.argv.slice(2);
const core = new Core(new WebAssembly.Module(readFileSync(`/tmp/op3/core.${variant}.wasm`)));
const dir = "/work/main/fixtures/blocks/";
let ok = 0, bad = 0; const t0 = performance.now();
for (const f of readdirSync(dir).filter((f) => f.includes(filter ?? "") && f.endsWith(".gz"))) {
  if (mode === "attributes" && !/op-|unichain/.test(f)) continue;
  try {
    const { prepared } = prepareFile(dir + f, { fromAttributes: mode === "attributes" });
    const t = performance.now();
    const o = core.verify(prepared.length, (m) => prepared.write(m), OUTPUT.headers);
    if (o.verdict === "valid") ok++; else { bad++; }
    const s = o.result?.summaries[0];
    console.log(f, o.verdict, s?.fork, (performance.now() - t).toFixed(0), o.failure ? `${o.failure.name} ${o.failure.message} tx ${o.failure.transaction}` : "");
  } catch (e: any) { bad++; console.log(f, e.message, e.stack?.split("\n").slice(0, 4).join("|")); }
}
console.log({ ok, bad, ms: performance.now() - t0 });
