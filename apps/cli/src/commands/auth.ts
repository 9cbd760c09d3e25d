import { whoami } from "@grantry/api-client";
import type { Command } from "commander";
import { apiConnection, usesPersonalAccessToken } from "../credential.js";
import { buildLeaf } from "../leaf.js";
import type { Resource } from "../output/print.js";
import { printResource, say, type Session } from "../session.js";
import { signIn, signOut } from "../sign-in/sign-in.js";
import type { World } from "../world.js";

/** `grantry auth` and `grantry auth logout`. */
export function authCommand(world: World): Command {
  const auth = buildLeaf<{ open: boolean }>(world, {
    name: "auth",
    summary: "Sign in through the browser.",
    options: (command) =>
      command.option("--no-open", "print the address instead of opening a browser"),
    async run(session, options) {
      if (usesPersonalAccessToken(session)) {
        say(session, "GRANTRY_PAT is set, so no browser opens. Unset it to sign in as a person.");
      } else {
        await signIn(session, { open: options.open });
        say(session, "You are signed in.");
      }
      printResource(session, await callerResource(session));
    },
  });
  const logout = buildLeaf(world, {
    name: "logout",
    summary: "Sign out: revoke the token of this computer and forget it.",
    async run(session) {
      const wasSignedIn = session.settings.access_token != null;
      await signOut(session);
      say(session, wasSignedIn ? "You are signed out." : "You were not signed in.");
    },
  });
  return auth.addCommand(logout);
}

/** `grantry whoami`. */
export function whoamiCommand(world: World): Command {
  return buildLeaf(world, {
    name: "whoami",
    summary: "Show whose credential this is, and what is selected.",
    run: async (session) => printResource(session, await callerResource(session)),
  });
}

async function callerResource(session: Session): Promise<Resource> {
  const caller = await whoami(apiConnection(session));
  const { id, email } = caller.member;
  const selectedProject = session.project ?? session.settings.selected_project ?? "";
  const selectedWorkspace =
    session.workspace ?? session.settings.selected_workspace ?? caller.workspace.id;
  return {
    id,
    rows: [
      ["ID", id],
      ["EMAIL", email],
      ["SELECTED PROJECT", selectedProject],
      ["SELECTED WORKSPACE", selectedWorkspace],
    ],
    document: {
      id,
      email,
      selected_project: selectedProject,
      selected_workspace: selectedWorkspace,
      ...caller,
    },
  };
}
