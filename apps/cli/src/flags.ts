import { InvalidArgumentError, Option, type Command } from "commander";

/** Flags that every command takes; they may also stand before the verb. */
export interface GlobalFlags {
  config?: string;
  yes?: boolean;
  quiet?: boolean;
  format?: string;
  project?: string;
  workspace?: string;
  endpoint?: string;
  httpHeader?: string[];
  skipTlsVerify?: boolean;
  dryRun?: boolean;
}

/** Collects a flag whose values are separated by commas or by repeating it. */
export function collect(value: string, before: string[] | undefined): string[] {
  return [
    ...(before ?? []),
    ...value
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  ];
}

/** A count above 0. @throws InvalidArgumentError */
export function readCount(value: string): number {
  const count = Number(value);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError("Use a number above 0.");
}

function append(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

const GLOBAL_OPTIONS: readonly (() => Option)[] = [
  () =>
    new Option(
      "-c, --config <file>",
      "where sign-in and selections are kept (GRANTRY_CONFIG_PATH)",
    ),
  () => new Option("-y, --yes", "answer every question with yes"),
  () => new Option("-q, --quiet", "print ids only"),
  () =>
    new Option(
      "--format <format>",
      "table, json, json-pretty, yaml, jsonpath=<path> or jsonpointer=<pointer>",
    ),
  () => new Option("--project <project>", "id, slug or beginning of a slug (GRANTRY_PROJECT)"),
  () => new Option("--workspace <workspace>", "id or part of a name (GRANTRY_WORKSPACE)"),
  () => new Option("-e, --endpoint <address>", "issuer of a project, spoken to directly"),
  () =>
    new Option(
      "-H, --http-header <header>",
      "a further header, as 'Name: value'; repeatable",
    ).argParser(append),
  () => new Option("--dry-run", "show the request that would change something, send nothing"),
  () => new Option("--skip-tls-verify", "accept any TLS certificate"),
];

/** Adds the global flags; a command's own flag of the same letter or name comes before them. */
export function addGlobalFlags(command: Command): Command {
  const taken = new Set(command.options.flatMap((option) => [option.short, option.long]));
  for (const make of GLOBAL_OPTIONS) {
    const option = make();
    const names = [option.short, option.long].filter((name) => name !== undefined);
    if (!names.some((name) => taken.has(name))) command.addOption(option);
  }
  return command;
}

/** The flags of a command together with those before its verb; the nearest one counts. */
export function gatherFlags<Options>(command: Command): Options & GlobalFlags {
  const chain: Command[] = [];
  for (let each: Command | null = command; each !== null; each = each.parent) chain.unshift(each);
  const given: object[] = chain.map((each) => each.opts());
  return Object.assign({}, ...given);
}

/**
 * Rewrites `--flag=true` and `--flag=false` of flags without a value, which other command lines
 * accept, into `--flag` and `--no-flag`.
 */
export function normaliseBooleanFlags(argv: readonly string[], program: Command): string[] {
  const booleans = new Set<string>();
  const visit = (command: Command): void => {
    for (const option of command.options) {
      if (option.long !== undefined && !option.required && !option.optional)
        booleans.add(option.long);
    }
    command.commands.forEach(visit);
  };
  visit(program);
  return argv.flatMap((argument) => {
    const [, flag, value] = /^(--[a-z-]+)=(true|false)$/.exec(argument) ?? [];
    if (flag === undefined || !booleans.has(flag)) return [argument];
    if (value === "true") return [flag];
    const opposite = flag.startsWith("--no-") ? `--${flag.slice(5)}` : `--no-${flag.slice(2)}`;
    return booleans.has(opposite) ? [opposite] : [];
  });
}
