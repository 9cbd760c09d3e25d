import {
  personalAccessTokenSchema,
  type CreatePersonalAccessTokenBody,
  type PersonalAccessToken,
} from "@grantry/contracts";
import { z } from "zod";
import { ask, path, send, type Connection } from "./connection.js";
import { askEveryPage } from "./pages.js";

/** The personal access tokens the caller may see, without their values. */
export function listPersonalAccessTokens(api: Connection): Promise<PersonalAccessToken[]> {
  const list = z.array(personalAccessTokenSchema);
  return askEveryPage(api, { path: "/personal-access-tokens" }, list);
}

/** One personal access token, without its value. */
export function getPersonalAccessToken(api: Connection, id: string): Promise<PersonalAccessToken> {
  return ask(api, { path: path`/personal-access-tokens/${id}` }, personalAccessTokenSchema);
}

/** Creates a personal access token; `value` is in this answer and never again. */
export function createPersonalAccessToken(
  api: Connection,
  body: CreatePersonalAccessTokenBody,
): Promise<PersonalAccessToken> {
  const call = { method: "POST", path: "/personal-access-tokens", json: body } as const;
  return ask(api, call, personalAccessTokenSchema);
}

/** Revokes a personal access token everywhere, for good. */
export async function revokePersonalAccessToken(api: Connection, id: string): Promise<void> {
  await send(api, { method: "DELETE", path: path`/personal-access-tokens/${id}` });
}
