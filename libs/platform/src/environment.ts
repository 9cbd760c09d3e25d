/** A setting that start-up refuses: the message names the variable and the mend in one line. */
export class EnvironmentError extends Error {
  constructor(
    readonly variable: string,
    mend: string,
  ) {
    super(`${variable}: ${mend}`);
    this.name = "EnvironmentError";
  }
}

export type EnvironmentValues = Readonly<Record<string, string | undefined>>;

/**
 * Reads settings by name. An empty value counts as absent; a value that cannot be read throws
 * {@link EnvironmentError}. Each app turns it once into its frozen, typed configuration.
 */
export class Environment {
  constructor(private readonly values: EnvironmentValues = process.env) {}

  get isProduction(): boolean {
    return this.values["NODE_ENV"] === "production";
  }

  /** The value, or undefined when the variable is absent or blank. */
  optional(name: string): string | undefined {
    const value = this.values[name]?.trim();
    return value === undefined || value === "" ? undefined : value;
  }

  /** The value, or `fallback` when the variable is absent. */
  text(name: string, fallback: string): string {
    return this.optional(name) ?? fallback;
  }

  /** The value; throws with `mend` when the variable is absent. */
  required(name: string, mend = "is required"): string {
    const value = this.optional(name);
    if (value === undefined) throw new EnvironmentError(name, mend);
    return value;
  }

  /** A whole number between `min` and `max`, or `fallback` when the variable is absent. */
  integer(name: string, fallback: number, bounds: { min?: number; max?: number } = {}): number {
    const value = this.optional(name);
    if (value === undefined) return fallback;
    const { min = 0, max = Number.MAX_SAFE_INTEGER } = bounds;
    const number = Number(value);
    if (!/^-?\d+$/.test(value) || number < min || number > max) {
      throw new EnvironmentError(name, `must be a whole number from ${min} to ${max}`);
    }
    return number;
  }

  /** A TCP port. */
  port(name: string, fallback: number): number {
    return this.integer(name, fallback, { min: 1, max: 65_535 });
  }

  /** A switch: `on`, `true`, `1`, `yes` or `off`, `false`, `0`, `no`. */
  switch(name: string, fallback: boolean): boolean {
    const value = this.optional(name)?.toLowerCase();
    if (value === undefined) return fallback;
    if (["on", "true", "1", "yes"].includes(value)) return true;
    if (["off", "false", "0", "no"].includes(value)) return false;
    throw new EnvironmentError(name, "must be on or off");
  }

  /** One of `choices`, or `fallback` when the variable is absent. */
  choice<Choice extends string>(
    name: string,
    choices: readonly Choice[],
    fallback: Choice,
  ): Choice {
    const value = this.optional(name);
    if (value === undefined) return fallback;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) {
      throw new EnvironmentError(name, `must be one of ${choices.join(", ")}`);
    }
    return choice;
  }

  /** The parts of a comma-separated list, trimmed, without empty ones. */
  list(name: string): string[] {
    return (this.optional(name) ?? "")
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
  }

  /** An http(s) address without a trailing slash, or `fallback` when the variable is absent. */
  httpUrl(name: string, fallback: string): string {
    return readHttpUrl(name, this.text(name, fallback));
  }

  /** A comma-separated list of http(s) addresses, or `fallback` when the variable is absent. */
  httpUrls(name: string, fallback: string[]): string[] {
    const list = this.list(name);
    return (list.length === 0 ? fallback : list).map((value) => readHttpUrl(name, value));
  }
}

function readHttpUrl(name: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new EnvironmentError(name, "must be an http:// or https:// address");
  }
  return value.replace(/\/+$/, "");
}
