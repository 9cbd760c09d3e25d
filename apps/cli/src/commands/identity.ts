import {
  createIdentity,
  deleteIdentity,
  getIdentity,
  listIdentities,
  type IdentityPage,
} from "@grantry/api-client";
import type { ProjectIdentity } from "@grantry/contracts";
import { type Command, Option } from "commander";
import { Failure, SilentFailure } from "../failure.js";
import { readCount } from "../flags.js";
import { readDocument } from "../input-file.js";
import { buildLeaf } from "../leaf.js";
import type { Listing, Resource } from "../output/print.js";
import { adminOf } from "../project-selection.js";
import { printListing, printResource } from "../session.js";
import type { World } from "../world.js";
import { attemptEach, doToEachId } from "./each-id.js";

const NAMES = { name: "identity", aliases: ["identities"] };
const IDS = { form: "<ids...>", summary: "IDs of users" };

/** `grantry list identities`. */
export function listIdentitiesCommand(world: World): Command {
  return buildLeaf<{ pageSize: number; pageToken?: string; identifier?: string }>(world, {
    name: "identities",
    aliases: ["identity"],
    summary: "List the users of a project, newest first.",
    options: (command) =>
      command
        .addOption(
          new Option("--page-size <count>", "users on a page").argParser(readCount).default(250),
        )
        .option("--page-token <token>", "where the page begins")
        .option("--identifier <address>", "only whoever signs in with exactly this address"),
    async run(session, query) {
      printListing(session, identityListing(await listIdentities(await adminOf(session), query)));
    },
  });
}

/** `grantry get identity <ids...>`. */
export function getIdentityCommand(world: World): Command {
  return buildLeaf(world, {
    ...NAMES,
    summary: "Show users, without what they sign in with.",
    argument: IDS,
    async run(session, _options, ids) {
      const admin = await adminOf(session);
      const items = await Promise.all(ids.map((id) => getIdentity(admin, id)));
      const [first, ...others] = items;
      if (first !== undefined && others.length === 0) printResource(session, resourceOf(first));
      else printListing(session, { header: HEADER, rows: items.map(cells), document: items });
    },
  });
}

/** `grantry import identities <files...>`: one user or a list in each file, in Kratos' shape. */
export function importIdentitiesCommand(world: World): Command {
  return buildLeaf(world, {
    name: "identities",
    aliases: ["identity"],
    summary: "Create users from files: one user or a list in each, in Kratos' shape.",
    argument: { form: "<files...>", summary: "JSON or YAML files, or - for standard input" },
    async run(session, _options, files) {
      const wanted = new Map<string, object>();
      for (const file of files) {
        const users = [await readDocument(session, file)].flat();
        users.forEach((user, index) => {
          const place = users.length === 1 ? file : `${file} (${index + 1})`;
          if (typeof user !== "object" || user === null) {
            throw new Failure(`${place} is not a user.`, "Write it as an object with traits.");
          }
          wanted.set(place, user);
        });
      }
      const admin = await adminOf(session);
      const made: ProjectIdentity[] = [];
      const done = await attemptEach(session, [...wanted.keys()], async (place) => {
        made.push(await createIdentity(admin, wanted.get(place) ?? {}));
      });
      if (made.length > 0) {
        printListing(session, { header: HEADER, rows: made.map(cells), document: made });
      }
      if (done.length < wanted.size) throw new SilentFailure();
    },
  });
}

/** `grantry delete identity <ids...>`: goes on after a failure and reports it. */
export function deleteIdentityCommand(world: World): Command {
  return buildLeaf(world, {
    ...NAMES,
    summary: "Remove users; their sessions, consents and tokens end.",
    argument: IDS,
    async run(session, _options, ids) {
      const admin = await adminOf(session);
      await doToEachId(session, ids, (id) => deleteIdentity(admin, id));
    },
  });
}

const HEADER = [
  "ID",
  "VERIFIED ADDRESS 1",
  "RECOVERY ADDRESS 1",
  "SCHEMA ID",
  "SCHEMA URL",
] as const;

function cells(identity: ProjectIdentity): string[] {
  const verified = (identity.verifiable_addresses ?? []).find((address) => address.verified);
  return [
    identity.id,
    verified?.value ?? "",
    identity.recovery_addresses?.[0]?.value ?? "",
    identity.schema_id,
    identity.schema_url,
  ];
}

function resourceOf(identity: ProjectIdentity): Resource {
  const values = cells(identity);
  return {
    id: identity.id,
    rows: HEADER.map((key, index) => [key, values[index] ?? ""] as const),
    document: identity,
  };
}

function identityListing({ items, nextPageToken }: IdentityPage): Listing {
  return {
    header: HEADER,
    rows: items.map(cells),
    document: { items, next_page_token: nextPageToken, is_last_page: nextPageToken === "" },
    nextPageToken,
  };
}
