import { readFileSync } from "node:fs";
import path from "node:path";

/** The script behind the command that an installed package brings under its own name. */
export function packageProgram(root, name) {
  const folder = path.join(root, "node_modules", name);
  const { bin } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  return path.join(folder, typeof bin === "string" ? bin : bin[name]);
}
