import { USER_CODE_PRESETS } from "./device-authorization/user-code.js";
import type { UserCodePreset } from "./device-authorization/user-code.js";
import type { HookTarget } from "./hooks/hook-target.js";
import type { ScopeStrategy } from "./scope.js";
import {
  choice,
  claimNames,
  duration,
  durationOrNever,
  flag,
  hook,
  pageUrl,
  strings,
  subset,
} from "./setting.js";
import type { Setting } from "./setting.js";

/** How one issuer behaves: its configuration document, checked and with defaults. Times in seconds. */
export interface Policy {
  readonly lifetimes: {
    readonly accessToken: number;
    readonly idToken: number;
    /** Undefined: refresh tokens never end by themselves. */
    readonly refreshToken: number | undefined;
    readonly authorizationCode: number;
    readonly loginConsentRequest: number;
    readonly authenticationSession: number;
    readonly deviceUserCode: number;
  };
  readonly accessTokenStrategy: "opaque" | "jwt";
  readonly scopeStrategy: ScopeStrategy;
  /** Which claim of a JWT access token carries the scope: `scp` array, `scope` string, or both. */
  readonly jwtScopeClaim: "list" | "string" | "both";
  /** `%s` stands for `at`, `rt`, `ac`, `dc`. */
  readonly tokenPrefix: string;
  readonly pkceEnforced: boolean;
  readonly refreshGraceSeconds: number;
  /** However often it is refreshed, a grant ends then; undefined: never for that reason. */
  readonly refreshAbsoluteSeconds: number | undefined;
  readonly clientCredentialsDefaultScope: boolean;
  /** What assertions of trusted issuers must carry (RFC 7523 §3). */
  readonly jwtBearer: {
    readonly iatOptional: boolean;
    readonly jtiOptional: boolean;
    readonly longestSeconds: number;
  };
  readonly deviceAuthorization: {
    /** Seconds a device waits between two questions (RFC 8628 §3.2). */
    readonly pollingInterval: number;
    readonly userCode: UserCodePreset;
  };
  /** What discovery lists beside what every issuer knows: scopes and claims of the project's own. */
  readonly discovery: {
    readonly scopes: readonly string[];
    readonly claims: readonly string[];
  };
  /** Who is asked before tokens are issued. */
  readonly hooks: {
    readonly token: HookTarget | undefined;
    readonly refreshToken: HookTarget | undefined;
  };
  readonly allowedTopLevelClaims: readonly string[];
  readonly mirrorTopLevelClaims: boolean;
  readonly excludeNotBeforeClaim: boolean;
  readonly defaultScope: string;
  /** Who may register clients by RFC 7591: nobody, anybody, or holders of an initial access token. */
  readonly dynamicRegistration: "off" | "open" | "protected";
  /** Audience of clients that register themselves and name none: what they may ask tokens for. */
  readonly registeredAudience: readonly string[];
  readonly subjectTypes: readonly string[];
  /** Mixed into pairwise subjects; without one a key of the project is. */
  readonly pairwiseSalt: string | undefined;
  /** Pages of the project's own; absent ones are the built-in Account Experience. */
  readonly urls: Readonly<Partial<Record<PageUrl, string>>>;
  readonly signingKeyRotationSeconds: number | undefined;
  readonly cookieSameSite: "lax" | "none" | "strict";
}

export const PAGE_URLS = [
  "login",
  "registration",
  "consent",
  "logout",
  "error",
  "post_logout_redirect",
  "device.verification",
  "device.success",
] as const;
export type PageUrl = (typeof PAGE_URLS)[number];

/** A setting that was ignored, named by its path in the document. */
export interface PolicyProblem {
  readonly path: string;
  readonly reason: string;
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/**
 * Every setting the engine knows, by its path in the configuration document (Hydra's keys): its
 * default, its range in words and how it is read. This table is the documentation, too.
 */
const SETTINGS = {
  "ttl.access_token": duration(HOUR, MINUTE, 30 * DAY, "Use 1 minute to 30 days."),
  "ttl.id_token": duration(HOUR, MINUTE, 30 * DAY, "Use 1 minute to 30 days."),
  "ttl.refresh_token": durationOrNever(
    720 * HOUR,
    HOUR,
    10 * YEAR,
    "Use 1 hour to 10 years, or -1 for never.",
  ),
  "ttl.auth_code": duration(10 * MINUTE, 30, 10 * MINUTE, "Use 30 seconds to 10 minutes."),
  "ttl.login_consent_request": duration(30 * MINUTE, MINUTE, DAY, "Use 1 minute to 1 day."),
  "ttl.authentication_session": duration(720 * HOUR, MINUTE, 180 * DAY, "Use at most 180 days."),
  "ttl.device_user_code": duration(15 * MINUTE, MINUTE, HOUR, "Use 1 minute to 1 hour."),
  "strategies.access_token": choice("opaque", ["opaque", "jwt"]),
  "strategies.scope": choice("wildcard", ["wildcard", "exact"]),
  "strategies.jwt.scope_claim": choice("list", ["list", "string", "both"]),
  "oauth2.token_prefix": {
    initial: "gry_%s_",
    reason: "Use exactly one %s; otherwise letters, digits and _.",
    read: (value) =>
      typeof value === "string" && /^\w{0,32}%s\w{0,32}$/.test(value) ? { value } : undefined,
  } satisfies Setting<string> as Setting<string>,
  "oauth2.pkce.enforced": flag(false),
  "oauth2.grant.refresh_token.rotation_grace_period": duration(10, 0, 300, "Use 0 to 300 seconds."),
  "oauth2.grant.refresh_token.absolute_lifetime": durationOrNever(
    undefined,
    HOUR,
    10 * YEAR,
    "Use 1 hour to 10 years, or -1 for none.",
  ),
  "oauth2.client_credentials.default_grant_allowed_scope": flag(false),
  "oauth2.grant.jwt.iat_optional": flag(false),
  "oauth2.grant.jwt.jti_optional": flag(false),
  "oauth2.grant.jwt.max_ttl": duration(720 * HOUR, MINUTE, 8760 * HOUR, "Use 1 minute to 1 year."),
  "oauth2.device_authorization.token_polling_interval": duration(
    5,
    5,
    MINUTE,
    "Use 5 to 60 seconds.",
  ),
  "oauth2.device_authorization.user_code.entropy_preset": choice("high", USER_CODE_PRESETS),
  "oauth2.token_hook": hook(),
  "oauth2.refresh_token_hook": hook(),
  "oauth2.allowed_top_level_claims": claimNames(),
  "oauth2.mirror_top_level_claims": flag(true),
  "oauth2.exclude_not_before_claim": flag(false),
  "oidc.dynamic_client_registration.default_scope": strings([
    "offline_access",
    "offline",
    "openid",
  ]),
  "oidc.dynamic_client_registration.default_audience": strings([]),
  "oidc.dynamic_client_registration.enabled": flag(false),
  "oidc.dynamic_client_registration.initial_access_token_required": flag(false),
  "oidc.subject_identifiers.supported_types": subset(["public"], ["public", "pairwise"]),
  "oidc.subject_identifiers.pairwise.salt": {
    initial: undefined,
    reason: "Pairwise needs a salt of at least 8 characters.",
    read: (value) => (typeof value === "string" && value.length >= 8 ? { value } : undefined),
  } as Setting<string | undefined>,
  "webfinger.oidc_discovery.supported_scope": strings([]),
  "webfinger.oidc_discovery.supported_claims": strings([]),
  "urls.login": pageUrl(),
  "urls.registration": pageUrl(),
  "urls.consent": pageUrl(),
  "urls.logout": pageUrl(),
  "urls.error": pageUrl(),
  "urls.post_logout_redirect": pageUrl(),
  "urls.device.verification": pageUrl(),
  "urls.device.success": pageUrl(),
  "keys.rotation_period": durationOrNever(
    90 * DAY,
    30 * DAY,
    YEAR,
    "Use 30 to 365 days, or -1 for never.",
  ),
  "serve.cookies.same_site_mode": choice("Lax", ["Lax", "None", "Strict"]),
} as const;

type SettingPath = keyof typeof SETTINGS;
type SettingValue<Path extends SettingPath> =
  (typeof SETTINGS)[Path] extends Setting<infer Value> ? Value : never;

/** A setting for whoever stores the document: its path, and why a value is refused, or nothing. */
export interface PolicySetting {
  readonly path: string;
  readonly refusal: (value: unknown) => string | undefined;
}

/** Every setting the engine knows; a document may hold others, which have no effect. */
export const POLICY_SETTINGS: readonly PolicySetting[] = Object.entries(SETTINGS).map(
  ([path, setting]) => ({
    path,
    refusal: (value) =>
      value === null || setting.read(value) !== undefined ? undefined : setting.reason,
  }),
);

/**
 * Reads a project's configuration document. Never throws: a value out of range keeps the default
 * and is reported, so that a plane serves whatever was stored.
 */
export function parsePolicy(config: unknown): {
  readonly policy: Policy;
  readonly problems: readonly PolicyProblem[];
} {
  const problems: PolicyProblem[] = [];
  const get = <Path extends SettingPath>(path: Path): SettingValue<Path> => {
    const setting = SETTINGS[path] as Setting<SettingValue<Path>>;
    const value = at(config, path);
    if (value === undefined || value === null) return setting.initial;
    const read = setting.read(value);
    if (read !== undefined) return read.value;
    problems.push({ path, reason: setting.reason });
    return setting.initial;
  };
  const urls: Partial<Record<PageUrl, string>> = {};
  for (const page of PAGE_URLS) {
    const url = get(`urls.${page}`);
    if (url !== undefined) urls[page] = url;
  }
  const policy: Policy = {
    lifetimes: {
      accessToken: get("ttl.access_token"),
      idToken: get("ttl.id_token"),
      refreshToken: get("ttl.refresh_token"),
      authorizationCode: get("ttl.auth_code"),
      loginConsentRequest: get("ttl.login_consent_request"),
      authenticationSession: get("ttl.authentication_session"),
      deviceUserCode: get("ttl.device_user_code"),
    },
    accessTokenStrategy: get("strategies.access_token") as Policy["accessTokenStrategy"],
    scopeStrategy: get("strategies.scope") as ScopeStrategy,
    jwtScopeClaim: get("strategies.jwt.scope_claim") as Policy["jwtScopeClaim"],
    tokenPrefix: get("oauth2.token_prefix"),
    pkceEnforced: get("oauth2.pkce.enforced"),
    refreshGraceSeconds: get("oauth2.grant.refresh_token.rotation_grace_period"),
    refreshAbsoluteSeconds: get("oauth2.grant.refresh_token.absolute_lifetime"),
    clientCredentialsDefaultScope: get("oauth2.client_credentials.default_grant_allowed_scope"),
    jwtBearer: {
      iatOptional: get("oauth2.grant.jwt.iat_optional"),
      jtiOptional: get("oauth2.grant.jwt.jti_optional"),
      longestSeconds: get("oauth2.grant.jwt.max_ttl"),
    },
    deviceAuthorization: {
      pollingInterval: get("oauth2.device_authorization.token_polling_interval"),
      userCode: get("oauth2.device_authorization.user_code.entropy_preset") as UserCodePreset,
    },
    discovery: {
      scopes: get("webfinger.oidc_discovery.supported_scope"),
      claims: get("webfinger.oidc_discovery.supported_claims"),
    },
    hooks: {
      token: get("oauth2.token_hook"),
      refreshToken: get("oauth2.refresh_token_hook"),
    },
    allowedTopLevelClaims: get("oauth2.allowed_top_level_claims"),
    mirrorTopLevelClaims: get("oauth2.mirror_top_level_claims"),
    excludeNotBeforeClaim: get("oauth2.exclude_not_before_claim"),
    defaultScope: get("oidc.dynamic_client_registration.default_scope").join(" "),
    dynamicRegistration: !get("oidc.dynamic_client_registration.enabled")
      ? "off"
      : get("oidc.dynamic_client_registration.initial_access_token_required")
        ? "protected"
        : "open",
    registeredAudience: get("oidc.dynamic_client_registration.default_audience"),
    subjectTypes: get("oidc.subject_identifiers.supported_types"),
    pairwiseSalt: get("oidc.subject_identifiers.pairwise.salt"),
    urls,
    signingKeyRotationSeconds: get("keys.rotation_period"),
    cookieSameSite: get("serve.cookies.same_site_mode").toLowerCase() as Policy["cookieSameSite"],
  };
  return { policy, problems };
}

function at(document: unknown, path: string): unknown {
  let value: unknown = document;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    if (!Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
