import { createHmac } from "node:crypto";
import {
  generateCredential,
  isWellFormedCredential,
  PERSONAL_ACCESS_TOKEN_PREFIX,
} from "@grantry/contracts";
import { isInNetworks } from "./network.js";

/** What is remembered of a personal access token; the value itself is not. */
export interface PersonalAccessTokenRecord {
  id: string;
  workspaceId: string;
  ownerId: string;
  name: string;
  permissions: string[];
  /** `null`: every project of the workspace, now and later. */
  projectIds: string[] | null;
  /** Empty: every address. */
  allowedCidrs: string[];
  expiresAt: Date | null;
  lastCharacters: string;
  createdAt: Date;
  revokedAt: Date | null;
}

export type TokenStanding = "usable" | "revoked" | "expired" | "address_not_allowed";

/** A new value with what is kept of it. */
export function generatePersonalAccessToken(digestKey: Buffer) {
  return describePersonalAccessToken(digestKey, generateCredential(PERSONAL_ACCESS_TOKEN_PREFIX));
}

/** What is kept of a given value. */
export function describePersonalAccessToken(digestKey: Buffer, value: string) {
  return {
    value,
    digest: personalAccessTokenDigest(digestKey, value),
    lastCharacters: value.slice(-4),
  };
}

/** Tells whether a value has the form of a personal access token, checksum included. */
export function isPersonalAccessToken(value: string): boolean {
  return value.startsWith(PERSONAL_ACCESS_TOKEN_PREFIX) && isWellFormedCredential(value);
}

/** The keyed hash under which a token is stored: HMAC-SHA256 of the whole value. */
export function personalAccessTokenDigest(digestKey: Buffer, value: string): Buffer {
  return createHmac("sha256", digestKey).update(value).digest();
}

/** Whether a token may be used now and from there. */
export function tokenStanding(
  token: Pick<PersonalAccessTokenRecord, "revokedAt" | "expiresAt" | "allowedCidrs">,
  use: { now: Date; address: string },
): TokenStanding {
  if (token.revokedAt) return "revoked";
  if (token.expiresAt && token.expiresAt <= use.now) return "expired";
  if (token.allowedCidrs.length > 0 && !isInNetworks(use.address, token.allowedCidrs)) {
    return "address_not_allowed";
  }
  return "usable";
}
