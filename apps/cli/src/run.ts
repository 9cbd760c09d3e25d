import { describeFailure, describeHeldBack, Differences, HeldBack } from "./failure.js";
import { normaliseBooleanFlags } from "./flags.js";
import { buildProgram } from "./program.js";
import type { World } from "./world.js";

/**
 * Runs one command line.
 * @param argv without the program's own name
 * @returns the exit code: 1 on failure; 2 only where a command was asked to tell differences so
 */
export async function run(world: World, argv: readonly string[]): Promise<0 | 1 | 2> {
  const program = buildProgram(world);
  try {
    await program.parseAsync(normaliseBooleanFlags(argv, program), { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof HeldBack) {
      world.err("Dry run: nothing was changed. This would be sent:\n");
      world.out(describeHeldBack(error));
      return 0;
    }
    if (error instanceof Differences) return 2;
    world.err(describeFailure(error, world.environment.personalAccessToken !== undefined));
    return 1;
  }
}
