export type JsonValue =
  | string
  | number
  | boolean
  | null
  | JsonValue[]
  | { [name: string]: JsonValue };

interface Named {
  /** The wire name below its part of the project. */
  wire: string;
  /** Which part of the project it stands in. */
  part?: "account_experience" | "project";
  name: string;
  sentence: string;
}

/** One setting of a project's configuration, and how it is edited. */
export type Setting = Named &
  (
    | {
        kind: "duration";
        initial: string | -1;
        least: number;
        most: number;
        range: string;
        never?: string;
      }
    | { kind: "choice"; initial: string; choices: readonly { value: string; label: string }[] }
    | { kind: "flag"; initial: boolean }
    | { kind: "text"; initial: string; range: string; fits: RegExp }
    | { kind: "page" }
    | { kind: "list"; initial: readonly string[]; entry: string; range: string; fits?: RegExp }
    | { kind: "members"; initial: readonly string[]; choices: readonly string[] }
    | { kind: "secret"; range: string; fits: RegExp }
    | { kind: "hook" }
  );

export interface SettingGroup {
  /** Its place in the address. */
  id: string;
  title: string;
  purpose: string;
  settings: readonly Setting[];
}

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const YEAR = 365 * DAY;

function lifetime(
  wire: string,
  name: string,
  sentence: string,
  [initial, least, most, range]: [string, number, number, string],
): Setting {
  return { kind: "duration", wire, name, sentence, initial, least, most, range };
}

function page(wire: string, name: string, sentence: string): Setting {
  return { kind: "page", wire, name, sentence };
}

function flag(wire: string, name: string, sentence: string, initial = false): Setting {
  return { kind: "flag", wire, name, sentence, initial };
}

const ORIGIN = /^(?:\*|https?:\/\/[^/\s?#]+)$/;
const ORIGIN_RANGE = "Enter an origin such as https://app.example.com, without a path.";

/** Every group of the configuration, in the order of its pages. */
export const SETTING_GROUPS: readonly SettingGroup[] = [
  {
    id: "lifetimes",
    title: "Lifetimes",
    purpose: "How long what this project issues stays valid.",
    settings: [
      lifetime("ttl.access_token", "Access token", "What clients send to an API.", [
        "1h0m0s",
        MINUTE,
        30 * DAY,
        "Use 1 minute to 30 days.",
      ]),
      lifetime("ttl.id_token", "ID token", "What tells a client who signed in.", [
        "1h0m0s",
        MINUTE,
        30 * DAY,
        "Use 1 minute to 30 days.",
      ]),
      {
        ...lifetime("ttl.refresh_token", "Refresh token", "How long it waits for its next use.", [
          "720h0m0s",
          HOUR,
          10 * YEAR,
          "Use 1 hour to 10 years, or never.",
        ]),
        never: "Never expires",
      } as Setting,
      lifetime("ttl.auth_code", "Authorization code", "How long a client may take to redeem it.", [
        "10m0s",
        30,
        10 * MINUTE,
        "Use 30 seconds to 10 minutes.",
      ]),
      lifetime(
        "ttl.login_consent_request",
        "Sign-in attempt",
        "How long a user may take to sign in and consent.",
        ["30m0s", MINUTE, DAY, "Use 1 minute to 1 day."],
      ),
      lifetime(
        "ttl.authentication_session",
        "Remembered sign-in",
        "How long a browser stays signed in.",
        ["720h0m0s", MINUTE, 180 * DAY, "Use at most 180 days."],
      ),
      lifetime("ttl.device_user_code", "Device code", "How long a user may take to type it.", [
        "15m0s",
        MINUTE,
        HOUR,
        "Use 1 minute to 1 hour.",
      ]),
    ],
  },
  {
    id: "tokens",
    title: "Tokens",
    purpose: "What tokens look like and what stands in them.",
    settings: [
      {
        kind: "choice",
        wire: "strategies.access_token",
        name: "Access token format",
        sentence: "Opaque tokens are introspected; JWTs can be read by any API.",
        initial: "opaque",
        choices: [
          { value: "opaque", label: "Opaque" },
          { value: "jwt", label: "JWT" },
        ],
      },
      {
        kind: "choice",
        wire: "strategies.scope",
        name: "Scope matching",
        sentence: "Whether a scope with * in a client stands for every scope of that form.",
        initial: "wildcard",
        choices: [
          { value: "wildcard", label: "Wildcard" },
          { value: "exact", label: "Exact" },
        ],
      },
      {
        kind: "choice",
        wire: "strategies.jwt.scope_claim",
        name: "Scope in JWT access tokens",
        sentence: "scp as a list, scope as a string, or both.",
        initial: "list",
        choices: [
          { value: "list", label: "scp, a list" },
          { value: "string", label: "scope, a string" },
          { value: "both", label: "Both" },
        ],
      },
      {
        kind: "text",
        wire: "oauth2.token_prefix",
        name: "Token prefix",
        sentence: "How opaque tokens begin; %s stands for at, rt, ac or dc.",
        initial: "gry_%s_",
        range: "Use exactly one %s; otherwise letters, digits and _.",
        fits: /^\w{0,32}%s\w{0,32}$/,
      },
      {
        kind: "list",
        wire: "oauth2.allowed_top_level_claims",
        name: "Top-level claims",
        sentence: "Claims of the session that JWT access tokens carry beside ext.",
        initial: [],
        entry: "claim",
        range: "Claims that are always set cannot be allowed.",
      },
      flag(
        "oauth2.mirror_top_level_claims",
        "Keep them in ext as well",
        "Top-level claims also stand in ext.",
        true,
      ),
      flag(
        "oauth2.exclude_not_before_claim",
        "Leave out nbf",
        "JWT access tokens carry no nbf claim.",
      ),
    ],
  },
  {
    id: "grants",
    title: "Grants and PKCE",
    purpose:
      "What clients have to do for their tokens. PKCE is always asked of clients without a secret.",
    settings: [
      flag(
        "oauth2.pkce.enforced",
        "Ask everybody for PKCE",
        "Authorization requests of clients with a secret need PKCE, too.",
      ),
      lifetime(
        "oauth2.grant.refresh_token.rotation_grace_period",
        "Refresh grace period",
        "How long a used refresh token may be used again, for clients that lost the answer.",
        ["10s", 0, 300, "Use 0 to 300 seconds."],
      ),
      {
        kind: "duration",
        wire: "oauth2.grant.refresh_token.absolute_lifetime",
        name: "Longest life of a grant",
        sentence: "However often it is refreshed, a grant ends then.",
        initial: -1,
        least: HOUR,
        most: 10 * YEAR,
        range: "Use 1 hour to 10 years, or none.",
        never: "No end",
      },
      flag(
        "oauth2.client_credentials.default_grant_allowed_scope",
        "Grant every allowed scope to services",
        "A client credentials request without scope gets all scopes of its client.",
      ),
      flag(
        "oauth2.grant.jwt.iat_optional",
        "Assertions without iat",
        "Assertions of trusted issuers need not say when they were made.",
      ),
      flag(
        "oauth2.grant.jwt.jti_optional",
        "Assertions without jti",
        "Assertions of trusted issuers need no ID of their own.",
      ),
      lifetime(
        "oauth2.grant.jwt.max_ttl",
        "Longest life of an assertion",
        "Assertions that last longer are refused.",
        ["720h0m0s", MINUTE, YEAR, "Use 1 minute to 1 year."],
      ),
    ],
  },
  {
    id: "openid",
    title: "OpenID",
    purpose: "How users are named to clients.",
    settings: [
      {
        kind: "members",
        wire: "oidc.subject_identifiers.supported_types",
        name: "Subject identifiers",
        sentence: "Public: the same for every client. Pairwise: another for each client.",
        initial: ["public"],
        choices: ["public", "pairwise"],
      },
      {
        kind: "secret",
        wire: "oidc.subject_identifiers.pairwise.salt",
        name: "Pairwise salt",
        sentence: "With a new salt every user gets a new identifier at pairwise clients.",
        range: "Pairwise needs a salt of at least 8 characters.",
        fits: /^.{8,}$/s,
      },
      {
        kind: "duration",
        wire: "keys.rotation_period",
        name: "Signing key rotation",
        sentence: "How long a key signs before the next one does.",
        initial: "2160h0m0s",
        least: 30 * DAY,
        most: YEAR,
        range: "Use 30 to 365 days, or never.",
        never: "Never rotates by itself",
      },
    ],
  },
  {
    id: "registration",
    title: "Registration",
    purpose: "Who may sign up, and who may register clients.",
    settings: [
      {
        ...flag(
          "registration_enabled",
          "Users may sign up",
          "The hosted pages offer to create an account.",
          true,
        ),
        part: "account_experience",
      },
      flag(
        "oidc.dynamic_client_registration.enabled",
        "Clients may register themselves",
        "Anyone can then register clients. Their consent page carries a warning.",
      ),
      flag(
        "oidc.dynamic_client_registration.initial_access_token_required",
        "Only with an initial access token",
        "Self-registration needs a token that you gave.",
      ),
      {
        kind: "list",
        wire: "oidc.dynamic_client_registration.default_scope",
        name: "Default scopes",
        sentence: "What self-registered clients may ask for when they name nothing.",
        initial: ["offline_access", "offline", "openid"],
        entry: "scope",
        range: "One scope per entry.",
      },
      {
        kind: "list",
        wire: "oidc.dynamic_client_registration.default_audience",
        name: "Default audience",
        sentence: "What self-registered clients may ask tokens for when they name nothing.",
        initial: [],
        entry: "audience",
        range: "One audience per entry.",
      },
    ],
  },
  {
    id: "pages",
    title: "Pages",
    purpose: "Where users sign in and consent. Empty ones are hosted by this project.",
    settings: [
      page("urls.login", "Sign-in", "Receives login_challenge."),
      page(
        "urls.registration",
        "Sign-up",
        "Receives login_challenge when prompt=create was asked.",
      ),
      page("urls.consent", "Consent", "Receives consent_challenge."),
      page("urls.logout", "Sign-out", "Receives logout_challenge."),
      page("urls.error", "Errors", "Receives error and error_description."),
      page(
        "urls.post_logout_redirect",
        "After sign-out",
        "Where users go when a client names no address.",
      ),
      page("urls.device.verification", "Device code", "Where a user types the code of a device."),
      page(
        "urls.device.success",
        "Device signed in",
        "Where a user goes after the code was accepted.",
      ),
    ],
  },
  {
    id: "hooks",
    title: "Hooks",
    purpose: "Services of yours that are asked before tokens are issued.",
    settings: [
      {
        kind: "hook",
        wire: "oauth2.token_hook",
        name: "Token hook",
        sentence: "Asked for every token; it may add claims or refuse.",
      },
      {
        kind: "hook",
        wire: "oauth2.refresh_token_hook",
        name: "Refresh token hook",
        sentence: "Asked when a refresh token is used.",
      },
    ],
  },
  {
    id: "cors",
    title: "CORS and cookies",
    purpose: "Which web pages may call this project from a browser.",
    settings: [
      {
        ...flag(
          "cors_public.enabled",
          "Public endpoints answer browsers",
          "Discovery, token, UserInfo and the like.",
        ),
        part: "project",
      },
      {
        kind: "list",
        part: "project",
        wire: "cors_public.origins",
        name: "Origins of the public endpoints",
        sentence: "Pages of these origins may call them.",
        initial: [],
        entry: "origin",
        range: ORIGIN_RANGE,
        fits: ORIGIN,
      },
      {
        ...flag("cors_admin.enabled", "The admin API answers browsers", "Everything under /admin."),
        part: "project",
      },
      {
        kind: "list",
        part: "project",
        wire: "cors_admin.origins",
        name: "Origins of the admin API",
        sentence: "Pages of these origins may call it.",
        initial: [],
        entry: "origin",
        range: ORIGIN_RANGE,
        fits: ORIGIN,
      },
      {
        kind: "choice",
        wire: "serve.cookies.same_site_mode",
        name: "Cookies across sites",
        sentence: "None lets pages of other sites frame the sign-in.",
        initial: "Lax",
        choices: [
          { value: "Lax", label: "Lax" },
          { value: "None", label: "None" },
          { value: "Strict", label: "Strict" },
        ],
      },
    ],
  },
];

/** Where a setting stands in the project. */
export function placeOf({ wire, part }: Setting): string[] {
  const names = wire.split(".");
  if (part === "project") return names;
  return ["services", part ?? "oauth2", "config", ...names];
}

/** A place as JSON pointer (RFC 6901). */
export function pointerOf(setting: Setting): string {
  return `/${placeOf(setting).join("/")}`;
}

/** What holds while nothing is set. */
export function defaultOf(setting: Setting): JsonValue | undefined {
  return "initial" in setting ? (setting.initial as JsonValue) : undefined;
}

/** The setting at a JSON pointer, or around it, such as a hook around its address. */
export function settingAt(pointer: string): Setting | undefined {
  return SETTING_GROUPS.flatMap(({ settings }) => settings).find((setting) => {
    const place = pointerOf(setting);
    return pointer === place || pointer.startsWith(`${place}/`);
  });
}

/** A value as one line of text. */
export function textOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
