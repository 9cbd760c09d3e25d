import { collect, gatherFlags, normaliseBooleanFlags } from "./flags.js";
import { buildProgram } from "./program.js";
import { recordingWorld } from "./testing/recording-world.js";

function program() {
  return buildProgram(recordingWorld());
}

function find(verb: string, noun: string) {
  const root = program();
  const command = root.commands
    .find((each) => each.name() === verb)
    ?.commands.find((each) => each.name() === noun);
  if (command === undefined) throw new Error(`There is no ${verb} ${noun}.`);
  return { root, command: command.action(() => undefined) };
}

describe("flags", () => {
  it("separates values by commas and by repetition", () => {
    expect(collect("a, b,,c", ["x"])).toEqual(["x", "a", "b", "c"]);
  });

  it("stand before the verb or after the noun; the nearest one counts", async () => {
    const { root, command } = find("list", "projects");
    await root.parseAsync(["--format", "json", "-q", "list", "projects", "--format", "yaml"], {
      from: "user",
    });
    expect(gatherFlags(command)).toMatchObject({ format: "yaml", quiet: true });
  });

  it("take a letter for the command's own flag first", async () => {
    const { root, command } = find("create", "project");
    await root.parseAsync(["create", "project", "-e", "prod", "-n", "x"], { from: "user" });
    const flags = gatherFlags<{ environment?: string }>(command);
    expect(flags).toMatchObject({ environment: "prod" });
    expect(flags.endpoint).toBeUndefined();
  });

  it("offer the common ones at every command", () => {
    const { command } = find("create", "project");
    const names = command.options.map((option) => option.long);
    expect(names).toEqual(
      expect.arrayContaining([
        "--format",
        "--project",
        "--workspace",
        "--config",
        "--quiet",
        "--yes",
      ]),
    );
  });

  it.each([
    ["--skip-consent=true", ["--skip-consent"]],
    ["--skip-consent=false", ["--no-skip-consent"]],
    ["--no-open=true", ["--no-open"]],
    ["--no-open=false", []],
    ["--name=true", ["--name=true"]],
  ])("read %s as %j", (argument, expected) => {
    expect(normaliseBooleanFlags([argument], program())).toEqual(expected);
  });
});
