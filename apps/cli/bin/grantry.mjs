#!/usr/bin/env node
import { existsSync } from "node:fs";

const main = new URL("../dist/main.js", import.meta.url);

if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write(
    "The grantry command is not built yet. In the repository, run `npm start` once, or:\n\n" +
      "\tnpm ci --ignore-scripts && npx tsc -b apps/cli/tsconfig.json\n",
  );
  process.exitCode = 1;
}
