import { grants, isPermission, type Permission } from "@grantry/contracts";
import { invalidField } from "./errors.js";
import type { PersonalAccessTokenRecord } from "./personal-access-token.js";

/** What a workspace asks of personal access tokens. */
export interface TokenPolicyRules {
  /** `null`: no limit. */
  maximumLifetimeDays: number | null;
  expiryRequired: boolean;
  addressesRequired: boolean;
  /** No token of the workspace works from elsewhere; empty: every address. */
  allowedCidrs: string[];
  approval: "none" | "permissions" | "all";
  approvalPermissions: string[];
}

/** What holds in a workspace that has decided nothing. */
export const DEFAULT_TOKEN_POLICY: Readonly<TokenPolicyRules> = {
  maximumLifetimeDays: 365,
  expiryRequired: true,
  addressesRequired: false,
  allowedCidrs: [],
  approval: "none",
  approvalPermissions: [],
};

/** A clock that is a minute apart must not refuse "365 days from now". */
const TOLERANCE_MILLISECONDS = 60_000;
const DAY_MILLISECONDS = 86_400_000;

/** The latest end that the policy allows a token whose life begins then; `undefined`: none. */
export function latestEnd(policy: TokenPolicyRules, from: Date): Date | undefined {
  const days = policy.maximumLifetimeDays;
  return days === null ? undefined : new Date(from.getTime() + days * DAY_MILLISECONDS);
}

/**
 * The end of a new token. Absent means as late as may be; `null` means never.
 * @throws ControlError `bad_request` on `expires_at`
 */
export function chooseEnd(
  policy: TokenPolicyRules,
  wished: Date | null | undefined,
  now: Date,
): Date | null {
  const latest = latestEnd(policy, now);
  if (wished === undefined) return policy.expiryRequired ? (latest ?? oneYearFrom(now)) : null;
  const isTooLate =
    wished === null
      ? policy.expiryRequired
      : latest !== undefined && wished.getTime() > latest.getTime() + TOLERANCE_MILLISECONDS;
  if (isTooLate) throw tooLong(policy);
  return wished;
}

/** @throws ControlError `bad_request` when the policy asks for networks and there are none */
export function assertAddresses(policy: TokenPolicyRules, allowedCidrs: readonly string[]): void {
  if (!policy.addressesRequired || allowedCidrs.length > 0) return;
  throw invalidField("allowed_cidrs", "Your workspace asks for a list of networks.");
}

/** Whether a token with these permissions waits for an owner. */
export function needsApproval(policy: TokenPolicyRules, permissions: readonly string[]): boolean {
  if (policy.approval === "all") return true;
  if (policy.approval === "none") return false;
  return policy.approvalPermissions.some((each) => grants(permissions, each));
}

/** What a tightened policy does to a token that exists. */
export function endUnderPolicy(
  policy: TokenPolicyRules,
  token: Pick<PersonalAccessTokenRecord, "expiresAt" | "createdAt" | "rolledAt" | "revokedAt">,
  now: Date,
): { effect: "none" } | { effect: "shortened" | "ended"; expiresAt: Date } {
  const isGone = token.revokedAt !== null || (token.expiresAt !== null && token.expiresAt <= now);
  if (isGone || (token.expiresAt === null && !policy.expiryRequired)) return { effect: "none" };
  const bound = latestEnd(policy, token.rolledAt ?? token.createdAt);
  const latest = bound ?? (token.expiresAt === null ? oneYearFrom(now) : undefined);
  const isWithin =
    latest === undefined ||
    (token.expiresAt !== null &&
      token.expiresAt.getTime() <= latest.getTime() + TOLERANCE_MILLISECONDS);
  if (isWithin) return { effect: "none" };
  return latest <= now
    ? { effect: "ended", expiresAt: now }
    : { effect: "shortened", expiresAt: latest };
}

/** The fewest of the held permissions that still allow everything that was used. */
export function leastPermissions(held: readonly string[], used: ReadonlySet<string>): Permission[] {
  const least = new Set<Permission>();
  for (const permission of held) {
    if (!isPermission(permission)) continue;
    if (used.has(permission)) least.add(permission);
    const [area, level] = permission.split(":");
    const read = `${area}:read`;
    if (level === "write" && !used.has(permission) && used.has(read) && isPermission(read)) {
      least.add(read);
    }
  }
  return [...least].filter((each) => !isContained(each, least));
}

function isContained(permission: Permission, among: ReadonlySet<Permission>): boolean {
  const [area, level] = permission.split(":");
  return level === "read" && [...among].includes(`${area}:write` as Permission);
}

function oneYearFrom(now: Date): Date {
  return new Date(now.getTime() + 365 * DAY_MILLISECONDS);
}

function tooLong({ maximumLifetimeDays: days }: TokenPolicyRules) {
  const message =
    days === null
      ? "Your workspace asks for an expiry."
      : `Your workspace allows at most ${days} ${days === 1 ? "day" : "days"}.`;
  return invalidField("expires_at", message);
}
