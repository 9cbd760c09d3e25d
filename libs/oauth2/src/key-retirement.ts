import { CLIENT_LIFESPANS } from "./client-metadata.js";
import type { ClientMetadata } from "./client-metadata.js";
import { isDuration, parseDuration } from "./duration.js";
import { after as later } from "./issuer.js";
import type { Policy } from "./policy.js";
import type { ClientStore } from "./stores.js";

/** An old ID token may still come back as a hint at sign-out. */
const LEAST_SECONDS = 30 * 24 * 60 * 60;

const CLIENTS_PER_PAGE = 500;

/** Until when a key that retires `at` an instant is published, so that what it signed verifies. */
export async function retiredUntil(
  at: Date,
  policy: Policy,
  clients: Pick<ClientStore, "list">,
): Promise<Date> {
  return later(at, Math.max(LEAST_SECONDS, await longestSignedLifetime(policy, clients)));
}

/** The lifetimes of what is signed; refresh tokens are sealed. */
const SIGNED_LIFESPANS = CLIENT_LIFESPANS.filter(
  (name) => !name.endsWith("refresh_token_lifespan"),
);

/**
 * The longest lifetime in seconds that a token signed today may have: ID tokens and JWT access
 * tokens, by the project's policy and by what its clients have of their own.
 */
export async function longestSignedLifetime(
  policy: Policy,
  clients: Pick<ClientStore, "list">,
): Promise<number> {
  let longest = Math.max(policy.lifetimes.accessToken, policy.lifetimes.idToken);
  let after: string | undefined;
  do {
    const page = await clients.list({
      limit: CLIENTS_PER_PAGE,
      ...(after === undefined ? {} : { after }),
    });
    for (const { metadata } of page.items) longest = Math.max(longest, longestOf(metadata));
    after = page.next;
  } while (after !== undefined);
  return longest;
}

function longestOf(metadata: ClientMetadata): number {
  const own = SIGNED_LIFESPANS.map((name) => metadata[name])
    .filter((text) => typeof text === "string" && isDuration(text))
    .map((text) => parseDuration(text as string));
  return Math.max(0, ...own);
}
