import { readFile } from "node:fs/promises";
import type { OAuth2ClientBody } from "@grantry/contracts";
import { Option, type Command } from "commander";
import { Failure } from "../failure.js";
import { collect } from "../flags.js";
import type { Session } from "../session.js";

interface ClientFlag {
  flag: string;
  member: string;
  kind: "text" | "list" | "words" | "switch" | "json";
  summary: string;
  /** What `create` takes when the flag is absent. */
  default?: string | string[];
}

/** Every flag that names a member of a client, in the order in which help shows them. */
const CLIENT_FLAGS: readonly ClientFlag[] = [
  { flag: "name", member: "client_name", kind: "text", summary: "name of the client" },
  { flag: "id", member: "client_id", kind: "text", summary: "client ID; made when absent" },
  {
    flag: "secret",
    member: "client_secret",
    kind: "text",
    summary: "client secret; made when absent",
  },
  {
    flag: "grant-type",
    member: "grant_types",
    kind: "list",
    summary: "grant types",
    default: ["authorization_code"],
  },
  {
    flag: "response-type",
    member: "response_types",
    kind: "list",
    summary: "response types",
    default: ["code"],
  },
  { flag: "scope", member: "scope", kind: "words", summary: "scopes the client may ask for" },
  {
    flag: "audience",
    member: "audience",
    kind: "list",
    summary: "audiences the client may ask for",
  },
  { flag: "redirect-uri", member: "redirect_uris", kind: "list", summary: "redirect URIs" },
  {
    flag: "post-logout-callback",
    member: "post_logout_redirect_uris",
    kind: "list",
    summary: "where a sign-out may end",
  },
  {
    flag: "token-endpoint-auth-method",
    member: "token_endpoint_auth_method",
    kind: "text",
    summary: "client_secret_basic, client_secret_post, private_key_jwt or none",
    default: "client_secret_basic",
  },
  { flag: "owner", member: "owner", kind: "text", summary: "owner of the client" },
  {
    flag: "contact",
    member: "contacts",
    kind: "list",
    summary: "addresses of the people responsible",
  },
  { flag: "policy-uri", member: "policy_uri", kind: "text", summary: "privacy policy" },
  { flag: "tos-uri", member: "tos_uri", kind: "text", summary: "terms of service" },
  { flag: "logo-uri", member: "logo_uri", kind: "text", summary: "logo" },
  { flag: "client-uri", member: "client_uri", kind: "text", summary: "home page" },
  {
    flag: "allowed-cors-origin",
    member: "allowed_cors_origins",
    kind: "list",
    summary: "origins for CORS",
  },
  { flag: "jwks-uri", member: "jwks_uri", kind: "text", summary: "key set of the client" },
  {
    flag: "sector-identifier-uri",
    member: "sector_identifier_uri",
    kind: "text",
    summary: "sector identifier",
  },
  {
    flag: "request-uri",
    member: "request_uris",
    kind: "list",
    summary: "request object addresses",
  },
  {
    flag: "request-object-signing-alg",
    member: "request_object_signing_alg",
    kind: "text",
    summary: "algorithm of request objects",
    default: "RS256",
  },
  {
    flag: "subject-type",
    member: "subject_type",
    kind: "text",
    summary: "public or pairwise",
    default: "public",
  },
  {
    flag: "access-token-strategy",
    member: "access_token_strategy",
    kind: "text",
    summary: "opaque or jwt",
  },
  {
    flag: "backchannel-logout-callback",
    member: "backchannel_logout_uri",
    kind: "text",
    summary: "back-channel logout",
  },
  {
    flag: "backchannel-logout-session-required",
    member: "backchannel_logout_session_required",
    kind: "switch",
    summary: "send the session ID with it",
  },
  {
    flag: "frontchannel-logout-callback",
    member: "frontchannel_logout_uri",
    kind: "text",
    summary: "front-channel logout",
  },
  {
    flag: "frontchannel-logout-session-required",
    member: "frontchannel_logout_session_required",
    kind: "switch",
    summary: "send issuer and session ID with it",
  },
  {
    flag: "skip-consent",
    member: "skip_consent",
    kind: "switch",
    summary: "do not ask users for consent",
  },
  {
    flag: "skip-logout-consent",
    member: "skip_logout_consent",
    kind: "switch",
    summary: "do not ask users before sign-out",
  },
  { flag: "metadata", member: "metadata", kind: "json", summary: "any JSON" },
];

export type ClientOptions = Record<string, string | string[] | boolean | undefined>;

/** Adds the flags of `create` or `update`. */
export function addClientFlags(command: Command, verb: "create" | "update"): void {
  for (const flag of CLIENT_FLAGS) {
    if (verb === "update" && flag.member === "client_id") continue;
    const standard =
      verb === "create" && flag.default !== undefined
        ? ` (default ${[flag.default].flat().join(",")})`
        : "";
    const summary = flag.summary + standard;
    if (flag.kind === "switch") {
      command.option(`--${flag.flag}`, summary);
      command.addOption(new Option(`--no-${flag.flag}`).hideHelp());
    } else if (flag.kind === "list" || flag.kind === "words") {
      command.addOption(new Option(`--${flag.flag} <values>`, summary).argParser(collect));
    } else {
      command.option(`--${flag.flag} <value>`, summary);
    }
  }
  command.option("--file <file>", "read the client from a JSON file, or - for standard input");
}

/**
 * The client that flags and file describe; flags come before the file.
 * @throws Failure when file or metadata are not JSON
 */
export async function readClientFlags(
  session: Session,
  options: ClientOptions,
): Promise<OAuth2ClientBody> {
  const body: Record<string, unknown> = {};
  if (typeof options["file"] === "string")
    Object.assign(body, await readClientFile(session, options["file"]));
  for (const flag of CLIENT_FLAGS) {
    const given = options[camelCase(flag.flag)];
    if (given !== undefined) body[flag.member] = readFlag(flag, given);
  }
  return body;
}

/** Adds what `create` assumes where neither flag nor file says anything. */
export function withDefaults(body: OAuth2ClientBody): OAuth2ClientBody {
  const defaults = CLIENT_FLAGS.filter((flag) => flag.default !== undefined);
  return { ...Object.fromEntries(defaults.map((flag) => [flag.member, flag.default])), ...body };
}

function readFlag(flag: ClientFlag, given: string | string[] | boolean): unknown {
  if (flag.kind === "words") return [given].flat().join(" ");
  if (flag.kind === "json") return parseJson(String(given), `--${flag.flag} is not JSON.`);
  return given;
}

async function readClientFile(session: Session, file: string): Promise<object> {
  const text =
    file === "-"
      ? await session.world.readStdin()
      : await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) throw new Failure(`${file} cannot be read.`);
  const client = parseJson(text, `${file} is not JSON.`);
  if (typeof client === "object" && client !== null && !Array.isArray(client)) return client;
  throw new Failure(`${file} does not hold one client.`, "Write it as one JSON object.");
}

function parseJson(text: string, complaint: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure(complaint, 'Write it as JSON, such as {"team":"photos"}.');
  }
}

function camelCase(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
