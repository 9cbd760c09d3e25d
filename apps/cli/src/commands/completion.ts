import { Command } from "commander";
import { completionScript, SHELLS } from "../completion/script.js";
import { candidates } from "../completion/candidates.js";
import { Failure } from "../failure.js";
import type { World } from "../world.js";

/** `grantry completion <shell>`: the script that a shell reads at its start. */
export function completionCommand(world: World): Command {
  return new Command("completion")
    .description(`Print a completion script for ${SHELLS.join(", ")}.`)
    .argument("<shell>", SHELLS.join(", "))
    .action((shell: string) => {
      const script = completionScript(shell);
      if (script === undefined) {
        throw new Failure(`There is no completion for ${shell}.`, `Use ${SHELLS.join(", ")}.`);
      }
      world.out(script);
    });
}

/** `grantry __complete <words...>`: what the scripts ask; one candidate with its meaning a line. */
export function completeCommand(world: World, root: () => Command): Command {
  return new Command("__complete")
    .argument("[words...]")
    .allowUnknownOption()
    .action((words: string[]) => {
      for (const { word, meaning } of candidates(root(), words)) {
        world.out(`${word}\t${meaning}\n`);
      }
    });
}
