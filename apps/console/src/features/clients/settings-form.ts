import type { JsonPatch, OAuth2Client } from "@grantry/contracts";
import { scopeOf } from "./draft.js";
import type { Change } from "../../components/ui/diff-view.js";

/** The members of a client that the settings page edits. */
export interface ClientSettingsValues {
  client_name: string;
  client_uri: string;
  owner: string;
  redirect_uris: string[];
  post_logout_redirect_uris: string[];
  allowed_cors_origins: string[];
  grant_types: string[];
  token_endpoint_auth_method: string;
  scope: string[];
  audience: string[];
  access_token_strategy: string;
  skip_consent: boolean;
  policy_uri: string;
  tos_uri: string;
  logo_uri: string;
}

/** What the form starts with. */
export function settingsOf(client: OAuth2Client): ClientSettingsValues {
  return {
    client_name: client.client_name ?? "",
    client_uri: client.client_uri ?? "",
    owner: client.owner ?? "",
    redirect_uris: client.redirect_uris ?? [],
    post_logout_redirect_uris: client.post_logout_redirect_uris ?? [],
    allowed_cors_origins: client.allowed_cors_origins ?? [],
    grant_types: client.grant_types ?? ["authorization_code"],
    token_endpoint_auth_method: client.token_endpoint_auth_method ?? "client_secret_basic",
    scope: (client.scope ?? "").split(" ").filter(Boolean),
    audience: client.audience ?? [],
    access_token_strategy: client.access_token_strategy ?? "",
    skip_consent: client.skip_consent ?? false,
    policy_uri: client.policy_uri ?? "",
    tos_uri: client.tos_uri ?? "",
    logo_uri: client.logo_uri ?? "",
  };
}

const members = [
  "client_name",
  "client_uri",
  "owner",
  "redirect_uris",
  "post_logout_redirect_uris",
  "allowed_cors_origins",
  "grant_types",
  "token_endpoint_auth_method",
  "scope",
  "audience",
  "access_token_strategy",
  "skip_consent",
  "policy_uri",
  "tos_uri",
  "logo_uri",
] as const satisfies readonly (keyof ClientSettingsValues)[];

/** What saving would change. */
export function changesBetween(
  before: ClientSettingsValues,
  after: ClientSettingsValues,
): Change[] {
  return members.flatMap((path) =>
    JSON.stringify(before[path]) === JSON.stringify(after[path])
      ? []
      : [{ path, before: before[path], after: after[path] }],
  );
}

/** The JSON Patch (RFC 6902) that saves the changes and touches nothing else. */
export function patchOf(changes: readonly Change[], after: ClientSettingsValues): JsonPatch {
  const unscoped = after.scope.length === 0 && !changes.some(({ path }) => path === "scope");
  const keepsNoScope: JsonPatch = unscoped
    ? [{ op: "add", path: "/scope", value: scopeOf([]) }]
    : [];
  const patch: JsonPatch = changes.map(({ path }) => {
    const member = members.find((name) => name === path) ?? "client_name";
    const value = member === "scope" ? scopeOf(after.scope) : after[member];
    return value === "" && member === "access_token_strategy"
      ? { op: "remove" as const, path: `/${member}` }
      : { op: "add" as const, path: `/${member}`, value };
  });
  return [...patch, ...keepsNoScope];
}
