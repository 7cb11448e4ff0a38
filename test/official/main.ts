// Runs the official suites. `npm run test:official -- --help` says how.
import { parseArgs } from "node:util";
import { ArchivesMissing, REPRESENTATIVE, suiteFiles, unpack } from "./archives.ts";
import { OfficialCore } from "./officialCore.ts";
import { runFiles } from "./pool.ts";
import { Progress } from "./progress.ts";
import { Report } from "./report.ts";
import { SUITES } from "./suites.ts";
import { type OfficialVariant, VARIANTS } from "./variants.ts";

const HELP = `Usage: npm run test:official -- [options]

Runs the official Ethereum test suites against the core. The archives are read from ASSAY_SHARED/ethereum-tests
(default ../shared); docs/testing.md says what they hold.

  --variant <name>   wasm, debug, guest or all; may be given more than once   (default: wasm and debug)
  --filter <regexp>  only cases whose "suite/file case" matches
  --suite <regexp>   only suites whose name matches
  --representative   the part that is in the repository instead of the archives
  --jobs <n>         worker threads                                           (default: one per core)
  --failures <n>     how many causes of failures to list                      (default: 20)
  --json             one JSON object instead of the tables
  --list             suites and counts of files, without running anything

Exit: 0 all passed, 1 a case failed, 2 the archives are not there, 3 usage.`;

interface Options {
  variants: OfficialVariant[];
  filter: string | null;
  suites: RegExp;
  representative: boolean;
  jobs: number | undefined;
  causes: number;
  json: boolean;
  list: boolean;
}

class UsageError extends Error {}

function positive(text: string, option: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new UsageError(`${option} wants a positive number, not ${text}`);
  return value;
}

function pattern(text: string, option: string): string {
  try {
    return new RegExp(text).source;
  } catch (error) {
    throw new UsageError(`${option}: ${(error as Error).message}`);
  }
}

function parse() {
  try {
    return parseArgs({
      options: {
        variant: { type: "string", multiple: true, default: ["wasm", "debug"] },
        filter: { type: "string" },
        suite: { type: "string", default: "" },
        representative: { type: "boolean", default: false },
        jobs: { type: "string" },
        failures: { type: "string", default: "20" },
        json: { type: "boolean", default: false },
        list: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
      allowPositionals: false,
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function options(): Options {
  const values = parse();
  if (values.help) {
    console.log(HELP);
    process.exit(0);
  }
  const variants = values.variant.flatMap((name) => (name === "all" ? [...VARIANTS] : [name as OfficialVariant]));
  for (const name of variants) if (!VARIANTS.includes(name)) throw new UsageError(`no variant ${name}`);
  return {
    variants: [...new Set(variants)],
    filter: values.filter === undefined ? null : pattern(values.filter, "--filter"),
    suites: new RegExp(pattern(values.suite, "--suite")),
    representative: values.representative,
    jobs: values.jobs === undefined ? undefined : positive(values.jobs, "--jobs"),
    causes: positive(values.failures, "--failures"),
    json: values.json,
    list: values.list,
  };
}

async function main(): Promise<number> {
  const wanted = options();
  const suites = SUITES.filter((suite) => wanted.suites.test(suite.name));
  if (suites.length === 0) throw new UsageError("no suite has such a name");
  const source = wanted.representative ? { folder: REPRESENTATIVE, remove: () => {} } : unpack(suites);
  process.once("SIGINT", () => {
    source.remove();
    process.exit(130);
  });
  const started = performance.now();
  const report = new Report();
  try {
    const files = suites.flatMap((suite) => suiteFiles(source.folder, suite));
    if (wanted.list) {
      for (const { name } of suites)
        console.log(`${files.filter((file) => file.suite === name).length} files  ${name}`);
      return 0;
    }
    const total = files.reduce((sum, file) => sum + file.bytes, 0);
    for (const variant of wanted.variants) {
      // Compiles once, before the workers do the same at the same time.
      await OfficialCore.load(variant);
      for (const { name } of suites) report.row(variant, name);
      const progress = new Progress(variant, total);
      await runFiles(files, {
        variant,
        pattern: wanted.filter,
        running: progress.running,
        ...(wanted.jobs === undefined ? {} : { jobs: wanted.jobs }),
        onReport(one) {
          report.add(variant, one);
          progress.add(one.file.bytes, report.failed);
        },
      });
      progress.end();
    }
  } finally {
    source.remove();
  }
  return conclude(report, wanted, (performance.now() - started) / 1000);
}

function conclude(report: Report, wanted: Options, seconds: number): number {
  const miscounted =
    wanted.filter === null ? report.miscounted(wanted.representative ? "representative" : "cases") : [];
  const nothing = report.passed + report.failed === 0;
  const ok = report.failed === 0 && miscounted.length === 0 && !nothing;
  if (wanted.json) {
    console.log(
      JSON.stringify({
        ok,
        seconds,
        rows: report.rows,
        slowest: report.slowest,
        miscounted,
        failures: report.failures,
      }),
    );
    return ok ? 0 : 1;
  }
  console.log(report.table());
  if (report.failed > 0) console.log(`\nCauses, most frequent first:\n${report.causes(wanted.causes)}`);
  for (const line of miscounted) console.log(line);
  if (nothing) console.log("no case matches: that is no success");
  console.log(`\n${report.passed} passed, ${report.failed} failed, ${seconds.toFixed(0)} s`);
  return ok ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof ArchivesMissing) {
    console.error(error.message);
    process.exitCode = 2;
  } else if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${HELP}`);
    process.exitCode = 3;
  } else {
    console.error(error);
    // Workers may still be running.
    process.exit(4);
  }
}
