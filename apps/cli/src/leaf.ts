import { Command } from "commander";
import { skipCertificateChecks } from "./config.js";
import { UsageFailure } from "./failure.js";
import { addGlobalFlags, gatherFlags } from "./flags.js";
import { openSession, type Session } from "./session.js";
import type { World } from "./world.js";

/** One argument, in commander's form: `<id>`, `[id]`, `<ids...>`. */
export interface Argument {
  readonly form: string;
  readonly summary: string;
}

/** A command that does something: a verb alone, or a noun under a verb. */
export interface Leaf<Options> {
  name: string;
  aliases?: readonly string[];
  summary: string;
  argument?: Argument | readonly Argument[];
  options?(command: Command): unknown;
  run(session: Session, options: Options, values: string[]): Promise<void>;
}

/** Builds the command of a leaf, with the global flags and a session for each run. */
export function buildLeaf<Options>(world: World, leaf: Leaf<Options>): Command {
  const command = new Command(leaf.name).aliases(leaf.aliases ?? []).description(leaf.summary);
  for (const { form, summary } of [leaf.argument ?? []].flat()) command.argument(form, summary);
  leaf.options?.(command);
  const rehearsesItself = command.options.some(({ long }) => long === "--dry-run");
  addGlobalFlags(command);
  return command.action(async () => {
    const flags = gatherFlags<Options>(command);
    if (flags.skipTlsVerify === true) skipCertificateChecks();
    const session = openSession(world, rehearsesItself ? { ...flags, dryRun: false } : flags);
    try {
      await leaf.run(session, flags, command.args);
    } catch (error) {
      if (error instanceof UsageFailure) world.err(`${command.helpInformation()}\n`);
      throw error;
    }
  });
}
