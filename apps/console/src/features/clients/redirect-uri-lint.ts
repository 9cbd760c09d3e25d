import type { Environment } from "@grantry/contracts";
import type { ClientType } from "./client-type.js";

/** `e` blocks the form, `w` asks to keep it anyway, `i` informs. */
export interface Finding {
  level: "e" | "w" | "i";
  text: string;
}

export interface LintContext {
  type: ClientType;
  environment: Environment;
  hasSecret: boolean;
  /** Every redirect URI of the client, this one included. */
  all: readonly string[];
  index: number;
}

const texts = {
  relative: "Enter a full address, such as https://app.example.com/callback.",
  fragment: "Remove the part after #.",
  userInfo: "Remove the user name or password.",
  scheme: "This scheme cannot receive a redirect.",
  wildcard: "Addresses are compared exactly. Add each one.",
  duplicate: "Already in the list.",
  http: "http is accepted only for loopback. Use https.",
  localhost:
    "Prefer 127.0.0.1: there any port is accepted; localhost must match exactly and can point elsewhere.",
  privateUse: "Use a scheme from a domain you own, such as com.example.app:/callback.",
  privateUseOnWeb: "A web client cannot receive this scheme.",
  lookalike: "This host contains look-alike letters.",
  ipAddress: "Use a name, so that a certificate can prove it.",
  sharedHost:
    "This host belongs to a shared service. If you give it up, someone else can receive your codes.",
  loopbackInProduction: "Remove before going live.",
  exact: "Compared exactly: /cb and /cb/ differ.",
};

const FORBIDDEN_SCHEMES: ReadonlySet<string> = new Set([
  "javascript:",
  "data:",
  "file:",
  "blob:",
  "about:",
]);

/** Services that hand out names below one domain: a name given up can be taken by somebody else. */
const SHARED_HOSTS: readonly string[] = [
  "herokuapp.com",
  "github.io",
  "gitlab.io",
  "netlify.app",
  "vercel.app",
  "pages.dev",
  "workers.dev",
  "web.app",
  "firebaseapp.com",
  "azurewebsites.net",
  "cloudfront.net",
  "onrender.com",
  "fly.dev",
  "ngrok.io",
  "ngrok-free.app",
  "surge.sh",
  "glitch.me",
  "repl.co",
  "s3.amazonaws.com",
  "blogspot.com",
  "trycloudflare.com",
];

function isLoopbackAddress(host: string): boolean {
  return /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host) || host === "[::1]";
}

function isLocalhost(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost");
}

function isIpAddress(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.startsWith("[");
}

function blocking(value: string, url: URL | undefined, context: LintContext): string | undefined {
  if (value.includes("*")) return texts.wildcard;
  const scheme = /^([a-z][a-z0-9+.-]*:)/i.exec(value)?.[1]?.toLowerCase();
  if (scheme !== undefined && FORBIDDEN_SCHEMES.has(scheme)) return texts.scheme;
  if (url === undefined || (/^https?:$/.test(url.protocol) && !/^https?:\/\//i.test(value))) {
    return texts.relative;
  }
  if (value.includes("#")) return texts.fragment;
  if (url.username !== "" || url.password !== "") return texts.userInfo;
  if (context.all.indexOf(value) !== context.index) return texts.duplicate;
  return undefined;
}

function webFinding(value: string, url: URL, context: LintContext): Finding | undefined {
  const host = url.hostname;
  const local = isLoopbackAddress(host) || isLocalhost(host);
  if (local && context.environment === "prod" && context.hasSecret) {
    return { level: "w", text: texts.loopbackInProduction };
  }
  if (isLocalhost(host)) return { level: "w", text: texts.localhost };
  if (url.protocol === "http:" && !local) return { level: "e", text: texts.http };
  if (isIpAddress(host) && !local) return { level: "w", text: texts.ipAddress };
  if (host.split(".").some((label) => label.startsWith("xn--"))) {
    return { level: "w", text: texts.lookalike };
  }
  if (SHARED_HOSTS.some((shared) => host === shared || host.endsWith(`.${shared}`))) {
    return { level: "w", text: texts.sharedHost };
  }
  const path = value.slice(value.indexOf("//") + 2);
  if (url.search !== "" || (path.includes("/") && url.pathname.endsWith("/"))) {
    return { level: "i", text: texts.exact };
  }
  return undefined;
}

function privateUseFinding(url: URL, context: LintContext): Finding | undefined {
  if (context.type === "web" || context.type === "browser") {
    return { level: "w", text: texts.privateUseOnWeb };
  }
  return url.protocol.includes(".") ? undefined : { level: "w", text: texts.privateUse };
}

/**
 * The one thing to say about a redirect URI, the gravest first (console, section 6.6).
 * @returns undefined when there is nothing to say
 */
export function lintRedirectUri(value: string, context: LintContext): Finding | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const error = blocking(value, url, context);
  if (error !== undefined || url === undefined)
    return { level: "e", text: error ?? texts.relative };
  return /^https?:$/.test(url.protocol)
    ? webFinding(value, url, context)
    : privateUseFinding(url, context);
}
