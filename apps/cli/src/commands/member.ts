import { callOperation, listEvery, rehearseOperation } from "@grantry/api-client";
import type { Invitation, Member } from "@grantry/contracts";
import type { Command } from "commander";
import { apiConnection } from "../credential.js";
import { Failure } from "../failure.js";
import { buildLeaf } from "../leaf.js";
import type { Listing, Resource } from "../output/print.js";
import { printListing, printResource, say, type Session } from "../session.js";
import type { World } from "../world.js";
import { doToEachId } from "./each-id.js";
import { addRehearsalFlag, type RehearsalOptions, showRehearsal } from "./rehearsal.js";
import { addStandingFlags, readStanding, type StandingOptions, workspaceQuery } from "./role.js";

const NAMES = { name: "member", aliases: ["members"] };

/** `grantry list members`. */
export function listMembersCommand(world: World): Command {
  return buildLeaf(world, {
    name: "members",
    aliases: ["member"],
    summary: "List the people of a workspace with their roles.",
    async run(session) {
      printListing(session, memberListing(await membersOf(session)));
    },
  });
}

/** `grantry invite member <email>`: sends a mail with a link that works once. */
export function inviteMemberCommand(world: World): Command {
  return buildLeaf<StandingOptions>(world, {
    ...NAMES,
    summary: "Invite somebody into a workspace by mail.",
    argument: { form: "<email>", summary: "their address" },
    options: addStandingFlags,
    async run(session, options, [email = ""]) {
      const body = { email, ...(await readStanding(session, options)) };
      const invited = await callOperation(apiConnection(session), "createInvitation", { body });
      say(session, `A mail is on its way to ${invited.email}.`);
      printResource(session, invitationResource(invited));
    },
  });
}

/** `grantry remove member <ids...>`: ends their sessions and their tokens. */
export function removeMemberCommand(world: World): Command {
  return buildLeaf<RehearsalOptions>(world, {
    ...NAMES,
    summary: "Remove people from a workspace; their sessions and tokens end.",
    argument: { form: "<ids...>", summary: "ids or addresses of members" },
    options: addRehearsalFlag,
    async run(session, { dryRun }, named) {
      const api = apiConnection(session);
      const ids = await idsOf(session, named);
      if (dryRun === true) {
        for (const member of ids) {
          const request = { path: { member } };
          showRehearsal(session, await rehearseOperation(api, "removeMember", request));
        }
        return;
      }
      await doToEachId(session, ids, (member) =>
        callOperation(api, "removeMember", { path: { member } }),
      );
    },
  });
}

async function membersOf(session: Session): Promise<Member[]> {
  const query = await workspaceQuery(session);
  return listEvery(apiConnection(session), "listMembers", { query });
}

/**
 * Ids of members who are named by id or address.
 * @throws Failure for an address that nobody in the workspace has
 */
export async function idsOf(session: Session, named: readonly string[]): Promise<string[]> {
  if (!named.some((each) => each.includes("@"))) return [...named];
  const members = await membersOf(session);
  return named.map((each) => {
    if (!each.includes("@")) return each;
    const member = members.find(({ email }) => email === each.toLowerCase());
    if (member !== undefined) return member.id;
    throw new Failure(`The workspace has no member ${each}.`, "`grantry list members` shows them.");
  });
}

/** Members as the commands list them. */
export function memberListing(members: readonly Member[]): Listing {
  return {
    header: ["ID", "EMAIL", "NAME", "ROLE", "PROJECTS"],
    rows: members.map((member) => [
      member.id,
      member.email,
      member.name,
      member.role_name,
      member.project_ids?.join(" ") ?? "<all>",
    ]),
    document: members,
  };
}

function invitationResource(invitation: Invitation): Resource {
  return {
    id: invitation.id,
    rows: [
      ["ID", invitation.id],
      ["EMAIL", invitation.email],
      ["ROLE", invitation.role_name],
      ["STATE", invitation.state],
      ["EXPIRES AT", invitation.expires_at],
    ],
    document: invitation,
  };
}
