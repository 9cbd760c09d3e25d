import { ApiError, discover, requestToken } from "@grantry/api-client";
import { Option, type Command } from "commander";
import { UsageFailure } from "../failure.js";
import { collect } from "../flags.js";
import { buildLeaf } from "../leaf.js";
import { findIssuer } from "../project-selection.js";
import { printResource, type Session } from "../session.js";
import type { World } from "../world.js";
import {
  addClientCredentialFlags,
  readClientCredentials,
  type CredentialOptions,
} from "./client-credential-flags.js";
import { tokenResource } from "./token-rows.js";

interface Options extends CredentialOptions {
  scope?: string[];
  audience?: string[];
  tokenUrl?: string;
}

/** `grantry perform client-credentials` (RFC 6749 §4.4). */
export function performClientCredentialsCommand(world: World): Command {
  return buildLeaf<Options>(world, {
    name: "client-credentials",
    summary: "Get a token as a client, for the client itself.",
    options: (command) =>
      addClientCredentialFlags(command)
        .addOption(new Option("--scope <scopes>", "scopes to ask for").argParser(collect))
        .addOption(new Option("--audience <audiences>", "audiences to ask for").argParser(collect))
        .option("--token-url <address>", "token endpoint; else the project's"),
    async run(session, options) {
      const client = readClientCredentials(session, options);
      if (client.clientSecret === undefined) {
        throw new UsageFailure(
          "The client needs its secret for this.",
          "Give it with --client-secret.",
        );
      }
      const endpoint = options.tokenUrl ?? (await tokenEndpoint(session));
      const requested = {
        grant_type: "client_credentials",
        scope: options.scope?.join(" "),
        audience: options.audience?.join(" "),
      };
      const issuedAt = session.world.now();
      const answer = await requestToken(endpoint, client, requested).catch(explain);
      printResource(session, tokenResource(answer, issuedAt));
    },
  });
}

async function tokenEndpoint(session: Session): Promise<string> {
  return (await discover(await findIssuer(session))).token_endpoint;
}

function explain(refusal: unknown): never {
  if (!(refusal instanceof ApiError)) throw refusal;
  const { status, code, reason, requestId } = refusal;
  const words = `Could not retrieve access token because: ${reason}`;
  throw new ApiError({ status, code, reason: words, requestId, cause: refusal });
}
