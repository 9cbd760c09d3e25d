import {
  callOperation,
  getWorkspace,
  listWorkspaces,
  rehearseOperation,
} from "@grantry/api-client";
import type { Workspace } from "@grantry/contracts";
import type { Command } from "commander";
import { apiConnection } from "../credential.js";
import { Failure } from "../failure.js";
import { buildLeaf } from "../leaf.js";
import { printable } from "../output/layout.js";
import type { Listing, Resource } from "../output/print.js";
import { ownWorkspaceId } from "../project-selection.js";
import { printListing, printResource, remember, say, type Session } from "../session.js";
import type { World } from "../world.js";
import { idResource } from "./id-resource.js";
import { idsOf, memberListing } from "./member.js";
import { addRehearsalFlag, type RehearsalOptions, showRehearsal, warnOf } from "./rehearsal.js";
import { roleRef } from "./role.js";

const NAMES = { name: "workspace", aliases: ["workspaces"] };
const OPTIONAL_ID = { form: "[id]", summary: "id or part of a name" };

interface TransferOptions extends RehearsalOptions {
  to?: string;
  formerRole: string;
}

/** `grantry list workspaces`. */
export function listWorkspacesCommand(world: World): Command {
  return buildLeaf(world, {
    name: "workspaces",
    aliases: ["workspace"],
    summary: "List the workspaces you belong to.",
    async run(session) {
      printListing(session, workspaceListing(await everyWorkspace(session)));
    },
  });
}

/** `grantry get workspace [id]`. */
export function getWorkspaceCommand(world: World): Command {
  return buildLeaf(world, {
    ...NAMES,
    summary: "Show a workspace.",
    argument: OPTIONAL_ID,
    async run(session, _options, [id]) {
      printResource(session, workspaceResource(await findWorkspace(session, id)));
    },
  });
}

/** `grantry use workspace [id]`: selects it for the commands that follow. */
export function useWorkspaceCommand(world: World): Command {
  return buildLeaf(world, {
    ...NAMES,
    summary: "Select the workspace that later commands are about.",
    argument: OPTIONAL_ID,
    async run(session, _options, [id]) {
      const workspace = await findWorkspace(session, id);
      remember(session, { selected_workspace: workspace.id });
      say(session, `Selected workspace ${printable(workspace.name)}.`);
      printResource(session, workspaceResource(workspace));
    },
  });
}

/** `grantry create workspace --name <name>`; whoever creates it is its owner. */
export function createWorkspaceCommand(world: World): Command {
  return buildLeaf<{ name?: string }>(world, {
    ...NAMES,
    summary: "Create a workspace; you become its owner.",
    options: (command) => command.option("-n, --name <name>", "its name"),
    async run(session, options) {
      const body = { name: nameOf(options) };
      const made = await callOperation(apiConnection(session), "createWorkspace", { body });
      printResource(session, workspaceResource(made));
    },
  });
}

/** `grantry update workspace [id] --name <name>`. */
export function updateWorkspaceCommand(world: World): Command {
  return buildLeaf<{ name?: string }>(world, {
    ...NAMES,
    summary: "Rename a workspace.",
    argument: OPTIONAL_ID,
    options: (command) => command.option("-n, --name <name>", "its new name"),
    async run(session, options, [named]) {
      const body = { name: nameOf(options) };
      const { id } = await findWorkspace(session, named);
      const request = { path: { workspace: id }, body };
      const renamed = await callOperation(apiConnection(session), "patchWorkspace", request);
      printResource(session, workspaceResource(renamed));
    },
  });
}

/** `grantry delete workspace <id>`: asks before it deletes; it has to be empty. */
export function deleteWorkspaceCommand(world: World): Command {
  return buildLeaf<RehearsalOptions>(world, {
    ...NAMES,
    summary: "Delete a workspace that has no projects any more.",
    argument: { form: "<id>", summary: OPTIONAL_ID.summary },
    options: addRehearsalFlag,
    async run(session, { dryRun }, [named]) {
      const { id, name } = await findWorkspace(session, named);
      const rehearse = () => {
        const request = { path: { workspace: id } };
        return rehearseOperation(apiConnection(session), "deleteWorkspace", request);
      };
      if (dryRun === true) {
        showRehearsal(session, await rehearse());
        return;
      }
      if (!session.yes) {
        warnOf(session, await rehearse());
        const question = `Delete workspace ${printable(name)} with its members and tokens? [y/N]: `;
        const answer = await session.world.question(question);
        if (!/^y(es)?$/i.test(answer?.trim() ?? "")) {
          throw new Failure("Nothing was deleted.", "Answer y, or use --yes.");
        }
      }
      const path = { workspace: id };
      await callOperation(apiConnection(session), "deleteWorkspace", { path });
      if (session.settings.selected_workspace === id) {
        remember(session, { selected_workspace: null });
      }
      say(session, `Workspace ${printable(name)} deleted.`);
      printResource(session, idResource(id));
    },
  });
}

/** `grantry transfer workspace [id] --to <member>`: asks before it hands it on. */
export function transferWorkspaceCommand(world: World): Command {
  return buildLeaf<TransferOptions>(world, {
    ...NAMES,
    summary: "Hand a workspace on: another member becomes its owner.",
    argument: OPTIONAL_ID,
    options: (command) =>
      addRehearsalFlag(
        command
          .option("--to <member>", "id or address of the member who becomes an owner")
          .option("--former-role <role>", "what you become", "admin"),
      ),
    async run(session, { to, formerRole, dryRun }, [named]) {
      if (to === undefined) throw new Failure("--to is missing.", "Name a member by address.");
      const { id, name } = await findWorkspace(session, named);
      const inside = { ...session, workspace: id };
      const [member = ""] = await idsOf(inside, [to]);
      const body = { member, former_role: await roleRef(inside, formerRole) };
      const request = { path: { workspace: id }, body };
      const api = apiConnection(session);
      const rehearsal =
        dryRun === true || !session.yes
          ? await rehearseOperation(api, "transferWorkspace", request)
          : undefined;
      if (rehearsal !== undefined && dryRun === true) {
        showRehearsal(session, rehearsal);
        return;
      }
      if (rehearsal !== undefined) {
        warnOf(session, rehearsal);
        const question = `Hand workspace ${printable(name)} on to ${printable(to)}? [y/N]: `;
        const answer = await session.world.question(question);
        if (!/^y(es)?$/i.test(answer?.trim() ?? "")) {
          throw new Failure("Nothing was changed.", "Answer y, or use --yes.");
        }
      }
      const done = await callOperation(api, "transferWorkspace", request);
      say(session, `${done.owner.email} is an owner of ${printable(name)} now.`);
      printListing(session, memberListing([done.owner, done.former_owner]));
    },
  });
}

/** A workspace as the commands show it. */
export function workspaceResource(workspace: Workspace): Resource {
  return {
    id: workspace.id,
    rows: [
      ["ID", workspace.id],
      ["NAME", workspace.name],
    ],
    document: workspace,
  };
}

function nameOf({ name }: { name?: string }): string {
  if (name !== undefined && name.trim() !== "") return name;
  throw new Failure("--name is missing.", 'For example: --name "Acme"');
}

function workspaceListing(workspaces: readonly Workspace[]): Listing {
  return {
    header: ["ID", "NAME"],
    rows: workspaces.map(({ id, name }) => [id, name]),
    document: workspaces,
  };
}

async function findWorkspace(session: Session, named: string | undefined): Promise<Workspace> {
  const id = await ownWorkspaceId({ ...session, workspace: named ?? session.workspace });
  return getWorkspace(apiConnection(session), id);
}

async function everyWorkspace(session: Session): Promise<Workspace[]> {
  const all: Workspace[] = [];
  let pageToken: string | undefined;
  do {
    const page = await listWorkspaces(apiConnection(session), pageToken);
    all.push(...page.workspaces);
    pageToken = page.has_next_page ? page.next_page_token : undefined;
  } while (pageToken !== undefined);
  return all;
}
