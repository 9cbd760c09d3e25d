// Builds what is stale. A stamp over names, sizes and times of all sources makes the check of an
// unchanged tree take milliseconds; Nx's cache decides about the rest.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { packageProgram } from "./package-program.mjs";

const progressMilliseconds = 10_000;
const sourceFolders = ["apps", "libs", "infra"];
const skippedFolders = new Set(["dist", "dist-types", "node_modules"]);
const builtFiles = [
  "apps/gateway/dist/main.js",
  "apps/control-plane/dist/main.js",
  "apps/data-plane/dist/main.js",
  "apps/worker/dist/main.js",
  "apps/cli/dist/main.js",
  "apps/console/dist/index.html",
  "infra/dist/index.js",
];

/**
 * Builds apps, libs and infra (and, with `everything`, the acceptance specs) unless nothing has
 * changed since the last build. Quiet but for progress; a failure throws with the output.
 */
export async function build(root, { everything = false } = {}) {
  const stamps = [{ file: ".grantry-built", state: sourceState(root, sourceFolders) }];
  if (everything) {
    const state = sourceState(root, [...sourceFolders, "test"]);
    stamps.push({ file: ".grantry-built-all", state });
  }
  const isFresh = ({ file, state }) => readStamp(root, file) === state;
  const complete = builtFiles.every((file) => existsSync(path.join(root, file)));
  if (complete && stamps.every(isFresh)) return;
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  console.log("Building …");
  const timer = setInterval(() => console.log(`  … ${seconds()} s`), progressMilliseconds);
  const { code, output } = await runNx(root, everything ? [] : ["--exclude=@grantry/test"]);
  clearInterval(timer);
  if (code !== 0) {
    throw new Error(`${output}\nThe build failed; the lines above say why.`);
  }
  for (const { file, state } of stamps) writeFileSync(stampFile(root, file), state);
  console.log(`Built in ${seconds()} s.`);
}

function stampFile(root, name) {
  return path.join(root, "node_modules", name);
}

function readStamp(root, name) {
  const file = stampFile(root, name);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

async function runNx(root, options) {
  const nx = packageProgram(root, "nx");
  const cache = path.join(root, ".nx", "native");
  mkdirSync(cache, { recursive: true });
  const child = spawn(
    process.execPath,
    [nx, "run-many", "-t", "build", "--outputStyle=static", ...options],
    {
      cwd: root,
      // Nx otherwise unpacks its native part where another user's copy may lie already.
      env: {
        ...process.env,
        NX_NATIVE_FILE_CACHE_DIRECTORY: cache,
        NX_DAEMON: "false",
        FORCE_COLOR: "0",
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const chunks = [];
  child.stdout.on("data", (chunk) => chunks.push(chunk));
  child.stderr.on("data", (chunk) => chunks.push(chunk));
  return await new Promise((resolve) => {
    child.once("close", (code) => {
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString("utf8") });
    });
  });
}

function sourceState(root, folders) {
  const hash = createHash("sha256").update(process.version);
  for (const file of ["package-lock.json", "tsconfig.base.json", "nx.json"]) {
    hash.update(readFileSync(path.join(root, file)));
  }
  const visit = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name)) visit(file);
      } else {
        const { size, mtimeMs } = statSync(file);
        hash.update(`${path.relative(root, file)}\0${size}\0${mtimeMs}\n`);
      }
    }
  };
  for (const folder of folders) visit(path.join(root, folder));
  return hash.digest("hex");
}
