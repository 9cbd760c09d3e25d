// `npm run bench`: builds what is stale, then measures Grantry beside its peers.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
try {
  await build(root, { everything: true });
  const { main } = await import("../test/dist/bench/main.js");
  process.exitCode = await main(root, process.argv.slice(2));
} catch (error) {
  console.error(error.stack ?? error.message);
  process.exitCode = 1;
}
