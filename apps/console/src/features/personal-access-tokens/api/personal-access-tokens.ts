import type {
  CreatePersonalAccessTokenBody,
  PermissionUsage,
  PersonalAccessToken,
  UpdatePersonalAccessTokenBody,
} from "@grantry/contracts";
import { queryOptions } from "@tanstack/react-query";
import { read, readAll, write } from "../../../lib/api.js";

/** The personal access tokens that the member may see. */
export function tokensQuery(workspaceId: string) {
  return queryOptions({
    queryKey: [`workspace:${workspaceId}`, "personal-access-tokens"],
    queryFn: ({ signal }) =>
      readAll<PersonalAccessToken>("/personal-access-tokens", {
        signal,
        query: { workspace_id: workspaceId },
      }),
  });
}

/** One personal access token, without its value. */
export function tokenQuery(workspaceId: string, tokenId: string) {
  return queryOptions({
    queryKey: [`workspace:${workspaceId}`, "personal-access-token", tokenId],
    queryFn: ({ signal }) =>
      read<PersonalAccessToken>(`/personal-access-tokens/${encodeURIComponent(tokenId)}`, {
        signal,
      }),
  });
}

/** Creates a personal access token; its value is in this answer and never again. */
export function createToken(
  body: CreatePersonalAccessTokenBody,
  idempotencyKey: string,
): Promise<PersonalAccessToken> {
  return write<PersonalAccessToken>("POST", "/personal-access-tokens", body, idempotencyKey);
}

/** Revokes a personal access token, for good. */
export function revokeToken(tokenId: string): Promise<void> {
  return write<void>("DELETE", `/personal-access-tokens/${encodeURIComponent(tokenId)}`);
}

/** Makes a new value; it is in this answer and never again. The old one works until the overlap ends. */
export function rollToken(
  tokenId: string,
  overlapSeconds: number,
  idempotencyKey: string,
): Promise<PersonalAccessToken> {
  const body = { overlap_seconds: overlapSeconds };
  return write<PersonalAccessToken>(
    "POST",
    `/personal-access-tokens/${encodeURIComponent(tokenId)}/roll`,
    body,
    idempotencyKey,
  );
}

/** Ends the overlap of a roll now. */
export function endOverlap(tokenId: string): Promise<void> {
  return write<void>(
    "DELETE",
    `/personal-access-tokens/${encodeURIComponent(tokenId)}/previous-value`,
  );
}

/** What an owner says about a token that waits. */
export type Decision = "approve" | "reject";

/** Lets a token that waits work, or not. */
export function decideOnToken(
  tokenId: string,
  decision: Decision,
  note: string,
): Promise<PersonalAccessToken> {
  return write<PersonalAccessToken>(
    "POST",
    `/personal-access-tokens/${encodeURIComponent(tokenId)}/${decision}`,
    { note },
  );
}

/** Changes a token; what it may do only to less. */
export function changeToken(
  tokenId: string,
  body: UpdatePersonalAccessTokenBody,
): Promise<PersonalAccessToken> {
  return write<PersonalAccessToken>(
    "PATCH",
    `/personal-access-tokens/${encodeURIComponent(tokenId)}`,
    body,
  );
}

const USAGE_DAYS = 30;

/** Which of its permissions a token has used in the last 30 days. */
export function permissionUsageQuery(workspaceId: string, tokenId: string) {
  return queryOptions({
    queryKey: [`workspace:${workspaceId}`, "permission-usage", tokenId],
    queryFn: ({ signal }) =>
      read<PermissionUsage>(
        `/personal-access-tokens/${encodeURIComponent(tokenId)}/permission-usage`,
        { signal, query: { days: USAGE_DAYS } },
      ),
  });
}
