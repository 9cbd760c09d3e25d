import { listEvery } from "@grantry/api-client";
import { builtInRoleSchema, type Role } from "@grantry/contracts";
import { Option, type Command } from "commander";
import { apiConnection } from "../credential.js";
import { Failure } from "../failure.js";
import { collect } from "../flags.js";
import { buildLeaf } from "../leaf.js";
import { findProject, findWorkspaceId } from "../project-selection.js";
import { printListing, type Session } from "../session.js";
import type { World } from "../world.js";

/** `grantry list roles`. */
export function listRolesCommand(world: World): Command {
  return buildLeaf(world, {
    name: "roles",
    aliases: ["role"],
    summary: "List the roles of a workspace with what they hold.",
    async run(session) {
      const roles = await rolesOf(session);
      printListing(session, {
        header: ["ID", "NAME", "HOLDERS", "PERMISSIONS"],
        rows: roles.map(({ id, name, holders, permissions }) => [
          id,
          name,
          String(holders),
          permissions.join(" "),
        ]),
        document: roles,
      });
    },
  });
}

/** Flags that say what somebody may do, and where. */
export interface StandingOptions {
  role?: string;
  onlyProject?: string[];
}

/** Adds `--role` and `--only-project`. */
export function addStandingFlags(command: Command): Command {
  return command
    .option("--role <role>", "owner, admin, developer, support, viewer, or a role of your own")
    .addOption(
      new Option(
        "--only-project <projects>",
        "limit it to these projects; else all, now and later",
      ).argParser(collect),
    );
}

/**
 * What the flags say, as the API takes it.
 * @throws Failure for a role that the workspace does not have
 */
export async function readStanding(session: Session, { role, onlyProject }: StandingOptions) {
  const projects = await Promise.all((onlyProject ?? []).map((each) => findProject(session, each)));
  return {
    ...(await workspaceQuery(session)),
    ...(role === undefined ? {} : { role: await roleRef(session, role) }),
    ...(projects.length === 0 ? {} : { project_ids: projects.map(({ id }) => id) }),
  };
}

/** The workspace that a command is about, where one is named or selected. */
export async function workspaceQuery(session: Session): Promise<{ workspace_id?: string }> {
  const id = await findWorkspaceId(session);
  return id === undefined ? {} : { workspace_id: id };
}

async function rolesOf(session: Session): Promise<Role[]> {
  const query = await workspaceQuery(session);
  return listEvery(apiConnection(session), "listRoles", { query });
}

/**
 * A role by its name or id, as the API takes it.
 * @throws Failure for a role that the workspace does not have
 */
export async function roleRef(session: Session, named: string): Promise<string> {
  if (builtInRoleSchema.safeParse(named).success) return named;
  const role = (await rolesOf(session)).find(({ id, name }) => id === named || name === named);
  if (role !== undefined) return role.id;
  throw new Failure(
    `--role: the workspace has no role ${named}.`,
    "`grantry list roles` shows them.",
  );
}
