import {
  assertAddresses,
  assertMay,
  assertMayHandOn,
  type Caller,
  chooseEnd,
  ControlError,
  generatePersonalAccessToken,
  latestEnd,
  type TokenPolicyRules,
  tokenState,
} from "@grantry/control";
import type { PersonalAccessTokenRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import { assertChangeable, ended, isOwnInPerson } from "./change-token.js";
import { approvalFor, assertMayMakeTokens } from "./create-token.js";
import { findToken } from "./find-token.js";

/**
 * Gives a token a new value, which leaves here once; the old one works until the overlap ends. Its
 * lifetime begins anew. A value before the old one ends now. A token from before the policy asked
 * for an owner's yes waits for it now, with both values.
 * @throws ControlError `not_found`, `forbidden`, `bad_request`, `conflict`
 */
export async function rollToken(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
  overlapSeconds: number,
): Promise<{ token: PersonalAccessTokenRow; value: string }> {
  const token = await findToken(controlPlane, caller, id);
  assertMayMakeTokens(caller);
  assertChangeable(token);
  await assertMayHaveValue(controlPlane, caller, token);
  if (tokenState(token, new Date()) === "pending") {
    throw new ControlError("conflict", "This token waits for approval. Roll it afterwards.");
  }
  const policy = await controlPlane.control.tokenPolicies.find(token.workspaceId);
  assertAddresses(policy, token.allowedCidrs);
  const now = new Date();
  const expiresAt = restartedEnd(policy, caller, token, now);
  if (caller.token) assertMayHandOn(caller, { ...token, expiresAt });
  const { value, digest, lastCharacters } = generatePersonalAccessToken(
    controlPlane.tokenDigestKey,
  );
  const changes = {
    digest,
    lastCharacters,
    expiresAt,
    rolledAt: now,
    ...overlap(token, overlapSeconds, now),
    ...(token.approval === null ? approvalFor(policy, caller, token.permissions, now) : {}),
  };
  const rolled: PersonalAccessTokenRow = { ...token, ...changes };
  await controlPlane.commit(async (stores) => {
    if (!(await stores.tokens.update(token.id, changes))) throw ended();
    await stores.audit.record({
      workspaceId: token.workspaceId,
      projectId: token.projectIds?.length === 1 ? (token.projectIds[0] ?? null) : null,
      actor: caller.actor,
      action: "personal_access_token.roll",
      target: { type: "personal_access_token", id: token.id, label: token.name },
      before: { expires_at: token.expiresAt?.toISOString() ?? null },
      after: {
        expires_at: expiresAt?.toISOString() ?? null,
        overlap_ends_at: rolled.previousEndsAt?.toISOString() ?? null,
        ...(rolled.approval === token.approval ? {} : { approval: rolled.approval }),
      },
    });
    return { result: undefined, messages: [await stores.outbox.add("credential.put", token.id)] };
  });
  return { token: rolled, value };
}

/** Ends the overlap of a roll now: only the new value is left. */
export async function endOverlap(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
): Promise<void> {
  const token = await findToken(controlPlane, caller, id);
  if (!isOwnInPerson(caller, token)) assertMay(caller, "pats:write");
  if (token.previousDigest === null) return;
  await controlPlane.commit(async (stores) => {
    await stores.tokens.update(token.id, overlap(token, 0, new Date()));
    await stores.audit.record({
      workspaceId: token.workspaceId,
      projectId: token.projectIds?.length === 1 ? (token.projectIds[0] ?? null) : null,
      actor: caller.actor,
      action: "personal_access_token.end_overlap",
      target: { type: "personal_access_token", id: token.id, label: token.name },
      before: null,
      after: null,
    });
    return { result: undefined, messages: [await stores.outbox.add("credential.put", token.id)] };
  });
}

/**
 * Whoever rolls a token holds its value. A person's is theirs alone; a service account's is rolled
 * by those who could make it.
 */
async function assertMayHaveValue(
  { control }: ControlPlane,
  caller: Caller,
  token: PersonalAccessTokenRow,
): Promise<void> {
  if (token.ownerId === caller.member.id) return;
  const owner = await control.holders.rights(token.ownerId);
  if (owner?.type !== "service_account") {
    throw new ControlError("forbidden", "A personal access token is rolled by its owner.");
  }
  assertMay(caller, "pats:write");
  assertMayHandOn({ ...caller, token: null }, token);
}

function overlap(token: PersonalAccessTokenRow, seconds: number, now: Date) {
  if (seconds === 0) {
    return { previousDigest: null, previousLastCharacters: null, previousEndsAt: null };
  }
  const end = new Date(now.getTime() + seconds * 1_000);
  return {
    previousDigest: token.digest,
    previousLastCharacters: token.lastCharacters,
    previousEndsAt: token.expiresAt && token.expiresAt < end ? token.expiresAt : end,
  };
}

/** As long as before, within the policy, and not longer than the token that rolls. */
function restartedEnd(
  policy: TokenPolicyRules,
  caller: Caller,
  token: PersonalAccessTokenRow,
  now: Date,
): Date | null {
  const { expiresAt } = token;
  const began = (token.rolledAt ?? token.createdAt).getTime();
  const wished = expiresAt && new Date(now.getTime() + expiresAt.getTime() - began);
  const latest = latestEnd(policy, now);
  const isTooLate = wished !== null && latest !== undefined && wished > latest;
  const isMissing = wished === null && policy.expiryRequired;
  const end = isTooLate || isMissing ? chooseEnd(policy, undefined, now) : wished;
  const own = caller.token?.expiresAt;
  return own && (end === null || end > own) ? own : end;
}
