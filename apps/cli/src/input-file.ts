import { readFile } from "node:fs/promises";
import { parseDocument } from "yaml";
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
  const document = parseDocument(text);
  // A tag that nobody knows would be dropped in silence.
  const [problem] = [...document.errors, ...document.warnings];
  if (problem?.code === "MULTIPLE_DOCS") {
    throw new Failure(`${file} holds several documents.`, "Write each into a file of its own.");
  }
  try {
    if (problem !== undefined) throw problem;
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (cause) {
    const [why = ""] = (cause instanceof Error ? cause.message : "").split("\n");
    throw new Failure(`${file} is neither YAML nor JSON: ${why}`);
  }
}
