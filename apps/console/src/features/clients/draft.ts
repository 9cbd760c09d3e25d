import type { OAuth2ClientBody } from "@grantry/contracts";
import { typeDefaults, type ClientType, type Party } from "./client-type.js";

/** What the create form holds. An override is undefined while the type decides. */
export interface ClientDraft {
  type: ClientType;
  party: Party;
  name: string;
  redirectUris: string[];
  scopes: string[];
  audience: string[];
  site: string;
  policy: string;
  terms: string;
  clientId: string;
  owner: string;
  logo: string;
  postLogoutUris: string[];
  contacts: string[];
  overrides: Overrides;
}

export interface Overrides {
  grantTypes?: string[] | undefined;
  authenticationMethod?: string | undefined;
  accessToken?: "" | "opaque" | "jwt" | undefined;
  consent?: "skipped" | "asked" | undefined;
}

/** What the client will be, once the type's defaults and the overrides are put together. */
export interface Outcome {
  grantTypes: string[];
  authenticationMethod: string;
  accessToken: "" | "opaque" | "jwt";
  consent: "skipped" | "asked" | "none";
  isPublic: boolean;
  usesCode: boolean;
}

/** An empty form for a type of client. */
export function emptyDraft(type: ClientType): ClientDraft {
  return {
    type,
    party: "ours",
    name: "",
    redirectUris: [],
    scopes: [...typeDefaults[type].scopes],
    audience: [],
    site: "",
    policy: "",
    terms: "",
    clientId: "",
    owner: "",
    logo: "",
    postLogoutUris: [],
    contacts: [],
    overrides: {},
  };
}

/** The same form for another type: what was typed stays, what the type decides follows it. */
export function withType(draft: ClientDraft, type: ClientType): ClientDraft {
  const before = typeDefaults[draft.type].scopes;
  const untouched =
    draft.scopes.length === before.length && draft.scopes.every((scope) => before.includes(scope));
  return {
    ...draft,
    type,
    scopes: untouched ? [...typeDefaults[type].scopes] : draft.scopes,
    overrides: {},
  };
}

/** Derives what the client will be. */
export function outcomeOf({ type, party, overrides }: ClientDraft): Outcome {
  const defaults = typeDefaults[type];
  const grantTypes = overrides.grantTypes ?? [...defaults.grantTypes];
  const authenticationMethod = overrides.authenticationMethod ?? defaults.authenticationMethod;
  const isPublic = authenticationMethod === "none";
  const usesCode = grantTypes.includes("authorization_code");
  const byType =
    defaults.consent === "by party" && party === "ours" && type !== "other" ? "skipped" : "asked";
  const withUser = grantTypes.some((grantType) => grantType !== "client_credentials");
  return {
    grantTypes,
    authenticationMethod,
    accessToken: overrides.accessToken ?? "",
    consent: withUser ? (overrides.consent ?? byType) : "none",
    isPublic,
    usesCode,
  };
}

function originsOf(addresses: readonly string[]): string[] {
  const origins = addresses.flatMap((address) =>
    URL.canParse(address) && /^https?:/i.test(address) ? [new URL(address).origin] : [],
  );
  return [...new Set(origins)];
}

/** No scope at all is a space on the wire: an empty text would ask for the default scope. */
export function scopeOf(scopes: readonly string[]): string {
  return scopes.length === 0 ? " " : scopes.join(" ");
}

/** The request body that creates the client, without members that would only repeat a default. */
export function bodyOf(draft: ClientDraft): OAuth2ClientBody {
  const outcome = outcomeOf(draft);
  const name = draft.name.trim();
  return {
    ...(draft.clientId === "" ? {} : { client_id: draft.clientId }),
    client_name: name,
    grant_types: outcome.grantTypes,
    response_types: outcome.usesCode ? ["code"] : [],
    token_endpoint_auth_method: outcome.authenticationMethod,
    scope: scopeOf(draft.scopes),
    ...(outcome.usesCode ? { redirect_uris: draft.redirectUris } : {}),
    ...(draft.audience.length === 0 ? {} : { audience: draft.audience }),
    ...(outcome.consent === "skipped" ? { skip_consent: true } : {}),
    ...(outcome.accessToken === "" ? {} : { access_token_strategy: outcome.accessToken }),
    ...(draft.type === "browser" ? { allowed_cors_origins: originsOf(draft.redirectUris) } : {}),
    ...(draft.site === "" ? {} : { client_uri: draft.site }),
    ...(draft.policy === "" ? {} : { policy_uri: draft.policy }),
    ...(draft.terms === "" ? {} : { tos_uri: draft.terms }),
    ...(draft.logo === "" ? {} : { logo_uri: draft.logo }),
    ...(draft.owner === "" ? {} : { owner: draft.owner }),
    ...(draft.contacts.length === 0 ? {} : { contacts: draft.contacts }),
    ...(draft.postLogoutUris.length === 0
      ? {}
      : { post_logout_redirect_uris: draft.postLogoutUris }),
  };
}
