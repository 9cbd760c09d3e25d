import type { AccountExperienceSettings } from "../account-experience/ports.js";

/**
 * The settings of the hosted pages as stored, under the names the pages use. What is absent or has
 * another type keeps the product's default.
 */
export function readAccountSettings(stored: unknown): AccountExperienceSettings {
  const document = isRecord(stored) ? stored : {};
  const text = (name: string): string | undefined =>
    typeof document[name] === "string" && document[name] !== "" ? document[name] : undefined;
  const behavior = text("locale_behavior");
  const locales = document["enabled_locales"];
  const light = document["theme_variables_light"];
  const dark = document["theme_variables_dark"];
  return {
    registrationEnabled: document["registration_enabled"] !== false,
    defaultLocale: text("default_locale") ?? "en",
    hideRegistrationLink: document["hide_registration_link"] === true,
    hideGrantryBranding: document["hide_grantry_branding"] === true,
    ...(Array.isArray(locales) ? { enabledLocales: locales.map(String) } : {}),
    ...(behavior === "force_default" || behavior === "respect_accept_language"
      ? { localeBehavior: behavior }
      : {}),
    ...optional("contactUrl", text("contact_url")),
    ...optional("privacyPolicyUrl", text("privacy_policy_url")),
    ...optional("termsOfServiceUrl", text("terms_of_service_url")),
    ...(isRecord(light) ? { themeVariablesLight: light as Record<string, string> } : {}),
    ...(isRecord(dark) ? { themeVariablesDark: dark as Record<string, string> } : {}),
  };
}

function optional<Name extends string>(
  name: Name,
  value: string | undefined,
): { readonly [Key in Name]?: string } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: string };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
