/**
 * Reads a value by a path in GJSON's syntax: members joined by dots, `*` and `?` in names, indices,
 * `#` for the number of elements or for each of them, `#(member==value)` for the first that fits and
 * `#(…)#` for all, `|` for a dot after which a list counts as one value, `\` before a character that
 * means itself.
 * @returns undefined when the path leads nowhere
 */
export function readJsonPath(document: unknown, path: string): unknown {
  return path === "" || path === "@this" ? document : step(document, splitPath(path));
}

/** Reads a value by a JSON pointer (RFC 6901); undefined when it leads nowhere. */
export function readJsonPointer(document: unknown, pointer: string): unknown {
  if (pointer === "") return document;
  let value = document;
  for (const token of pointer.replace(/^\//, "").split("/")) {
    value = member(value, token.replaceAll("~1", "/").replaceAll("~0", "~"));
  }
  return value;
}

interface Part {
  text: string;
  escaped: boolean;
  /** Stands after `|`. */
  piped: boolean;
}

function splitPath(path: string): Part[] {
  const parts: Part[] = [];
  let part: Part = { text: "", escaped: false, piped: false };
  let depth = 0;
  for (let at = 0; at < path.length; at += 1) {
    const character = path[at] ?? "";
    if (character === "\\" && depth === 0 && at + 1 < path.length) {
      at += 1;
      part = { ...part, text: part.text + (path[at] ?? ""), escaped: true };
      continue;
    }
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if ((character === "." || character === "|") && depth === 0) {
      parts.push(part);
      part = { text: "", escaped: false, piped: character === "|" };
    } else {
      part.text += character;
    }
  }
  return [...parts, part];
}

function step(value: unknown, parts: readonly Part[]): unknown {
  const [part, ...rest] = parts;
  if (part === undefined) return value;
  const { text, escaped } = part;
  if (escaped) return step(member(value, text), rest);
  if (text === "#") return eachOrCount(value, rest);
  const query = /^#\((.*)\)(#?)$/s.exec(text);
  if (query !== null) return stepQuery(value, query[1] ?? "", query[2] === "#", rest);
  if (/[*?]/.test(text)) return step(firstMatch(value, text), rest);
  return step(member(value, text), rest);
}

function eachOrCount(value: unknown, rest: readonly Part[]): unknown {
  if (!Array.isArray(value)) return undefined;
  if (rest.length === 0) return value.length;
  return stepEach(value, rest);
}

function stepEach(values: unknown[], rest: readonly Part[]): unknown {
  if (rest[0]?.piped === true) return step(values, rest);
  return values.map((element) => step(element, rest)).filter((found) => found !== undefined);
}

function stepQuery(value: unknown, query: string, all: boolean, rest: readonly Part[]): unknown {
  if (!Array.isArray(value)) return undefined;
  const fitting = value.filter((element) => fits(element, query));
  return all ? stepEach(fitting, rest) : step(fitting[0], rest);
}

const COMPARISONS: Record<string, (left: unknown, right: unknown) => boolean> = {
  "==": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  "<=": (left, right) => Number(left) <= Number(right),
  ">=": (left, right) => Number(left) >= Number(right),
  "<": (left, right) => Number(left) < Number(right),
  ">": (left, right) => Number(left) > Number(right),
  "%": (left, right) => typeof left === "string" && matches(left, String(right)),
  "!%": (left, right) => typeof left === "string" && !matches(left, String(right)),
};

function fits(element: unknown, query: string): boolean {
  const parsed = /^(.*?)(==|!=|<=|>=|!%|<|>|%)(.*)$/s.exec(query);
  if (parsed === null) return readJsonPath(element, query.trim()) !== undefined;
  const [, path = "", operator = "", literal = ""] = parsed;
  const left = readJsonPath(element, path.trim());
  return COMPARISONS[operator]?.(left, readLiteral(literal.trim())) ?? false;
}

function readLiteral(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function firstMatch(value: unknown, pattern: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([name]) => matches(name, pattern))?.[1];
}

function matches(text: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(text);
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return Object.entries(value).find(([own]) => own === name)?.[1];
}
