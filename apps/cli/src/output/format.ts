import { stringify } from "yaml";
import { Failure } from "../failure.js";
import { readJsonPath, readJsonPointer } from "./json-path.js";

/** How a command prints what it found. */
export type Format =
  | { kind: "table" | "json" | "json-pretty" | "yaml" }
  | { kind: "jsonpath" | "jsonpointer"; path: string };

/**
 * Reads the value of `--format`.
 * @throws Failure naming the formats there are
 */
export function parseFormat(value: string): Format {
  const [, kind, path = ""] = /^(jsonpath|jsonpointer)=(.*)$/s.exec(value) ?? [];
  if (kind === "jsonpath" || kind === "jsonpointer") return { kind, path };
  if (value === "default") return { kind: "table" };
  if (value === "table" || value === "json" || value === "json-pretty" || value === "yaml") {
    return { kind: value };
  }
  throw new Failure(
    `--format ${value} is not known.`,
    "Use table, json, json-pretty, yaml, jsonpath=<path> or jsonpointer=<pointer>.",
  );
}

/** Writes a document in one of the machine-readable formats, with its line end. */
export function writeDocument(document: unknown, format: Format): string {
  switch (format.kind) {
    case "json":
      return `${JSON.stringify(document)}\n`;
    case "yaml":
      return stringify(JSON.parse(JSON.stringify(document)), {
        sortMapEntries: true,
        lineWidth: 0,
      });
    case "jsonpath":
      return pretty(readJsonPath(document, inGjson(format.path)));
    case "jsonpointer":
      return pretty(readJsonPointer(document, format.path));
    case "json-pretty":
    case "table":
      return pretty(document);
  }
}

/** A path that begins as those of RFC 9535 and of kubectl do, `$.a[0].b` or `{.a}`, in GJSON's words. */
function inGjson(path: string): string {
  const [, inside] = /^\{(.*)\}$/s.exec(path) ?? [];
  const [, rest] = /^\$?((?:\.|\[).*)?$/s.exec(inside ?? path) ?? [];
  if (rest === undefined) return (inside ?? path) === "$" ? "" : (inside ?? path);
  return rest
    .replaceAll(/\[(?:'([^']*)'|"([^"]*)"|(\d+)|\*)\]/g, (_, single, double, index) =>
      String(`.${single ?? double ?? index ?? "#"}`),
    )
    .replace(/^\./, "");
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value ?? null, null, 2)}\n`;
}
