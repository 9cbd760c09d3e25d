import { getWorkspace, listWorkspaces } from "@grantry/api-client";
import type { Workspace } from "@grantry/contracts";
import type { Command } from "commander";
import { apiConnection } from "../credential.js";
import { Failure } from "../failure.js";
import { buildLeaf } from "../leaf.js";
import { printable } from "../output/layout.js";
import type { Listing, Resource } from "../output/print.js";
import { findWorkspaceId } from "../project-selection.js";
import { printListing, printResource, remember, say, type Session } from "../session.js";
import type { World } from "../world.js";

const NAMES = { name: "workspace", aliases: ["workspaces"] };
const OPTIONAL_ID = { form: "[id]", summary: "id or part of a name" };

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

function workspaceListing(workspaces: readonly Workspace[]): Listing {
  return {
    header: ["ID", "NAME"],
    rows: workspaces.map(({ id, name }) => [id, name]),
    document: workspaces,
  };
}

async function findWorkspace(session: Session, named: string | undefined): Promise<Workspace> {
  const id = await findWorkspaceId({ ...session, workspace: named ?? session.workspace });
  if (id === undefined) {
    throw new Failure(
      "No workspace is chosen.",
      "Name one; `grantry list workspaces` shows yours.",
    );
  }
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
