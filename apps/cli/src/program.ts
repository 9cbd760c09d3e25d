import { Command } from "commander";
import { authCommand, whoamiCommand } from "./commands/auth.js";
import { createProjectCommand } from "./commands/create-project.js";
import {
  createClientCommand,
  deleteClientCommand,
  getClientCommand,
  listClientsCommand,
  updateClientCommand,
} from "./commands/oauth2-client.js";
import { performAuthorizationCodeCommand } from "./commands/perform-authorization-code.js";
import { performClientCredentialsCommand } from "./commands/perform-client-credentials.js";
import {
  deleteProjectCommand,
  getProjectCommand,
  listProjectsCommand,
  useProjectCommand,
} from "./commands/project.js";
import { introspectTokenCommand, revokeTokenCommand, tokenCommand } from "./commands/tokens.js";
import { addGlobalFlags } from "./flags.js";
import type { World } from "./world.js";

/** The whole command line: `grantry <verb> <noun>`. */
export function buildProgram(world: World): Command {
  const program = new Command("grantry")
    .description("Work with Grantry projects and their OAuth2 clients.")
    .version("0.1.0")
    .configureOutput({
      writeOut: (text) => world.out(text),
      writeErr: (text) => world.err(text),
    })
    .showSuggestionAfterError()
    .addHelpText("after", ENVIRONMENT_HELP);
  addGlobalFlags(program);
  const commands = [
    authCommand(world),
    whoamiCommand(world),
    verb(
      "create",
      "Create a project or a client.",
      createProjectCommand(world),
      createClientCommand(world),
    ),
    verb(
      "list",
      "List projects or clients.",
      listProjectsCommand(world),
      listClientsCommand(world),
    ).alias("ls"),
    verb("get", "Show a project or a client.", getProjectCommand(world), getClientCommand(world)),
    verb("use", "Select a project.", useProjectCommand(world)),
    verb("update", "Change a client.", updateClientCommand(world)),
    verb(
      "delete",
      "Delete a project or clients.",
      deleteProjectCommand(world),
      deleteClientCommand(world),
    ),
    verb(
      "perform",
      "Get tokens.",
      performAuthorizationCodeCommand(world),
      performClientCredentialsCommand(world),
    ),
    verb("introspect", "Show what a project knows about a token.", introspectTokenCommand(world)),
    verb("revoke", "Revoke a token.", revokeTokenCommand(world)),
    tokenCommand(world),
  ];
  for (const command of commands) program.addCommand(command);
  inheritSettings(program);
  return program;
}

function verb(name: string, summary: string, ...nouns: Command[]): Command {
  const command = new Command(name).description(summary);
  for (const noun of nouns) command.addCommand(noun);
  return command;
}

/** Flags belong to the command they follow; settings go down to every command. */
function inheritSettings(parent: Command): void {
  if (parent.commands.length > 0) parent.enablePositionalOptions();
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    inheritSettings(command);
  }
}

const ENVIRONMENT_HELP = `
Environment:
  GRANTRY_URL          address of the console (http://localhost:4000)
  GRANTRY_PAT          personal access token; with it no browser ever opens
  GRANTRY_PROJECT      project, unless --project names one
  GRANTRY_WORKSPACE    workspace, unless --workspace names one
  GRANTRY_CONFIG_PATH  where sign-in and selections are kept (~/.grantry.json)
`;
