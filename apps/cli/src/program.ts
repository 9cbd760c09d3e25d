import { Command } from "commander";
import { deleteAccessTokensCommand } from "./commands/access-tokens.js";
import { auditCommand, listAuditEventsCommand } from "./commands/audit.js";
import { authCommand, whoamiCommand } from "./commands/auth.js";
import { completeCommand, completionCommand } from "./commands/completion.js";
import {
  getConfigCommands,
  patchConfigCommands,
  patchProjectCommand,
  updateConfigCommands,
  updateProjectCommand,
} from "./commands/configuration.js";
import { createProjectCommand } from "./commands/create-project.js";
import { listDeletedProjectsCommand, restoreProjectCommand } from "./commands/deleted-project.js";
import {
  deleteIdentityCommand,
  getIdentityCommand,
  importIdentitiesCommand,
  listIdentitiesCommand,
} from "./commands/identity.js";
import {
  createJwkCommand,
  deleteJwkCommand,
  getJwkCommand,
  importJwkCommand,
} from "./commands/jwk.js";
import {
  createClientCommand,
  deleteClientCommand,
  getClientCommand,
  listClientsCommand,
  updateClientCommand,
} from "./commands/oauth2-client.js";
import { openAccountExperienceCommand } from "./commands/open.js";
import {
  createEventStreamCommand,
  deleteEventStreamCommand,
  listEventStreamsCommand,
  setEventStreamStatusCommand,
  updateEventStreamCommand,
} from "./commands/event-stream.js";
import { importClientCommand } from "./commands/import-client.js";
import { importProjectCommand } from "./commands/import-project.js";
import { inviteMemberCommand, listMembersCommand, removeMemberCommand } from "./commands/member.js";
import { logsCommand } from "./commands/logs.js";
import { performAuthorizationCodeCommand } from "./commands/perform-authorization-code.js";
import { performClientCredentialsCommand } from "./commands/perform-client-credentials.js";
import { performDeviceCodeCommand } from "./commands/perform-device-code.js";
import {
  createPersonalAccessTokenCommand,
  getPersonalAccessTokenCommand,
  listPersonalAccessTokensCommand,
  revokePersonalAccessTokenCommand,
  rollPersonalAccessTokenCommand,
} from "./commands/personal-access-token.js";
import {
  deleteProjectCommand,
  getProjectCommand,
  listProjectsCommand,
  useProjectCommand,
} from "./commands/project.js";
import { applyCommand, exportProjectCommand, planCommand } from "./commands/project-file.js";
import {
  getRevisionCommand,
  listRevisionsCommand,
  restoreRevisionCommand,
} from "./commands/revision.js";
import { listRolesCommand } from "./commands/role.js";
import {
  createServiceAccountCommand,
  listServiceAccountsCommand,
} from "./commands/service-account.js";
import { introspectTokenCommand, revokeTokenCommand, tokenCommand } from "./commands/tokens.js";
import { getUsageCommand } from "./commands/usage.js";
import {
  createWorkspaceCommand,
  deleteWorkspaceCommand,
  getWorkspaceCommand,
  listWorkspacesCommand,
  transferWorkspaceCommand,
  updateWorkspaceCommand,
  useWorkspaceCommand,
} from "./commands/workspace.js";
import { addGlobalFlags } from "./flags.js";
import type { World } from "./world.js";

const VERSION = "0.1.0";

/** The whole command line: `grantry <verb> <noun>`. */
export function buildProgram(world: World): Command {
  const program = new Command("grantry")
    .description("Work with Grantry projects and their OAuth2 clients.")
    .version(VERSION)
    .configureOutput({
      writeOut: (text) => world.out(text),
      writeErr: (text) => world.err(text),
    })
    .showSuggestionAfterError()
    .showHelpAfterError("Run it with --help to see what it takes.")
    .addHelpText("after", ENVIRONMENT_HELP);
  addGlobalFlags(program);
  const commands = [
    authCommand(world),
    whoamiCommand(world),
    verb(
      "create",
      "Create a workspace, a project, a client, keys, a service account or a personal access token.",
      createWorkspaceCommand(world),
      createServiceAccountCommand(world),
      createProjectCommand(world),
      createClientCommand(world),
      createJwkCommand(world),
      createPersonalAccessTokenCommand(world),
      createEventStreamCommand(world),
    ),
    verb(
      "list",
      "List workspaces, members, roles, projects, clients, personal access tokens or audit events.",
      listWorkspacesCommand(world),
      listMembersCommand(world),
      listRolesCommand(world),
      listServiceAccountsCommand(world),
      listProjectsCommand(world),
      listDeletedProjectsCommand(world),
      listClientsCommand(world),
      listIdentitiesCommand(world),
      listPersonalAccessTokensCommand(world),
      listEventStreamsCommand(world),
      listAuditEventsCommand(world),
      listRevisionsCommand(world),
    ).alias("ls"),
    verb(
      "get",
      "Show a workspace, a project, a client, keys or a personal access token.",
      getWorkspaceCommand(world),
      getProjectCommand(world),
      getClientCommand(world),
      getIdentityCommand(world),
      getJwkCommand(world),
      getPersonalAccessTokenCommand(world),
      ...getConfigCommands(world),
      getRevisionCommand(world),
      getUsageCommand(world),
    ),
    verb(
      "use",
      "Select a workspace or a project.",
      useWorkspaceCommand(world),
      useProjectCommand(world),
    ),
    verb(
      "update",
      "Change a workspace, a project, its configuration, a client or an event stream.",
      updateProjectCommand(world),
      ...updateConfigCommands(world),
      updateWorkspaceCommand(world),
      updateClientCommand(world),
      updateEventStreamCommand(world),
    ),
    verb(
      "patch",
      "Change single values of a project or its configuration.",
      patchProjectCommand(world),
      ...patchConfigCommands(world),
    ),
    planCommand(world),
    applyCommand(world),
    verb("export", "Write a project down as a file.", exportProjectCommand(world)),
    verb(
      "restore",
      "Bring an earlier revision or a deleted project back.",
      restoreRevisionCommand(world),
      restoreProjectCommand(world),
    ),
    verb(
      "import",
      "Create a project or clients from files, store keys that exist already.",
      importProjectCommand(world),
      importClientCommand(world),
      importIdentitiesCommand(world),
      importJwkCommand(world),
    ),
    verb(
      "delete",
      "Delete a workspace, a project, clients, their tokens or keys.",
      deleteWorkspaceCommand(world),
      deleteProjectCommand(world),
      deleteClientCommand(world),
      deleteIdentityCommand(world),
      deleteAccessTokensCommand(world),
      deleteJwkCommand(world),
      deleteEventStreamCommand(world),
    ),
    verb(
      "perform",
      "Get tokens.",
      performAuthorizationCodeCommand(world),
      performClientCredentialsCommand(world),
      performDeviceCodeCommand(world),
    ),
    verb("introspect", "Show what a project knows about a token.", introspectTokenCommand(world)),
    verb(
      "revoke",
      "Revoke a token or a personal access token.",
      revokeTokenCommand(world),
      revokePersonalAccessTokenCommand(world),
    ),
    verb("roll", "Give a credential a new value.", rollPersonalAccessTokenCommand(world)),
    verb("invite", "Invite somebody into a workspace.", inviteMemberCommand(world)),
    verb("remove", "Remove people from a workspace.", removeMemberCommand(world)),
    verb("transfer", "Hand a workspace on to another member.", transferWorkspaceCommand(world)),
    verb("pause", "Pause an event stream.", setEventStreamStatusCommand(world, "paused")),
    verb("resume", "Resume an event stream.", setEventStreamStatusCommand(world, "active")),
    verb("open", "Open a page in the browser.", openAccountExperienceCommand(world)),
    logsCommand(world),
    auditCommand(world),
    completionCommand(world),
    versionCommand(world),
    tokenCommand(world),
  ];
  for (const command of commands) program.addCommand(command);
  program.addCommand(
    completeCommand(world, () => program),
    { hidden: true },
  );
  inheritSettings(program);
  return program;
}

/** `grantry version`: the same as `--version`. */
function versionCommand(world: World): Command {
  return new Command("version")
    .description("Show the version of this command.")
    .action(() => world.out(`${VERSION}\n`));
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
