import { callOperation, listEvery } from "@grantry/api-client";
import type { ServiceAccount } from "@grantry/contracts";
import type { Command } from "commander";
import { apiConnection } from "../credential.js";
import { Failure } from "../failure.js";
import { buildLeaf } from "../leaf.js";
import { printListing, printResource } from "../session.js";
import type { World } from "../world.js";
import { addStandingFlags, readStanding, type StandingOptions, workspaceQuery } from "./role.js";

interface Options extends StandingOptions {
  name?: string;
}

/** `grantry create service-account`. */
export function createServiceAccountCommand(world: World): Command {
  return buildLeaf<Options>(world, {
    name: "service-account",
    aliases: ["service-accounts"],
    summary: "Create an account for a machine: it has a role and tokens, and no sign-in.",
    options: (command) => addStandingFlags(command.option("-n, --name <name>", "what it is for")),
    async run(session, { name, ...standing }) {
      const { role, ...rest } = await readStanding(session, standing);
      if (name === undefined || role === undefined) {
        throw new Failure(
          `--${name === undefined ? "name" : "role"} is missing.`,
          "For example: --name deploy --role developer",
        );
      }
      const body = { name, role, ...rest };
      const made = await callOperation(apiConnection(session), "createServiceAccount", { body });
      printResource(session, {
        id: made.id,
        rows: [
          ["ID", made.id],
          ["NAME", made.name],
          ["ROLE", made.role_name],
          ["PROJECTS", projectsOf(made)],
        ],
        document: made,
      });
    },
  });
}

/** `grantry list service-accounts`. */
export function listServiceAccountsCommand(world: World): Command {
  return buildLeaf(world, {
    name: "service-accounts",
    aliases: ["service-account"],
    summary: "List the service accounts of a workspace.",
    async run(session) {
      const query = await workspaceQuery(session);
      const found = await listEvery(apiConnection(session), "listServiceAccounts", { query });
      printListing(session, {
        header: ["ID", "NAME", "ROLE", "PROJECTS", "TOKENS", "RESPONSIBLE"],
        rows: found.map((account) => [
          account.id,
          account.name,
          account.role_name,
          projectsOf(account),
          String(account.personal_access_tokens),
          account.responsible?.label ?? "",
        ]),
        document: found,
      });
    },
  });
}

function projectsOf(account: ServiceAccount): string {
  return account.project_ids?.join(" ") ?? "<all>";
}
