import { InvalidRequest } from "./errors.js";
import type { FormFields } from "./form.js";

/** Parameters that may be sent more than once (RFC 8707 §2; Hydra's `audience`). */
const REPEATABLE: ReadonlySet<string> = new Set(["resource", "audience"]);

const MAX_PARAMETERS = 100;

/** Request parameters after RFC 6749 §3.1 and §3.2: each at most once, empty ones as if absent. */
export class Parameters {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.#values = values;
  }

  /** The value, or undefined when the parameter is absent or empty. */
  optional(name: string): string | undefined {
    return this.#values.get(name)?.[0];
  }

  /** The value; throws `invalid_request` naming the parameter when it is absent or empty. */
  required(name: string): string {
    const value = this.optional(name);
    if (value === undefined) throw new InvalidRequest(`The parameter '${name}' is required.`);
    return value;
  }

  /** Every value of a repeatable parameter. */
  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** The words of a space-separated parameter, without repetitions. */
  words(name: string): readonly string[] {
    const values = this.all(name);
    return words(values.length === 1 ? values[0] : values.join(" "));
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  names(): Iterable<string> {
    return this.#values.keys();
  }

  /** The parameters as a query, in the order received. */
  toQuery(without: ReadonlySet<string> = new Set()): URLSearchParams {
    const query = new URLSearchParams();
    for (const [name, values] of this.#values) {
      if (without.has(name)) continue;
      for (const value of values) query.append(name, value);
    }
    return query;
  }
}

/** The distinct words of a space-separated list, in order. */
export function words(text: string | undefined): readonly string[] {
  if (text === undefined || text === "") return [];
  if (!text.includes(" ")) return [text];
  return [...new Set(text.split(" ").filter((word) => word !== ""))];
}

/**
 * Reads a query or form body (RFC 6749 §3.1, §3.2). Throws `invalid_request` for a parameter sent
 * twice, for NUL characters and for absurdly many parameters.
 */
export function readParameters(source: FormFields): Parameters {
  const { values, problem } = collect(source);
  if (problem !== undefined) throw new InvalidRequest(problem);
  return new Parameters(values);
}

/**
 * Reads what can be read and reports the first problem beside it: the authorization endpoint needs
 * `client_id` and `redirect_uri` before it may decide where a problem is shown (RFC 6749 §4.1.2.1).
 */
export function readLeniently(source: URLSearchParams): {
  readonly parameters: Parameters;
  readonly problem: string | undefined;
  readonly repeated: ReadonlySet<string>;
} {
  const { values, problem, repeated } = collect(source);
  return { parameters: new Parameters(values), problem, repeated };
}

function collect(source: FormFields) {
  const values = new Map<string, string[]>();
  const empty = new Set<string>();
  const repeated = new Set<string>();
  let problem: string | undefined;
  let count = 0;
  for (const [name, value] of source) {
    count += 1;
    if (count > MAX_PARAMETERS) {
      problem ??= `The request has more than ${MAX_PARAMETERS} parameters.`;
      break;
    }
    if (value.includes("\0") || name.includes("\0")) {
      problem ??= `The parameter '${name.replaceAll("\0", "")}' contains a NUL character.`;
      continue;
    }
    const list = values.get(name);
    if ((list !== undefined || empty.has(name)) && !REPEATABLE.has(name)) {
      problem ??= `The parameter '${name}' is included more than once.`;
      repeated.add(name);
      continue;
    }
    if (value === "") empty.add(name);
    else if (list === undefined) values.set(name, [value]);
    else list.push(value);
  }
  return { values, problem, repeated };
}
