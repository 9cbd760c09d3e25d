import type { Rehearsal } from "@grantry/contracts";
import type { Command } from "commander";
import { describeEffects, paintWith } from "../output/difference.js";
import { writeDocument } from "../output/format.js";
import { say, type Session } from "../session.js";

export interface RehearsalOptions {
  dryRun?: boolean;
}

/** Adds `--dry-run` to a command that can tell in numbers what it would do. */
export function addRehearsalFlag(command: Command): Command {
  return command.option("--dry-run", "show what it would do, in numbers; change nothing");
}

/** Prints what a request would do. */
export function showRehearsal(session: Session, rehearsal: Rehearsal): void {
  const isText = session.format.kind === "table";
  session.world.out(
    isText
      ? describeEffects(rehearsal.effects, paintWith(session.world.colour))
      : writeDocument(rehearsal, session.format),
  );
  say(session, "Dry run: nothing was changed.");
}

/** Says what a request would do to a person who is about to be asked. */
export function warnOf(session: Session, rehearsal: Rehearsal): void {
  session.world.err(describeEffects(rehearsal.effects, paintWith(session.world.colour)));
}
