import { createHash, timingSafeEqual } from "node:crypto";
import { LEAKED_TOKEN_TYPE, type LeakedSecretLabels } from "@grantry/contracts";
import { isPersonalAccessToken, personalAccessTokenDigest } from "@grantry/control";
import type { ControlStores, PersonalAccessTokenRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import type { CallOrigin } from "../http/call-origin.js";
import { queueMail } from "../mail/queue-mail.js";
import { leakedTokenMail } from "./leaked-token-mail.js";

export interface Report {
  token: string;
  url?: string | null | undefined;
}

const LONGEST_PLACE = 500;

/**
 * Takes values that somebody found in the open, and revokes those that are tokens of ours. Whoever
 * holds a value could use it: that they may end it gives nothing away. Values without a token's form
 * are not answered.
 */
export async function revokeLeaked(
  controlPlane: ControlPlane,
  origin: CallOrigin,
  reports: readonly Report[],
): Promise<LeakedSecretLabels> {
  const labels: LeakedSecretLabels = [];
  const wellFormed = reports.filter(({ token }) => isPersonalAccessToken(token));
  for (const { token: value, url } of wellFormed) {
    const found = await findByValue(controlPlane, value);
    if (found) await revokeFound(controlPlane, origin, found, placeOf(url));
    labels.push({
      token_hash: createHash("sha256").update(value).digest("base64"),
      token_type: LEAKED_TOKEN_TYPE,
      label: found ? "true_positive" : "false_positive",
    });
  }
  return labels;
}

interface Found {
  token: PersonalAccessTokenRow;
  isPrevious: boolean;
}

async function findByValue(
  { control, tokenDigestKeys }: ControlPlane,
  value: string,
): Promise<Found | undefined> {
  for (const key of tokenDigestKeys) {
    const digest = personalAccessTokenDigest(key, value);
    const token = await control.tokens.findByDigest(digest);
    if (!token) continue;
    if (timingSafeEqual(token.digest, digest)) return { token, isPrevious: false };
    if (token.previousDigest && timingSafeEqual(token.previousDigest, digest)) {
      return { token, isPrevious: true };
    }
  }
  return undefined;
}

/** Ends the value: the token itself, or the overlap when the value is the one before a roll. */
async function revokeFound(
  controlPlane: ControlPlane,
  origin: CallOrigin,
  { token, isPrevious }: Found,
  url: string | null,
): Promise<void> {
  await controlPlane.commit(async (stores) => {
    const isEnded = isPrevious
      ? await stores.tokens.update(token.id, {
          previousDigest: null,
          previousLastCharacters: null,
          previousEndsAt: null,
        })
      : await stores.tokens.revoke(token.id, new Date());
    if (!isEnded) return { result: undefined, messages: [] };
    await stores.audit.record({
      workspaceId: token.workspaceId,
      projectId: token.projectIds?.length === 1 ? (token.projectIds[0] ?? null) : null,
      actor: { type: "service", id: "secret-scanning", label: "Secret scanning", ...origin },
      action: isPrevious ? "personal_access_token.end_overlap" : "personal_access_token.revoke",
      target: { type: "personal_access_token", id: token.id, label: token.name },
      before: null,
      after: { reason: "found in the open", url },
    });
    await tellOwner(controlPlane, stores, { token, isPrevious }, url);
    const kind = isPrevious ? "credential.put" : "credential.remove";
    return { result: undefined, messages: [await stores.outbox.add(kind, token.id)] };
  });
}

/** A mail to whoever has the token, or answers for the service account that has it. */
async function tellOwner(
  controlPlane: ControlPlane,
  stores: ControlStores,
  { token, isPrevious }: Found,
  url: string | null,
): Promise<void> {
  const { workspaceId, ownerId } = token;
  const account = await stores.serviceAccounts.find(workspaceId, ownerId);
  const member = await stores.members.find(account?.responsibleId ?? ownerId);
  const workspace = await stores.workspaces.find(workspaceId);
  if (!member || !workspace) return;
  const words = leakedTokenMail({
    tokenName: token.name,
    workspaceName: workspace.name,
    url,
    isPrevious,
    link: `${controlPlane.addresses.console}/workspaces/${workspaceId}/personal-access-tokens/${token.id}`,
  });
  await queueMail(controlPlane, stores, { projectId: null, to: member.email, ...words });
}

/** Where it was found, as far as it is an address of the web; it is a stranger's word. */
function placeOf(url: string | null | undefined): string | null {
  if (!url || !URL.canParse(url)) return null;
  return /^https?:$/.test(new URL(url).protocol) ? url.slice(0, LONGEST_PLACE) : null;
}
