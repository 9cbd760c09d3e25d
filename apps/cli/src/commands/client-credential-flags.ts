import type { ClientCredentials } from "@grantry/api-client";
import type { Command } from "commander";
import { UsageFailure } from "../failure.js";
import type { Session } from "../session.js";

export interface CredentialOptions {
  clientId?: string;
  clientSecret?: string;
}

/** Adds the flags by which a command acts as a client. */
export function addClientCredentialFlags(command: Command): Command {
  return command
    .option("--client-id <id>", "client ID (OAUTH2_CLIENT_ID)")
    .option("--client-secret <secret>", "client secret (OAUTH2_CLIENT_SECRET)");
}

/**
 * The client a command acts as; without a secret it is a public one.
 * @throws UsageFailure when no client is named
 */
export function readClientCredentials(
  session: Session,
  options: CredentialOptions,
): ClientCredentials {
  const { environment } = session.world;
  const clientId = options.clientId || environment.clientId;
  if (clientId === undefined) {
    throw new UsageFailure(
      "No client is named.",
      "Name it with --client-id, and its secret with --client-secret.",
    );
  }
  return { clientId, clientSecret: options.clientSecret || environment.clientSecret };
}
