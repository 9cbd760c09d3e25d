import { secondsOf } from "./duration.js";

/** One known key of a configuration: where it stands and what it accepts. */
export interface Setting {
  path: string;
  /** The reason why a value is refused, or `undefined` when it is accepted. */
  refusal: (value: unknown) => string | undefined;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The claims that Grantry sets itself and nobody may add. */
const REGISTERED_CLAIMS: ReadonlySet<unknown> = new Set([
  "iss",
  "sub",
  "aud",
  "exp",
  "nbf",
  "iat",
  "jti",
  "client_id",
  "scope",
  "scp",
  "ext",
  "cnf",
  "act",
  "auth_time",
  "nonce",
  "acr",
  "amr",
  "azp",
  "at_hash",
  "c_hash",
  "s_hash",
  "sid",
]);

/** The known keys of `services.oauth2.config` (Hydra's configuration keys). */
export const OAUTH2_SETTINGS: readonly Setting[] = [
  duration("ttl.access_token", MINUTE, 30 * DAY, "Use 1 minute to 30 days."),
  duration("ttl.id_token", MINUTE, 30 * DAY, "Use 1 minute to 30 days."),
  { path: "ttl.refresh_token", refusal: refreshLifetimeRefusal },
  duration("ttl.auth_code", 30, 10 * MINUTE, "Use 30 seconds to 10 minutes."),
  duration("ttl.login_consent_request", MINUTE, 30 * DAY, "Use 1 minute to 30 days."),
  duration("ttl.authentication_session", MINUTE, 180 * DAY, "Use at most 180 days."),
  duration("ttl.device_user_code", MINUTE, 30 * DAY, "Use 1 minute to 30 days."),
  oneOf("strategies.access_token", ["opaque", "jwt"]),
  oneOf("strategies.scope", ["exact", "wildcard"]),
  oneOf("strategies.jwt.scope_claim", ["list", "string", "both"]),
  { path: "oauth2.token_prefix", refusal: tokenPrefixRefusal },
  { path: "oauth2.allowed_top_level_claims", refusal: claimsRefusal },
  truth("oauth2.mirror_top_level_claims"),
  truth("oauth2.preserve_ext_claims"),
  truth("oauth2.exclude_not_before_claim"),
  truth("oauth2.pkce.enforced"),
  truth("oauth2.pkce.enforced_for_public_clients"),
  truth("oauth2.client_credentials.default_grant_allowed_scope"),
  duration("oauth2.grant.refresh_token.rotation_grace_period", 0, 300, "Use 0 to 300 seconds."),
  truth("oauth2.grant.jwt.jti_optional"),
  truth("oauth2.grant.jwt.iat_optional"),
  duration("oauth2.grant.jwt.max_ttl", MINUTE, 30 * DAY, "Use 1 minute to 30 days."),
  address("oauth2.token_hook"),
  address("oauth2.token_hook.url"),
  address("oauth2.refresh_token_hook"),
  address("oauth2.refresh_token_hook.url"),
  duration("oauth2.device_authorization.token_polling_interval", 5, 60, "Use 5 to 60 seconds."),
  oneOf("oauth2.device_authorization.user_code.entropy_preset", ["high", "medium", "low"]),
  subset("oidc.subject_identifiers.supported_types", ["public", "pairwise"]),
  { path: "oidc.subject_identifiers.pairwise.salt", refusal: saltRefusal },
  truth("oidc.dynamic_client_registration.enabled"),
  texts("oidc.dynamic_client_registration.default_scope"),
  ...["login", "consent", "logout", "error", "registration", "post_logout_redirect"].map((page) =>
    address(`urls.${page}`),
  ),
  address("urls.device.verification"),
  address("urls.device.success"),
  oneOf("serve.cookies.same_site_mode", ["Strict", "Lax", "None"]),
  texts("webfinger.oidc_discovery.supported_claims"),
  texts("webfinger.oidc_discovery.supported_scope"),
];

/** The known keys of `services.account_experience.config`. */
export const ACCOUNT_EXPERIENCE_SETTINGS: readonly Setting[] = [
  truth("registration_enabled"),
  truth("hide_registration_link"),
  address("contact_url"),
  address("privacy_policy_url"),
  address("terms_of_service_url"),
  { path: "default_locale", refusal: localeRefusal },
  texts("enabled_locales"),
  oneOf("locale_behavior", ["respect_accept_language", "force_default"]),
];

/** Keys whose values are written but never sent back. */
export const WRITE_ONLY_SETTINGS: readonly string[] = [
  "oidc.subject_identifiers.pairwise.salt",
  "oauth2.token_hook.auth",
  "oauth2.refresh_token_hook.auth",
  "secrets",
];

function duration(path: string, least: number, most: number, message: string): Setting {
  return {
    path,
    refusal: (value) => (isWithin(value, least, most) ? undefined : message),
  };
}

function isWithin(value: unknown, least: number, most: number): boolean {
  const seconds = secondsOf(value);
  return seconds !== undefined && seconds >= least && seconds <= most;
}

function refreshLifetimeRefusal(value: unknown): string | undefined {
  const forever = value === "-1" || value === -1;
  return forever || isWithin(value, HOUR, 3650 * DAY)
    ? undefined
    : "Use 1 hour to 10 years, or -1 for never.";
}

function oneOf(path: string, choices: readonly string[]): Setting {
  const message = `Use ${choices.join(" or ")}.`;
  return {
    path,
    refusal: (value) => (choices.some((choice) => choice === value) ? undefined : message),
  };
}

function subset(path: string, choices: readonly string[]): Setting {
  const message = `Use a list of ${choices.join(", ")}.`;
  const accepts = (value: unknown) =>
    isListOfText(value) && value.length > 0 && value.every((each) => choices.includes(each));
  return { path, refusal: (value) => (accepts(value) ? undefined : message) };
}

function texts(path: string): Setting {
  return {
    path,
    refusal: (value) => (isListOfText(value) ? undefined : "Use a list of texts."),
  };
}

function truth(path: string): Setting {
  return {
    path,
    refusal: (value) => (typeof value === "boolean" ? undefined : "Use true or false."),
  };
}

function address(path: string): Setting {
  return { path, refusal: addressRefusal };
}

function addressRefusal(value: unknown): string | undefined {
  const message = "Use an https address, or leave it empty.";
  if (value === "" || value === null) return undefined;
  // A hook may be an object with its own url and auth; its members are settings of their own.
  if (typeof value === "object") return undefined;
  if (typeof value !== "string" || value.length > 2048 || !URL.canParse(value)) return message;
  const { protocol, hostname, username, password } = new URL(value);
  const isLoopback = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  const isSafe = protocol === "https:" || (protocol === "http:" && isLoopback);
  return isSafe && username === "" && password === "" ? undefined : message;
}

function tokenPrefixRefusal(value: unknown): string | undefined {
  return typeof value === "string" && /^\w{0,40}%s\w{0,40}$/.test(value)
    ? undefined
    : "Use exactly one %s; otherwise letters, digits and _.";
}

function claimsRefusal(value: unknown): string | undefined {
  if (!isListOfText(value)) return "Use a list of claim names.";
  const registered = value.find((claim) => REGISTERED_CLAIMS.has(claim));
  return registered ? `${registered} is set by Grantry and cannot be allowed.` : undefined;
}

function saltRefusal(value: unknown): string | undefined {
  return typeof value === "string" && value.length >= 8
    ? undefined
    : "Pairwise needs a salt of at least 8 characters.";
}

function localeRefusal(value: unknown): string | undefined {
  return typeof value === "string" && /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/.test(value)
    ? undefined
    : "Use a language tag, such as en or de-CH.";
}

function isListOfText(value: unknown): value is string[] {
  return (
    Array.isArray(value) && value.length <= 200 && value.every((each) => typeof each === "string")
  );
}
