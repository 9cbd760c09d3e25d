import { discover, introspectToken, revokeToken } from "@grantry/api-client";
import {
  generateCredential,
  PERSONAL_ACCESS_TOKEN_PREFIX,
  type Introspection,
} from "@grantry/contracts";
import { Command, Option } from "commander";
import { Failure } from "../failure.js";
import { collect } from "../flags.js";
import { buildLeaf } from "../leaf.js";
import { goTime } from "../output/go-time.js";
import type { Resource } from "../output/print.js";
import { adminOf, findIssuer } from "../project-selection.js";
import { printResource } from "../session.js";
import type { World } from "../world.js";
import {
  addClientCredentialFlags,
  readClientCredentials,
  type CredentialOptions,
} from "./client-credential-flags.js";
import { idResource } from "./id-resource.js";

const TOKEN = { form: "<token>", summary: "access or refresh token" };

/** `grantry introspect token <token>`; an inactive token is an answer, not a failure. */
export function introspectTokenCommand(world: World): Command {
  return buildLeaf<{ scope?: string[] }>(world, {
    name: "token",
    summary: "Show what a project knows about a token (RFC 7662).",
    argument: TOKEN,
    options: (command) =>
      command.addOption(
        new Option("--scope <scopes>", "scopes the token must carry").argParser(collect),
      ),
    async run(session, options, [token = ""]) {
      const scope = options.scope?.join(" ");
      printResource(
        session,
        introspectionResource(await introspectToken(await adminOf(session), token, scope)),
      );
    },
  });
}

/** `grantry revoke token <token>` as the client it was issued to (RFC 7009). */
export function revokeTokenCommand(world: World): Command {
  return buildLeaf<CredentialOptions>(world, {
    name: "token",
    summary: "Revoke a token as the client it was issued to (RFC 7009).",
    argument: TOKEN,
    options: addClientCredentialFlags,
    async run(session, options, [token = ""]) {
      const client = readClientCredentials(session, options);
      const { revocation_endpoint: endpoint } = await discover(await findIssuer(session));
      if (endpoint === undefined) throw new Failure("This project has no revocation endpoint.");
      await revokeToken(endpoint, client, token);
      printResource(session, idResource(token));
    },
  });
}

/** `grantry token generate`: a well-formed personal access token, made offline. */
export function tokenCommand(world: World): Command {
  const generate = buildLeaf(world, {
    name: "generate",
    summary: "Print a well-formed value for GRANTRY_BOOTSTRAP_TOKEN; nothing is sent anywhere.",
    async run(session) {
      const value = generateCredential(PERSONAL_ACCESS_TOKEN_PREFIX);
      const bare = session.format.kind === "table" && !session.quiet;
      if (bare) session.world.out(`${value}\n`);
      else
        printResource(session, { id: value, rows: [["TOKEN", value]], document: { token: value } });
    },
  });
  return new Command("token").description("Make tokens.").addCommand(generate);
}

function introspectionResource(found: Introspection): Resource {
  return {
    id: String(found.active),
    rows: [
      ["ACTIVE", String(found.active)],
      ["SUBJECT", found.sub ?? ""],
      ["CLIENT ID", found.client_id ?? ""],
      ["SCOPE", found.scope ?? ""],
      ["EXPIRY", goTime(new Date((found.exp ?? 0) * 1000))],
      ["TOKEN USE", found.token_use ?? ""],
    ],
    document: found,
  };
}
