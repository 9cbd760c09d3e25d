import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { Failure } from "./failure.js";
import type { Session } from "./session.js";

/**
 * What a YAML or JSON file holds; `-` is standard input.
 * @throws Failure when it cannot be read, or is neither
 */
export async function readDocument(session: Session, file: string): Promise<unknown> {
  const text =
    file === "-"
      ? await session.world.readStdin()
      : await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) throw new Failure(`${file} cannot be read.`);
  try {
    return parse(text, { maxAliasCount: 100 }) as unknown;
  } catch (cause) {
    const [why = ""] = (cause instanceof Error ? cause.message : "").split("\n");
    throw new Failure(`${file} is neither YAML nor JSON: ${why}`);
  }
}
