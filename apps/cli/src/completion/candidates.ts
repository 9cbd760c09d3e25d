import type { Command } from "commander";

/** A word that may stand next, and what it means. */
export interface Candidate {
  readonly word: string;
  readonly meaning: string;
}

/**
 * What may follow on a command line.
 * @param words those after the program's name; the last one is being typed and may be empty
 */
export function candidates(program: Command, words: readonly string[]): Candidate[] {
  const typed = words.at(-1) ?? "";
  const command = words.slice(0, -1).reduce(step, program);
  const offered = typed.startsWith("-") ? flagsOf(command) : verbsOf(command);
  return offered.filter(({ word }) => word.startsWith(typed));
}

function step(command: Command, word: string): Command {
  const next = command.commands.find(
    (each) => each.name() === word || each.aliases().includes(word),
  );
  return next ?? command;
}

function verbsOf(command: Command): Candidate[] {
  return command.commands
    .filter((each) => !each.name().startsWith("__"))
    .map((each) => ({ word: each.name(), meaning: each.description() }));
}

function flagsOf(command: Command): Candidate[] {
  return command.options.flatMap(({ long, description, hidden }) =>
    long == null || hidden ? [] : [{ word: long, meaning: description }],
  );
}
