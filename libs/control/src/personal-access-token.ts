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
  description: string;
  /** `exchanged`: came from a trusted issuer's token. */
  kind: "personal" | "exchanged";
  trustedIssuerId: string | null;
  permissions: string[];
  /** `null`: every project of the workspace, now and later. */
  projectIds: string[] | null;
  /** Empty: every address. */
  allowedCidrs: string[];
  expiresAt: Date | null;
  lastCharacters: string;
  createdAt: Date;
  rolledAt: Date | null;
  previousLastCharacters: string | null;
  previousEndsAt: Date | null;
  /** `null`: needs nobody's yes. */
  approval: "pending" | "approved" | "rejected" | null;
  approvalBy: string | null;
  approvalAt: Date | null;
  approvalNote: string;
  revokedAt: Date | null;
}

export type TokenStanding =
  | "usable"
  | "pending"
  | "rejected"
  | "revoked"
  | "expired"
  | "address_not_allowed";

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

/** What a token is worth now, from wherever. */
export function tokenState(
  token: Pick<PersonalAccessTokenRecord, "revokedAt" | "expiresAt" | "approval">,
  now: Date,
): Exclude<TokenStanding, "usable" | "address_not_allowed"> | "active" {
  if (token.approval === "rejected") return "rejected";
  if (token.revokedAt) return "revoked";
  if (token.expiresAt && token.expiresAt <= now) return "expired";
  return token.approval === "pending" ? "pending" : "active";
}

/** Whether a token may be used now and from there; `policyCidrs` are its workspace's networks. */
export function tokenStanding(
  token: Pick<PersonalAccessTokenRecord, "revokedAt" | "expiresAt" | "allowedCidrs" | "approval">,
  use: { now: Date; address: string; policyCidrs?: readonly string[] },
): TokenStanding {
  const state = tokenState(token, use.now);
  if (state !== "active") return state;
  for (const networks of [token.allowedCidrs, use.policyCidrs ?? []]) {
    if (networks.length > 0 && !isInNetworks(use.address, networks)) return "address_not_allowed";
  }
  return "usable";
}
