// Makes `npm start` and `npm test` single commands on a fresh clone: checks Node, installs the
// dependencies when the lock file differs from what was installed last. Node built-ins only.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const stamp = path.join(root, "node_modules", ".grantry-lock");
const progressMilliseconds = 10_000;

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Grantry needs Node 20.19 or newer, this is ${process.versions.node}.`);
  process.exit(1);
}

const lockFile = readFileSync(path.join(root, "package-lock.json"));
const wanted = `${createHash("sha256").update(lockFile).digest("hex")} ${process.platform} ${process.arch}`;
const installed = existsSync(stamp) ? readFileSync(stamp, "utf8") : undefined;
if (installed !== wanted) {
  await install();
  writeFileSync(stamp, wanted);
}

async function install() {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  console.log("Installing dependencies (only once, about a minute) …");
  const timer = setInterval(() => console.log(`  … ${seconds()} s`), progressMilliseconds);
  const code = await runNpm(["ci", "--ignore-scripts", "--prefer-offline", "--loglevel=error"]);
  clearInterval(timer);
  if (code !== 0) {
    console.error("Installing the dependencies failed; the lines above say why.");
    process.exit(code);
  }
  console.log(`Dependencies installed in ${seconds()} s.`);
}

/** Runs the npm that runs this script, without the settings that it hands to scripts. */
async function runNpm(args) {
  const script = process.env.npm_execpath;
  const handedDown = /^npm_(?:config_|lifecycle_|package_|command)/i;
  const entries = Object.entries(process.env).filter(([name]) => !handedDown.test(name));
  const [command, ...first] = script === undefined ? ["npm"] : [process.execPath, script];
  const child = spawn(command, [...first, ...args], {
    cwd: root,
    env: { ...Object.fromEntries(entries), ...registrySettings() },
    stdio: ["ignore", "inherit", "inherit"],
    shell: script === undefined && process.platform === "win32",
  });
  return await new Promise((resolve) => {
    child.once("error", (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once("close", (code) => resolve(code ?? 1));
  });
}

/** What the user set by variable and npm would not read again from a file. */
function registrySettings() {
  const names = ["npm_config_registry", "npm_config_cache", "npm_config_userconfig"];
  return Object.fromEntries(
    names.filter((name) => process.env[name]).map((name) => [name, process.env[name]]),
  );
}
