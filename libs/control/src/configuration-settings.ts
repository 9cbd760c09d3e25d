import { POLICY_SETTINGS } from "@grantry/oauth2";
import type { PolicySetting } from "@grantry/oauth2";

/** One known key of a configuration: where it stands and why a value is refused. */
export type Setting = PolicySetting;

/** The keys of `services.oauth2.config` (Hydra's): those that the engine reads, and fixed ones. */
export const OAUTH2_SETTINGS: readonly Setting[] = [
  ...POLICY_SETTINGS,
  truth("oauth2.pkce.enforced_for_public_clients"),
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

/** The same as JSON pointers (RFC 6901) into a project document. */
export const WRITE_ONLY_POINTERS: readonly string[] = WRITE_ONLY_SETTINGS.map(
  (path) => `/services/oauth2/config/${path.replaceAll(".", "/")}`,
);

function oneOf(path: string, choices: readonly string[]): Setting {
  const message = `Use ${choices.join(" or ")}.`;
  return {
    path,
    refusal: (value) => (choices.some((choice) => choice === value) ? undefined : message),
  };
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
  if (typeof value !== "string" || value.length > 2048 || !URL.canParse(value)) return message;
  const { protocol, hostname, username, password } = new URL(value);
  const isLoopback = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  const isSafe = protocol === "https:" || (protocol === "http:" && isLoopback);
  return isSafe && username === "" && password === "" ? undefined : message;
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
