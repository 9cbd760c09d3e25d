import { Command } from "commander";
import { skipCertificateChecks } from "./config.js";
import { UsageFailure } from "./failure.js";
import { addGlobalFlags, gatherFlags } from "./flags.js";
import { openSession, type Session } from "./session.js";
import type { World } from "./world.js";

/** A command that does something: a verb alone, or a noun under a verb. */
export interface Leaf<Options> {
  name: string;
  aliases?: readonly string[];
  summary: string;
  /** Commander's form: `<id>`, `[id]`, `<ids...>`. */
  argument?: { form: string; summary: string };
  options?(command: Command): unknown;
  run(session: Session, options: Options, values: string[]): Promise<void>;
}

/** Builds the command of a leaf, with the global flags and a session for each run. */
export function buildLeaf<Options>(world: World, leaf: Leaf<Options>): Command {
  const command = new Command(leaf.name).aliases(leaf.aliases ?? []).description(leaf.summary);
  if (leaf.argument !== undefined) command.argument(leaf.argument.form, leaf.argument.summary);
  leaf.options?.(command);
  addGlobalFlags(command);
  return command.action(async () => {
    const flags = gatherFlags<Options>(command);
    if (flags.skipTlsVerify === true) skipCertificateChecks();
    try {
      await leaf.run(openSession(world, flags), flags, command.args);
    } catch (error) {
      if (error instanceof UsageFailure) world.err(`${command.helpInformation()}\n`);
      throw error;
    }
  });
}
