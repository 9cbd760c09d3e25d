import { createClient } from "@grantry/api-client";
import { oauth2ClientSchema, type OAuth2Client } from "@grantry/contracts";
import type { Command } from "commander";
import { Failure, SilentFailure } from "../failure.js";
import { readDocument } from "../input-file.js";
import { buildLeaf } from "../leaf.js";
import { adminOf } from "../project-selection.js";
import { printListing, printResource } from "../session.js";
import type { World } from "../world.js";
import { clientListing, clientResource } from "./client-rows.js";
import { attemptEach } from "./each-id.js";

/** Members that the server makes; a list of another server has them. */
const SERVER_MADE = new Set([
  "created_at",
  "updated_at",
  "client_secret_expires_at",
  "registration_access_token",
  "registration_client_uri",
]);

/** `grantry import oauth2-client <files...>`: clients as `list --format json` and Hydra write them. */
export function importClientCommand(world: World): Command {
  return buildLeaf(world, {
    name: "oauth2-client",
    aliases: ["oauth2-clients", "client", "clients"],
    summary: "Create clients from files: one client, a list, or a page of clients in each.",
    argument: { form: "<files...>", summary: "JSON or YAML files, or - for standard input" },
    async run(session, _options, files) {
      const wanted = new Map<string, Partial<OAuth2Client>>();
      for (const file of files) {
        const clients = clientsIn(file, await readDocument(session, file));
        clients.forEach((client, index) => wanted.set(`${file} [${index}]`, client));
      }
      const admin = await adminOf(session);
      const created: OAuth2Client[] = [];
      await attemptEach(session, [...wanted.keys()], async (place) => {
        created.push(await createClient(admin, wanted.get(place) ?? {}));
      });
      const [first, ...others] = created;
      if (first !== undefined && others.length === 0) printResource(session, clientResource(first));
      if (others.length > 0) {
        const { header, rows } = clientListing({ items: created, nextPageToken: "" });
        printListing(session, { header, rows, document: created });
      }
      if (created.length < wanted.size) throw new SilentFailure();
    },
  });
}

function clientsIn(file: string, document: unknown): Partial<OAuth2Client>[] {
  const page = typeof document === "object" && document !== null && "items" in document;
  const list = page ? document.items : document;
  return [list].flat().map((each) => {
    const read = oauth2ClientSchema.partial().safeParse(each);
    if (!read.success) {
      throw new Failure(`${file} does not hold clients.`, "Write a client, or a list of clients.");
    }
    const members = Object.entries(read.data).filter(([member]) => !SERVER_MADE.has(member));
    return Object.fromEntries(members);
  });
}
