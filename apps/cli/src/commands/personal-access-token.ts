import {
  callOperation,
  createPersonalAccessToken,
  getPersonalAccessToken,
  getProject,
  listPersonalAccessTokens,
  revokePersonalAccessToken,
  rehearseOperation,
} from "@grantry/api-client";
import {
  createPersonalAccessTokenBodySchema,
  type CreatePersonalAccessTokenBody,
} from "@grantry/contracts";
import { Option, type Command } from "commander";
import { apiConnection } from "../credential.js";
import { Failure } from "../failure.js";
import { secondsOf } from "../duration.js";
import { collect } from "../flags.js";
import { buildLeaf } from "../leaf.js";
import { printListing, printResource, say, type Session } from "../session.js";
import type { World } from "../world.js";
import { idResource } from "./id-resource.js";
import { tokenDetails, tokenListing } from "./personal-access-token-rows.js";
import { workspaceQuery } from "./role.js";
import { addRehearsalFlag, type RehearsalOptions, showRehearsal } from "./rehearsal.js";

const NAMES = { name: "personal-access-token", aliases: ["personal-access-tokens", "pat", "pats"] };
const ID = { form: "<id>", summary: "id of the token, not its value" };

interface CreateOptions {
  name?: string;
  permission?: string[];
  onlyProject?: string[];
  expiresIn?: string;
  allowedCidr?: string[];
  serviceAccount?: string;
}

/** `grantry create personal-access-token`; its value is shown once. */
export function createPersonalAccessTokenCommand(world: World): Command {
  return buildLeaf<CreateOptions>(world, {
    ...NAMES,
    summary: "Create a personal access token; its value is shown once.",
    options: (command) =>
      command
        .option("-n, --name <name>", "what it is for")
        .addOption(
          new Option(
            "--permission <permissions>",
            "what it may do, such as clients:write; repeatable",
          ).argParser(collect),
        )
        .addOption(
          new Option(
            "--only-project <projects>",
            "limit it to these projects; else all, now and later",
          ).argParser(collect),
        )
        .option("--service-account <account>", "whose it is, by ID or name; else your own")
        .option(
          "--expires-in <duration>",
          "such as 30d, 12h or 45m; else as late as the workspace allows",
        )
        .addOption(
          new Option("--allowed-cidr <networks>", "accept it from these networks only").argParser(
            collect,
          ),
        ),
    async run(session, options) {
      const body = await readBody(session, options);
      const token = await createPersonalAccessToken(apiConnection(session), body);
      say(session, "Store the value now; it is not shown again.");
      printResource(session, tokenDetails(token));
    },
  });
}

/** `grantry list personal-access-tokens`. */
export function listPersonalAccessTokensCommand(world: World): Command {
  return buildLeaf(world, {
    ...NAMES,
    name: "personal-access-tokens",
    aliases: ["personal-access-token", "pats", "pat"],
    summary: "List the personal access tokens you may see, without their values.",
    async run(session) {
      printListing(session, tokenListing(await listPersonalAccessTokens(apiConnection(session))));
    },
  });
}

/** `grantry get personal-access-token <id>`. */
export function getPersonalAccessTokenCommand(world: World): Command {
  return buildLeaf(world, {
    ...NAMES,
    summary: "Show a personal access token, without its value.",
    argument: ID,
    async run(session, _options, [id = ""]) {
      printResource(
        session,
        tokenDetails(await getPersonalAccessToken(apiConnection(session), id)),
      );
    },
  });
}

/** `grantry revoke personal-access-token <id>`. */
export function revokePersonalAccessTokenCommand(world: World): Command {
  return buildLeaf<RehearsalOptions>(world, {
    ...NAMES,
    summary: "Revoke a personal access token everywhere, for good.",
    argument: ID,
    options: addRehearsalFlag,
    async run(session, { dryRun }, [id = ""]) {
      if (dryRun === true) {
        const request = { path: { token: id } };
        const api = apiConnection(session);
        showRehearsal(session, await rehearseOperation(api, "revokePersonalAccessToken", request));
        return;
      }
      await revokePersonalAccessToken(apiConnection(session), id);
      printResource(session, idResource(id));
    },
  });
}

/** `grantry roll personal-access-token <id>`; the new value is shown once. */
export function rollPersonalAccessTokenCommand(world: World): Command {
  return buildLeaf<{ overlap: string }>(world, {
    ...NAMES,
    summary: "Give a personal access token a new value, which is shown once.",
    argument: ID,
    options: (command) =>
      command.option("--overlap <duration>", "how long the old value works as well", "24h"),
    async run(session, { overlap }, [token = ""]) {
      const body = { overlap_seconds: secondsOf(overlap, "--overlap") };
      const request = { path: { token }, body };
      const api = apiConnection(session);
      const rolled = await callOperation(api, "rollPersonalAccessToken", request);
      say(session, "Store the value now; it is not shown again.");
      printResource(session, tokenDetails(rolled));
    },
  });
}

async function readBody(
  session: Session,
  options: CreateOptions,
): Promise<CreatePersonalAccessTokenBody> {
  const read = createPersonalAccessTokenBodySchema.safeParse({
    name: options.name ?? "",
    permissions: options.permission ?? [],
    project_ids: await projectIds(session, options.onlyProject),
    expires_at: expiryOf(options.expiresIn, session.world.now()),
    allowed_cidrs: options.allowedCidr,
    service_account_id: await serviceAccountId(session, options.serviceAccount),
  });
  if (read.success) return read.data;
  const [problem] = read.error.issues;
  const [field] = problem?.path ?? [];
  throw new Failure(
    `${FLAGS[String(field)] ?? String(field)}: ${problem?.message ?? "cannot be used."}`,
    "For example: --name ci --permission clients:write,project:read --expires-in 90d",
  );
}

const FLAGS: Record<string, string> = {
  name: "--name",
  permissions: "--permission",
  project_ids: "--only-project",
  expires_at: "--expires-in",
  allowed_cidrs: "--allowed-cidr",
};

async function serviceAccountId(
  session: Session,
  named: string | undefined,
): Promise<string | undefined> {
  if (named === undefined) return undefined;
  const query = await workspaceQuery(session);
  const accounts = await callOperation(apiConnection(session), "listServiceAccounts", { query });
  const found = accounts.find(({ id, name }) => id === named || name === named);
  if (found !== undefined) return found.id;
  throw new Failure(
    `No service account has the ID or name ${named}.`,
    "`grantry list service-accounts` shows them.",
  );
}

async function projectIds(
  session: Session,
  named: readonly string[] | undefined,
): Promise<string[] | undefined> {
  if (named === undefined) return undefined;
  const api = apiConnection(session);
  return Promise.all(named.map(async (each) => (await getProject(api, each)).id));
}

/** The moment that lies a duration such as `90d` away. */
function expiryOf(duration: string | undefined, now: Date): string | undefined {
  if (duration === undefined) return undefined;
  const seconds = secondsOf(duration, "--expires-in");
  return new Date(now.getTime() + seconds * 1000).toISOString();
}
