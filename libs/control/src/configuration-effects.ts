import type { Effect } from "@grantry/contracts";
import { parsePolicy, type Policy } from "@grantry/oauth2";
import type { ProjectDocument } from "./project-document.js";

type Found = Effect | undefined;

/** Where a lifetime stands in the document, and what it is of. */
const LIFETIMES = [
  { name: "accessToken", code: "access_token", noun: "Access tokens", key: "access_token" },
  { name: "idToken", code: "id_token", noun: "ID tokens", key: "id_token" },
  { name: "refreshToken", code: "refresh_token", noun: "Refresh tokens", key: "refresh_token" },
  { name: "authorizationCode", code: "auth_code", noun: "Authorization codes", key: "auth_code" },
  {
    name: "loginConsentRequest",
    code: "login_consent_request",
    noun: "Sign-in attempts",
    key: "login_consent_request",
  },
  {
    name: "authenticationSession",
    code: "authentication_session",
    noun: "Remembered sign-ins",
    key: "authentication_session",
  },
  {
    name: "deviceUserCode",
    code: "device_user_code",
    noun: "Device codes",
    key: "device_user_code",
  },
] as const satisfies readonly { name: keyof Policy["lifetimes"]; [other: string]: string }[];

/**
 * What going from one configuration to another does to people and programs, the gravest first. It
 * tells only what follows from the two documents.
 */
export function configurationEffects(before: ProjectDocument, after: ProjectDocument): Effect[] {
  const from = parsePolicy(before.services.oauth2.config).policy;
  const to = parsePolicy(after.services.oauth2.config).policy;
  const found: Found[] = [
    stateEffect(before, after),
    ...LIFETIMES.map((lifetime) => lifetimeEffect(lifetime, from, to)),
    absoluteLifetimeEffect(from, to),
    ...tokenEffects(from, to),
    registrationEffect(from, to),
    ...subjectEffects(from, to),
    ...hookEffects(from, to),
    ...pageEffects(from, to),
    corsEffect("cors_public", before, after),
    corsEffect("cors_admin", before, after),
    signUpEffect(before, after),
  ];
  const gravity = ["danger", "warning", "info"];
  return found
    .filter((effect) => effect !== undefined)
    .toSorted((a, b) => gravity.indexOf(a.severity) - gravity.indexOf(b.severity));
}

/** How long a grant lives after it was given, in seconds; nothing when that has no end. */
export function absoluteLifetime({ services }: ProjectDocument): number | undefined {
  return parsePolicy(services.oauth2.config).policy.refreshAbsoluteSeconds;
}

function stateEffect(before: ProjectDocument, after: ProjectDocument): Found {
  if (before.state === after.state) return undefined;
  return after.state === "halted"
    ? effect("halted", "danger", "Every endpoint answers 503. Nothing is deleted.", "/state")
    : effect("resumed", "info", "Every endpoint answers again.", "/state");
}

function lifetimeEffect(
  { name, code, noun, key }: (typeof LIFETIMES)[number],
  from: Policy,
  to: Policy,
): Found {
  const [old = Infinity, next = Infinity] = [from.lifetimes[name], to.lifetimes[name]];
  if (old === next) return undefined;
  const isShorter = next < old;
  const lives = next === Infinity ? "never end" : `end after ${inWords(next)}`;
  const instead = old === Infinity ? "never ending" : inWords(old);
  return effect(
    `${code}_lifetime_${isShorter ? "shorter" : "longer"}`,
    isShorter ? "warning" : "info",
    `${noun} issued from now on ${lives} instead of ${instead}. Earlier ones keep theirs.`,
    `${OAUTH2}/ttl/${key}`,
  );
}

function absoluteLifetimeEffect(from: Policy, to: Policy): Found {
  const [old = Infinity, next = Infinity] = [
    from.refreshAbsoluteSeconds,
    to.refreshAbsoluteSeconds,
  ];
  if (old === next) return undefined;
  const message =
    next === Infinity
      ? "A grant no longer ends for its age."
      : `A grant ends ${inWords(next)} after it was given, however often it is refreshed; those that are older end at their next refresh.`;
  const path = `${OAUTH2}/oauth2/grant/refresh_token/absolute_lifetime`;
  return effect("grant_lifetime", next < old ? "danger" : "info", message, path);
}

function tokenEffects(from: Policy, to: Policy): Found[] {
  return [
    from.accessTokenStrategy === to.accessTokenStrategy
      ? undefined
      : effect(
          "access_token_strategy",
          "warning",
          `Access tokens issued from now on are ${to.accessTokenStrategy === "jwt" ? "JWTs" : "opaque"}; programs that read them have to expect both for a while.`,
          `${OAUTH2}/strategies/access_token`,
        ),
    from.tokenPrefix === to.tokenPrefix
      ? undefined
      : effect(
          "token_prefix",
          "info",
          `Tokens issued from now on begin with ${to.tokenPrefix.replace("%s", "at")} and the like. Earlier ones go on working.`,
          `${OAUTH2}/oauth2/token_prefix`,
        ),
    from.pkceEnforced === to.pkceEnforced
      ? undefined
      : to.pkceEnforced
        ? effect(
            "pkce_enforced",
            "danger",
            "Authorization requests without PKCE are refused, those of clients with a secret too.",
            `${OAUTH2}/oauth2/pkce/enforced`,
          )
        : effect(
            "pkce_not_enforced",
            "warning",
            "Clients with a secret may ask without PKCE.",
            `${OAUTH2}/oauth2/pkce/enforced`,
          ),
    from.scopeStrategy === to.scopeStrategy
      ? undefined
      : effect(
          "scope_strategy",
          "danger",
          to.scopeStrategy === "exact"
            ? "A scope with * in a client stands for itself only: requests that it allowed are refused."
            : "A scope with * in a client stands for everything of that form.",
          `${OAUTH2}/strategies/scope`,
        ),
  ];
}

function registrationEffect(from: Policy, to: Policy): Found {
  if (from.dynamicRegistration === to.dynamicRegistration) return undefined;
  const path = `${OAUTH2}/oidc/dynamic_client_registration`;
  switch (to.dynamicRegistration) {
    case "off":
      return effect(
        "registration_closed",
        "warning",
        "The registration endpoint stops answering. Registered clients go on working.",
        path,
      );
    case "open":
      return effect(
        "registration_open",
        "danger",
        "Anyone can then register clients. Their consent page carries a warning.",
        path,
      );
    case "protected":
      return effect(
        "registration_protected",
        "warning",
        "Holders of an initial access token can then register clients.",
        path,
      );
  }
}

function subjectEffects(from: Policy, to: Policy): Found[] {
  const path = `${OAUTH2}/oidc/subject_identifiers`;
  const isPairwise = to.subjectTypes.includes("pairwise");
  const wasPairwise = from.subjectTypes.includes("pairwise");
  return [
    from.pairwiseSalt !== to.pairwiseSalt && wasPairwise && isPairwise
      ? effect(
          "pairwise_salt",
          "danger",
          "Clients with pairwise subjects see every user as a new one.",
          `${path}/pairwise/salt`,
        )
      : undefined,
    wasPairwise && !isPairwise
      ? effect(
          "pairwise_off",
          "warning",
          "No client can be given pairwise subjects any more; those that have them cannot be saved as they are.",
          `${path}/supported_types`,
        )
      : undefined,
  ];
}

function hookEffects(from: Policy, to: Policy): Found[] {
  const hooks = [
    { name: "token", key: "token_hook", what: "tokens are issued" },
    { name: "refreshToken", key: "refresh_token_hook", what: "tokens are refreshed" },
  ] as const;
  return hooks.map(({ name, key, what }) => {
    const [old, next] = [from.hooks[name]?.url, to.hooks[name]?.url];
    if (old === next) return undefined;
    const message =
      next === undefined
        ? `Nobody is asked before ${what}.`
        : `${new URL(next).host} is asked before ${what}: while it does not answer, none are.`;
    return effect(key, next === undefined ? "info" : "warning", message, `${OAUTH2}/oauth2/${key}`);
  });
}

function pageEffects(from: Policy, to: Policy): Found[] {
  const pages = [...new Set([...Object.keys(from.urls), ...Object.keys(to.urls)])];
  const urls = (policy: Policy): Readonly<Record<string, string>> => policy.urls;
  return pages.map((page) => {
    const [old, next] = [urls(from)[page], urls(to)[page]];
    if (old === next) return undefined;
    const where = next === undefined ? "the hosted page" : new URL(next).host;
    const path = `${OAUTH2}/urls/${page.replaceAll(".", "/")}`;
    return effect("page_moved", "warning", `Browsers go to ${where} for ${page}.`, path);
  });
}

function corsEffect(
  name: "cors_public" | "cors_admin",
  before: ProjectDocument,
  after: ProjectDocument,
): Found {
  const allowed = ({ [name]: cors }: ProjectDocument) => (cors.enabled ? cors.origins : []);
  const lost = allowed(before).filter((origin) => !allowed(after).includes(origin));
  const closed = before[name].enabled && !after[name].enabled;
  if (lost.length === 0 && !closed) return undefined;
  const who = closed ? "Pages of no origin" : `Pages of ${lost.join(", ")}`;
  const api = name === "cors_public" ? "the public endpoints" : "the admin API";
  const message = closed ? `${who} may call ${api}.` : `${who} may no longer call ${api}.`;
  return effect("cors_narrower", "warning", message, `/${name}`);
}

function signUpEffect(before: ProjectDocument, after: ProjectDocument): Found {
  const isOpen = ({ services }: ProjectDocument) =>
    services.account_experience.config["registration_enabled"] !== false;
  if (isOpen(before) === isOpen(after)) return undefined;
  const message = isOpen(after)
    ? "Anyone can sign up."
    : "Nobody can sign up. Accounts that exist stay.";
  const path = "/services/account_experience/config/registration_enabled";
  return effect(isOpen(after) ? "sign_up_open" : "sign_up_closed", "warning", message, path);
}

const OAUTH2 = "/services/oauth2/config";

function effect(code: string, severity: Effect["severity"], message: string, path: string): Effect {
  return { code, severity, message, path };
}

const UNITS = [
  { noun: "day", seconds: 86_400 },
  { noun: "hour", seconds: 3_600 },
  { noun: "minute", seconds: 60 },
  { noun: "second", seconds: 1 },
] as const;

/** A length of time as people say it: 1 hour, 1 hour 30 minutes. */
function inWords(seconds: number): string {
  const words: string[] = [];
  let rest = seconds;
  for (const unit of UNITS) {
    const count = Math.floor(rest / unit.seconds);
    rest -= count * unit.seconds;
    if (count > 0) words.push(`${count} ${unit.noun}${count === 1 ? "" : "s"}`);
  }
  return words.length === 0 ? "0 seconds" : words.join(" ");
}
