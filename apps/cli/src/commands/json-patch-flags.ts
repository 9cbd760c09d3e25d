import { jsonPatchSchema, type JsonPatch } from "@grantry/contracts";
import type { Command } from "commander";
import { Failure } from "../failure.js";
import { readDocument } from "../input-file.js";
import type { Session } from "../session.js";

export interface PatchOptions {
  add?: string[];
  replace?: string[];
  remove?: string[];
  file?: string[];
}

/** Adds the flags that describe a JSON Patch (RFC 6902). */
export function addPatchFlags(command: Command): Command {
  return command
    .option("--add <path=value>", "add a value, as '/path=json'; repeatable", append)
    .option("--replace <path=value>", "replace a value, as '/path=json'; repeatable", append)
    .option("--remove <path>", "remove a value; repeatable", append)
    .option("-f, --file <file>", "a JSON Patch as JSON or YAML; repeatable", append);
}

/**
 * The patch that flags and files describe, with every path below `pointer`.
 * @throws Failure when there is none, or when one does not fit
 */
export async function readPatch(
  session: Session,
  options: PatchOptions,
  pointer: string,
): Promise<JsonPatch> {
  const operations: unknown[] = [];
  for (const file of options.file ?? []) {
    operations.push(...[await readDocument(session, file)].flat());
  }
  for (const op of ["add", "replace"] as const) {
    for (const text of options[op] ?? []) operations.push({ op, ...readAssignment(op, text) });
  }
  for (const path of options.remove ?? []) operations.push({ op: "remove", path });
  if (operations.length === 0) {
    throw new Failure(
      "There is nothing to change.",
      `Name it, for example --replace '/ttl/access_token="2h0m0s"'.`,
    );
  }
  const read = jsonPatchSchema.safeParse(operations);
  if (!read.success) {
    throw new Failure(`This is no JSON Patch: ${read.error.issues[0]?.message}`);
  }
  return read.data.map((operation) => ({
    ...operation,
    path: pointer + operation.path,
    ...("from" in operation ? { from: pointer + operation.from } : {}),
  }));
}

function readAssignment(flag: string, text: string): { path: string; value: unknown } {
  const end = text.indexOf("=");
  const [path, value] = [text.slice(0, end), text.slice(end + 1)];
  try {
    if (end > 0) return { path, value: JSON.parse(value) };
  } catch {
    throw new Failure(
      `The value of --${flag} ${path} is not JSON.`,
      `Texts need quotes of their own: --${flag} '${path}="${value}"'.`,
    );
  }
  throw new Failure(`--${flag} ${text} has no value.`, "Write it as '/path=json'.");
}

function append(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}
