import {
  createClient,
  deleteClient,
  getClient,
  listClients,
  patchClient,
} from "@grantry/api-client";
import { jsonPatchSchema } from "@grantry/contracts";
import { Option, type Command } from "commander";
import { Failure } from "../failure.js";
import { readCount } from "../flags.js";
import { buildLeaf } from "../leaf.js";
import { adminOf } from "../project-selection.js";
import { printListing, printResource } from "../session.js";
import type { World } from "../world.js";
import {
  addClientFlags,
  readClientFlags,
  withDefaults,
  type ClientOptions,
} from "./client-flags.js";
import { clientListing, clientResource } from "./client-rows.js";
import { addEncryptionFlags, openEncryption, type EncryptionOptions } from "./secret-encryption.js";
import { doToEachId } from "./each-id.js";

const NAMES = { name: "oauth2-client", aliases: ["oauth2-clients", "client", "clients"] };

/** `grantry create oauth2-client`. */
export function createClientCommand(world: World): Command {
  return buildLeaf<ClientOptions & EncryptionOptions>(world, {
    ...NAMES,
    summary: "Create a client; its secret is shown once.",
    options(command) {
      addClientFlags(command, "create");
      addEncryptionFlags(command);
    },
    async run(session, options) {
      const body = withDefaults(await readClientFlags(session, options));
      const encryptSecret = await openEncryption(options);
      const client = await createClient(await adminOf(session), body);
      printResource(session, clientResource(await encryptSecret(client)));
    },
  });
}

/** `grantry update oauth2-client <id>`: changes what the flags name and nothing else. */
export function updateClientCommand(world: World): Command {
  return buildLeaf<ClientOptions & EncryptionOptions>(world, {
    ...NAMES,
    summary: "Change a client; what no flag names stays as it is.",
    argument: { form: "<id>", summary: "client ID" },
    options(command) {
      addClientFlags(command, "update");
      addEncryptionFlags(command);
    },
    async run(session, options, [id = ""]) {
      const changes = Object.entries(await readClientFlags(session, options));
      if (changes.length === 0) {
        throw new Failure("There is nothing to change.", "Name it, for example --name photos-web.");
      }
      const patch = jsonPatchSchema.parse(
        changes
          .filter(([member]) => member !== "client_id")
          .map(([member, value]) => ({ op: "add", path: `/${member}`, value })),
      );
      const encryptSecret = await openEncryption(options);
      const client = await patchClient(await adminOf(session), id, patch);
      printResource(session, clientResource(await encryptSecret(client)));
    },
  });
}

/** `grantry get oauth2-client <ids...>`. */
export function getClientCommand(world: World): Command {
  return buildLeaf(world, {
    ...NAMES,
    summary: "Show clients, without their secrets.",
    argument: { form: "<ids...>", summary: "client IDs" },
    async run(session, _options, ids) {
      const admin = await adminOf(session);
      const [first, ...others] = await Promise.all(ids.map((id) => getClient(admin, id)));
      if (first !== undefined && others.length === 0) {
        printResource(session, clientResource(first));
      } else if (first !== undefined) {
        const items = [first, ...others];
        const { header, rows } = clientListing({ items, nextPageToken: "" });
        printListing(session, { header, rows, document: items });
      }
    },
  });
}

/** `grantry list oauth2-clients`. */
export function listClientsCommand(world: World): Command {
  return buildLeaf<{ pageSize: number; pageToken?: string; name?: string; owner?: string }>(world, {
    name: "oauth2-clients",
    aliases: ["oauth2-client", "clients", "client"],
    summary: "List the clients of a project.",
    options: (command) =>
      command
        .addOption(
          new Option("--page-size <count>", "clients on a page").argParser(readCount).default(250),
        )
        .option("--page-token <token>", "where the page begins")
        .option("--name <name>", "only clients of exactly this name")
        .option("--owner <owner>", "only clients of exactly this owner"),
    async run(session, { pageSize, pageToken, name: clientName, owner }) {
      const query = { pageSize, pageToken, clientName, owner };
      printListing(session, clientListing(await listClients(await adminOf(session), query)));
    },
  });
}

/** `grantry delete oauth2-client <ids...>`: goes on after a failure and reports it. */
export function deleteClientCommand(world: World): Command {
  return buildLeaf(world, {
    ...NAMES,
    summary: "Delete clients; their tokens end with them.",
    argument: { form: "<ids...>", summary: "client IDs" },
    async run(session, _options, ids) {
      const admin = await adminOf(session);
      await doToEachId(session, ids, (id) => deleteClient(admin, id));
    },
  });
}
