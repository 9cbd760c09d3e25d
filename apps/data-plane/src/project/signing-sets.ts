import { SigningKeys, generateSigningKey, retiredUntil } from "@grantry/oauth2";
import type { Policy, SigningAlgorithm, SigningKeyRecord } from "@grantry/oauth2";
import type { ProjectStores } from "@grantry/persistence";

/** Hydra's names for what signs ID tokens and what signs JWT access tokens: here the same keys. */
export const ID_TOKEN_SET = "hydra.openid.id-token";
export const ACCESS_TOKEN_SET = "hydra.jwt.access-token";

const SIGNING_SETS: readonly string[] = [ID_TOKEN_SET, ACCESS_TOKEN_SET];

/** Keys stay published for a month after they retire, so their number grows with each replacement. */
const MOST_SIGNING_KEYS = 50;

/** A key that is asked for under one of those names. */
export interface WantedSigningKey {
  readonly set: string;
  readonly algorithm: SigningAlgorithm;
  readonly kid: string;
}

export function isSigningSet(name: string): boolean {
  return SIGNING_SETS.includes(name);
}

/** The keys of a project, and which of them sign JWT access tokens. */
export async function openSigningKeys({ signingKeys }: ProjectStores): Promise<SigningKeys> {
  const [records, accessTokenAlgorithm] = await Promise.all([
    signingKeys.list(),
    signingKeys.algorithmOf(ACCESS_TOKEN_SET),
  ]);
  return new SigningKeys(records, accessTokenAlgorithm);
}

/**
 * Makes a key that signs from now on with its algorithm, and makes that algorithm the one of the
 * set. What the key before it signed goes on verifying for as long as it may live.
 */
export async function replaceSigningKey(
  { signingKeys, clients }: ProjectStores,
  policy: Policy,
  { set, algorithm, kid }: WantedSigningKey,
  now: Date,
): Promise<SigningKeyRecord | "exists" | "full"> {
  if ((await signingKeys.list()).length >= MOST_SIGNING_KEYS) return "full";
  const key = { ...(await generateSigningKey(algorithm, "current", now)), kid };
  const outcome = await signingKeys.replace(set, key, await retiredUntil(now, policy, clients));
  return outcome === "replaced" ? key : outcome;
}

/**
 * Ends a current key's time to sign: its announced successor signs from now on, another is
 * announced, and what it signed goes on verifying for as long as it may live. A key that is not
 * current is left as it is (`unchanged`).
 */
export async function retireSigningKey(
  { signingKeys, clients }: ProjectStores,
  policy: Policy,
  kid: string,
  now: Date,
): Promise<"retired" | "unchanged" | "absent" | "no successor"> {
  const keys = await signingKeys.list();
  const key = keys.find((each) => each.kid === kid);
  if (key === undefined) return "absent";
  if (key.state !== "current") return "unchanged";
  const { algorithm } = key;
  if (!keys.some((each) => each.algorithm === algorithm && each.state === "next"))
    return "no successor";
  const announced = await generateSigningKey(algorithm, "next", now);
  const until = await retiredUntil(now, policy, clients);
  const outcome = await signingKeys.rotate(algorithm, announced, now, until, kid);
  return outcome === "rotated" ? "retired" : "unchanged";
}
