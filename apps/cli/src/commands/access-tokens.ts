import { endTokensOfClient } from "@grantry/api-client";
import type { Command } from "commander";
import { buildLeaf } from "../leaf.js";
import { adminOf } from "../project-selection.js";
import type { World } from "../world.js";
import { doToEachId } from "./each-id.js";

/** `grantry delete access-tokens <client-ids...>`: goes on after a failure and reports it. */
export function deleteAccessTokensCommand(world: World): Command {
  return buildLeaf(world, {
    name: "access-tokens",
    aliases: ["access-token"],
    summary: "End every token that was issued to these clients.",
    argument: { form: "<client-ids...>", summary: "client IDs" },
    async run(session, _options, ids) {
      const admin = await adminOf(session);
      await doToEachId(session, ids, (id) => endTokensOfClient(admin, id));
    },
  });
}
