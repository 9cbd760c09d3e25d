import type { Command } from "commander";
import { usesPersonalAccessToken } from "../credential.js";
import { Failure } from "../failure.js";
import { buildLeaf } from "../leaf.js";
import { findIssuer } from "../project-selection.js";
import { printResource, say } from "../session.js";
import type { World } from "../world.js";

/** The hosted pages by the words that name them. */
const PAGES = ["login", "registration", "recovery", "verification", "settings"];

/** `grantry open account-experience <page>`: a hosted page of a project in the browser. */
export function openAccountExperienceCommand(world: World): Command {
  return buildLeaf(world, {
    name: "account-experience",
    aliases: ["ax", "ui"],
    summary: `Open a hosted page of a project: ${PAGES.join(", ")}.`,
    argument: { form: "[page]", summary: "which page; login when absent" },
    async run(session, _options, [page = "login"]) {
      if (!PAGES.includes(page)) {
        throw new Failure(`There is no page ${page}.`, `Choose one of ${PAGES.join(", ")}.`);
      }
      const url = `${await findIssuer(session)}/ui/${page}`;
      // With a personal access token no browser ever opens: the address is enough for a script.
      if (!usesPersonalAccessToken(session) && !session.quiet) {
        say(session, "Your browser opens.");
        session.world.openBrowser(url);
      }
      printResource(session, { id: url, rows: [["URL", url]], document: { url } });
    },
  });
}
