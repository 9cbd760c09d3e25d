// `npm start`: builds what is stale, then runs everything in the foreground.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
try {
  await build(root);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const { main } = await import("./dist/index.js");
await main(root);
