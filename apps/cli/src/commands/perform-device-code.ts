import { setTimeout as wait } from "node:timers/promises";
import { discover, pollForTokens, requestDeviceAuthorization } from "@grantry/api-client";
import type { DeviceAuthorization } from "@grantry/contracts";
import { Option, type Command } from "commander";
import { usesPersonalAccessToken } from "../credential.js";
import { Failure } from "../failure.js";
import { collect } from "../flags.js";
import { buildLeaf } from "../leaf.js";
import { findIssuer } from "../project-selection.js";
import { printResource, say, type Session } from "../session.js";
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
  deviceAuthUrl?: string;
  tokenUrl?: string;
  open: boolean;
}

/** `grantry perform device-code` (RFC 8628): signs somebody in on another device. */
export function performDeviceCodeCommand(world: World): Command {
  return buildLeaf<Options>(world, {
    name: "device-code",
    summary: "Get tokens for a user who signs in on another device (RFC 8628).",
    options: (command) =>
      addClientCredentialFlags(command)
        .addOption(
          new Option("--scope <scopes>", "scopes to ask for (default offline,openid)").argParser(
            collect,
          ),
        )
        .addOption(new Option("--audience <audiences>", "audiences to ask for").argParser(collect))
        .option("--device-auth-url <address>", "device authorization endpoint; else the project's")
        .option("--token-url <address>", "token endpoint; else the project's")
        .option("--no-open", "print the address instead of opening a browser"),
    async run(session, options) {
      const client = readClientCredentials(session, options);
      const endpoints = await endpointsOf(session, options);
      const authorization = await requestDeviceAuthorization(endpoints.device, client, {
        scope: (options.scope ?? ["offline", "openid"]).join(" "),
        audience: options.audience?.join(" "),
      });
      announce(session, authorization, options.open);
      const answer = await pollForTokens(endpoints.token, client, authorization, wait);
      say(session, "Successfully signed in!");
      printResource(session, tokenResource(answer, session.world.now()));
    },
  });
}

async function endpointsOf(
  session: Session,
  { deviceAuthUrl, tokenUrl }: Options,
): Promise<{ device: string; token: string }> {
  if (deviceAuthUrl !== undefined && tokenUrl !== undefined) {
    return { device: deviceAuthUrl, token: tokenUrl };
  }
  const metadata = await discover(await findIssuer(session));
  const device = deviceAuthUrl ?? metadata.device_authorization_endpoint;
  if (device === undefined) {
    throw new Failure("This project has no device authorization endpoint.");
  }
  return { device, token: tokenUrl ?? metadata.token_endpoint };
}

function announce(session: Session, authorization: DeviceAuthorization, open: boolean): void {
  const { verification_uri, verification_uri_complete, user_code } = authorization;
  const address = verification_uri_complete ?? verification_uri;
  session.world.err(`To login please go to:\n\t${address}\nThe code is ${user_code}.\n`);
  if (open && !usesPersonalAccessToken(session)) session.world.openBrowser(address);
}
