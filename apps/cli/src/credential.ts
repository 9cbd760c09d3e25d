import {
  ApiError,
  requestToken,
  discover,
  type Connection,
  type OutgoingRequest,
} from "@grantry/api-client";
import { Failure, HeldBack } from "./failure.js";
import { remember, say, type Session } from "./session.js";
import type { StoredToken } from "./settings-file.js";
import { CLI_CLIENT, signIn, toStoredToken } from "./sign-in/sign-in.js";

/** A token that is about to expire is renewed before it is used. */
const RENEW_BEFORE_MILLISECONDS = 60_000;

/** How the control plane's API is spoken to, with the credential of this run. */
export function apiConnection(session: Session): Connection {
  return connectionTo(session, session.addresses.api);
}

/** A connection to any address that accepts the credential of this run. */
export function connectionTo(session: Session, baseUrl: string): Connection {
  return {
    baseUrl,
    ...(session.dryRun && { before: holdBackChange }),
    headers: async () => ({
      "user-agent": "grantry-cli",
      authorization: `Bearer ${await credentialOf(session)}`,
      ...session.headers,
    }),
  };
}

/** @throws HeldBack with the request when it would change something */
function holdBackChange(request: OutgoingRequest): void {
  if (request.method !== "GET") throw new HeldBack(request);
}

/** Whether this run is that of a personal access token; then no browser ever opens. */
export function usesPersonalAccessToken(session: Session): boolean {
  return session.world.environment.personalAccessToken !== undefined;
}

/**
 * The credential of this run: GRANTRY_PAT, else the token of the last sign-in, renewed when it is
 * about to expire, else a new sign-in when a person is there.
 * @throws Failure when there is no credential and nobody to sign in
 */
async function credentialOf(session: Session): Promise<string> {
  const { personalAccessToken } = session.world.environment;
  if (personalAccessToken !== undefined) return personalAccessToken;
  const stored = session.settings.access_token;
  if (stored != null) {
    const usable = isFresh(session, stored) ? stored : await renewed(session, stored);
    if (usable !== undefined) return usable.access_token;
  }
  if (session.quiet || !session.world.interactive) {
    throw new Failure("You are not signed in.", "Sign in with `grantry auth`, or set GRANTRY_PAT.");
  }
  say(session, "You are not signed in. Your browser opens for it.");
  return (await signIn(session, { open: true })).access_token;
}

function isFresh(session: Session, token: StoredToken): boolean {
  const expiry = Date.parse(token.expiry);
  return expiry - session.world.now().getTime() > RENEW_BEFORE_MILLISECONDS;
}

/** Renews the stored token (RFC 6749 §6); undefined when the sign-in has ended. */
async function renewed(session: Session, stored: StoredToken): Promise<StoredToken | undefined> {
  if (stored.refresh_token === undefined) return undefined;
  const metadata = await discover(session.addresses.consoleIssuer);
  try {
    const parameters = { grant_type: "refresh_token", refresh_token: stored.refresh_token };
    const answer = await requestToken(metadata.token_endpoint, CLI_CLIENT, parameters);
    const token = toStoredToken(answer, session.world.now(), stored.refresh_token);
    remember(session, { access_token: token });
    return token;
  } catch (refusal) {
    if (!(refusal instanceof ApiError) || refusal.code !== "invalid_grant") throw refusal;
    remember(session, { access_token: null });
    return undefined;
  }
}
