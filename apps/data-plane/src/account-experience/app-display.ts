import type { Language } from "@grantry/identity";
import type { Client } from "@grantry/oauth2";
import type { Html } from "./html.js";
import { html } from "./html.js";

/** The longest name drawn; the full one is in a tooltip. */
const LONGEST_NAME = 80;

/** Characters that turn or hide the text around them (UAX #9, controls, zero width). */
const unseen = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** Text somebody else chose, with every character that would not be seen written out. */
export function visible(text: string): string {
  return text.replace(unseen, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return `U+${code}`;
  });
}

/** A name cut to what fits, never in the middle of a character. */
export function shortened(text: string): string {
  const characters = Array.from(text);
  return characters.length <= LONGEST_NAME
    ? text
    : `${characters.slice(0, LONGEST_NAME - 1).join("")}…`;
}

/** The name of a client as its users read it, for titles. */
export function appName(client: Client, language: Language): string {
  const name = visible(client.metadata.client_name.trim());
  return name === "" ? language.text("app.untitled") : shortened(name);
}

/** The same name on a page: isolated from the text around it, in full in the tooltip. */
export function appNameMark(client: Client, language: Language): Html {
  const full = visible(client.metadata.client_name.trim());
  const name = appName(client, language);
  const tooltip = full !== "" && full !== name && html` title="${full}"`;
  return html`<bdi data-client-id="${client.id}" ${tooltip}>${name}</bdi>`;
}

/** The neutral tile with the first letter that stands for an app without a logo. */
export function appTile(client: Client, language: Language): Html {
  const name = appName(client, language);
  const [letter = "?"] = Array.from(name.replace(/[^\p{L}\p{N}]/gu, ""));
  return html`<span class="ax-tile" aria-hidden="true"
    >${letter.toLocaleUpperCase(language.locale)}</span
  >`;
}

/** Where an authorization response goes, in the words a user can check. */
export interface Destination {
  readonly kind: "web" | "loopback" | "private-use";
  /** Host and port; for a private-use scheme the scheme (RFC 8252 §7.1). */
  readonly host: string;
}

/** Reads a redirect URI (RFC 8252 §7): a site, this device's loopback, or an app's own scheme. */
export function destinationOf(redirectUri: string): Destination {
  const url = URL.canParse(redirectUri) ? new URL(redirectUri) : undefined;
  if (url === undefined) return { kind: "private-use", host: "" };
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return { kind: "private-use", host: url.protocol.replace(/:$/, "") };
  }
  const loopback =
    url.hostname === "localhost" ||
    url.hostname.endsWith(".localhost") ||
    url.hostname === "[::1]" ||
    /^127(?:\.\d+){3}$/.test(url.hostname);
  return { kind: loopback ? "loopback" : "web", host: url.host };
}

/** The host of the app's own site as registered; empty when it named none. */
export function siteOf(client: Client): string {
  const { client_uri: uri } = client.metadata;
  return URL.canParse(uri) && /^https?:/.test(uri) ? new URL(uri).host : "";
}

/**
 * Where the answer to a request goes: for a device nowhere a browser could be sent, so that the
 * app's own site is what can be told.
 */
export function destinationFor(request: {
  readonly client: Client;
  readonly target: { readonly redirectUri: string };
  readonly forDevice?: true;
}): Destination {
  return request.forDevice === true
    ? { kind: "web", host: siteOf(request.client) }
    : destinationOf(request.target.redirectUri);
}
