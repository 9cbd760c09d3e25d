import type { PersonalAccessTokenRow } from "@grantry/persistence";
import type { CallOrigin } from "../http/call-origin.js";

/** A person who signed in, whatever their workspaces are. */
export interface PersonPrincipal {
  kind: "person";
  credential: "console_session" | "cli_token";
  /** The identity in the console project. */
  subject: string;
  /** What is known of the person besides their memberships; a CLI token says nothing. */
  email: string | undefined;
  name: string;
  session: { id: string; signedInAt: Date } | undefined;
  origin: CallOrigin;
}

/** A personal access token, bound to its workspace. */
export interface TokenPrincipal {
  kind: "token";
  token: PersonalAccessTokenRow;
  origin: CallOrigin;
}

/** Whoever proved who they are; what they may do is decided for each request. */
export type Principal = PersonPrincipal | TokenPrincipal;

/** A name for a principal that stays the same over its requests. */
export function principalKey(principal: Principal): string {
  return principal.kind === "token"
    ? `personal_access_token:${principal.token.id}`
    : `person:${principal.subject}`;
}
