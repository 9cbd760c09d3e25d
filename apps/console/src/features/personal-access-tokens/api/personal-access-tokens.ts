import type { CreatePersonalAccessTokenBody, PersonalAccessToken } from "@grantry/contracts";
import { queryOptions } from "@tanstack/react-query";
import { read, write } from "../../../lib/api.js";

/** The personal access tokens that the member may see. */
export function tokensQuery(workspaceId: string) {
  return queryOptions({
    queryKey: [`workspace:${workspaceId}`, "personal-access-tokens"],
    queryFn: ({ signal }) => read<PersonalAccessToken[]>("/personal-access-tokens", { signal }),
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
