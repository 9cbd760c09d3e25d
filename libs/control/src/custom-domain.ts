import { randomBytes } from "node:crypto";

/** The label under a host name at which its owner answers a challenge. */
export const CHALLENGE_LABEL = "_grantry-challenge";

/** What nobody who does not own a name can know beforehand. */
export function newChallenge(): string {
  return randomBytes(24).toString("base64url");
}

/** The text of the DNS record that answers a challenge. */
export function challengeText(challenge: string): string {
  return `grantry-verification=${challenge}`;
}
