// `npm test`: builds, checks the import rules, runs unit and acceptance specs, sums up.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";
import { packageProgram } from "./package-program.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const results = path.join(root, "test", "results");
const startedAt = Date.now();

/** @type {{title: string, passed: number, failed: number, seconds: number}[]} */
const summary = [];

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

if (await step("build", () => build(root, { everything: true }))) {
  await step("lint", lint);
  await shareDatabasePrograms();
  await specs("unit specs", "jest.config.mjs");
  await specs("acceptance specs", "jest.acceptance.config.mjs");
}
sumUp();

async function step(title, work) {
  const begun = Date.now();
  let passed = 0;
  try {
    await work();
    passed = 1;
  } catch (error) {
    console.error(error.message);
  }
  summary.push({ title, passed, failed: 1 - passed, seconds: secondsSince(begun) });
  return passed === 1;
}

async function lint() {
  const folders = ["apps", "libs", "infra", "test"];
  const oxlint = packageProgram(root, "oxlint");
  const code = await run([oxlint, "--type-aware", "-c", ".oxlintrc.json", ...folders]);
  if (code !== 0) throw new Error("Lint failed; the lines above say where.");
}

async function specs(title, config) {
  const begun = Date.now();
  const file = path.join(results, `${title.replace(" ", "-")}.json`);
  const jest = packageProgram(root, "jest");
  const report = ["--json", `--outputFile=${file}`];
  const code = await run([jest, "-c", path.join("infra", config), "--maxWorkers=2", ...report]);
  const counted = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  const passed = counted?.numPassedTests ?? 0;
  // A file that could not be run counts once; so does a run that ended badly without a failed test.
  const broken = (counted?.numFailedTests ?? 0) + (counted?.numRuntimeErrorTestSuites ?? 0);
  const failed = code !== 0 && broken === 0 ? 1 : broken;
  summary.push({ title, passed, failed, seconds: secondsSince(begun) });
}

/** Unit specs with a database of their own start these, which every account can reach. */
async function shareDatabasePrograms() {
  const { accountForPostgres, postgresBinaries } = await import("./dist/index.js");
  const { initdb } = postgresBinaries(accountForPostgres());
  process.env.GRANTRY_TEST_POSTGRES_PROGRAMS = path.dirname(initdb);
}

/** Runs a Node script with its output shown; resolves with its exit code. */
async function run(args) {
  const env = { ...process.env, NODE_ENV: "test" };
  const child = spawn(process.execPath, args, {
    cwd: root,
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  return await new Promise((resolve) => {
    child.once("error", (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once("close", (code) => resolve(code ?? 1));
  });
}

function sumUp() {
  const total = (field) => summary.reduce((sum, row) => sum + row[field], 0);
  console.log(`\nSummary (${secondsSince(startedAt)} s, Node ${process.versions.node})`);
  for (const { title, passed, failed, seconds } of summary) {
    const counts = `${String(passed).padStart(5)} passed ${String(failed).padStart(5)} failed`;
    console.log(`  ${title.padEnd(17)} ${counts} ${String(seconds).padStart(5)} s`);
  }
  if (!hasRedis()) {
    console.log("  No redis-server or valkey-server here: the queues ran on PostgreSQL.");
  }
  console.log(`${total("passed")} passed, ${total("failed")} failed`);
  process.exitCode = total("failed") === 0 ? 0 : 1;
}

function hasRedis() {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  const names = ["redis-server", "valkey-server"];
  return folders.some((folder) => names.some((name) => existsSync(path.join(folder, name))));
}

function secondsSince(moment) {
  return Math.round((Date.now() - moment) / 1000);
}
