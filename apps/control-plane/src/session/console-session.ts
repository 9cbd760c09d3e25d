import { createHmac, randomBytes } from "node:crypto";
import type { CookieSerializeOptions } from "@fastify/cookie";
import type { ConsoleSession } from "@grantry/persistence";
import type { Addresses } from "@grantry/platform";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ControlPlane } from "../control-plane.js";
import { callOrigin } from "../http/call-origin.js";
import type { SignedInPerson } from "./console-sign-in.js";

const ID_TOKEN_CONTEXT = "console-session/id-token";

/** The session that a request's cookie names, when it lives. */
export async function findSession(
  controlPlane: ControlPlane,
  request: FastifyRequest,
): Promise<ConsoleSession | undefined> {
  const value = request.cookies[cookieName(controlPlane.addresses, "grantry_console")];
  if (!value) return undefined;
  return controlPlane.control.sessions.find(digestOf(controlPlane, value));
}

/**
 * Begins a session and gives the browser its cookie. A browser in which the same person is signed
 * in already keeps its session, which is fresh again.
 * @returns the action for the audit log
 */
export async function beginSession(
  controlPlane: ControlPlane,
  request: FastifyRequest,
  reply: FastifyReply,
  person: SignedInPerson,
): Promise<"session.begin" | "session.confirm"> {
  const { control, config, addresses } = controlPlane;
  const idToken = config.secrets.envelope.seal(Buffer.from(person.idToken), ID_TOKEN_CONTEXT);
  const { subject, email = "", name, signedInAt } = person;
  const current = await findSession(controlPlane, request);
  if (current?.subject === subject) {
    await control.sessions.confirm(current.id, { signedInAt, idToken });
    return "session.confirm";
  }
  const value = randomBytes(32).toString("base64url");
  const csrfToken = randomBytes(24).toString("base64url");
  await control.sessions.begin(
    digestOf(controlPlane, value),
    { subject, email, name, csrfToken, idToken, signedInAt },
    callOrigin(config, request),
  );
  void reply.setCookie(cookieName(addresses, "grantry_console"), value, cookieOptions(addresses));
  return "session.begin";
}

/** Ends a request's session. @returns the ID token of the sign-in, for signing out at the issuer */
export async function endSession(
  controlPlane: ControlPlane,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<string | undefined> {
  const { addresses } = controlPlane;
  const name = cookieName(addresses, "grantry_console");
  const value = request.cookies[name];
  void reply.clearCookie(name, cookieOptions(addresses));
  if (!value) return undefined;
  const digest = digestOf(controlPlane, value);
  const session = await controlPlane.control.sessions.find(digest);
  await controlPlane.control.sessions.end(digest);
  return session && openIdToken(controlPlane, session.idToken);
}

/** A cookie's name: bound to its host wherever the connection is secure. */
export function cookieName(addresses: Addresses, name: string): string {
  return isHostBound(addresses) ? `__Host-${name}` : name;
}

/** How every cookie of the control plane is kept: away from scripts, other sites and other paths. */
export function cookieOptions(addresses: Addresses): CookieSerializeOptions {
  return {
    httpOnly: true,
    sameSite: "lax",
    secure: addresses.scheme === "https",
    path: isHostBound(addresses) ? "/" : "/api",
  };
}

function isHostBound(addresses: Addresses): boolean {
  return addresses.mode === "host" && addresses.scheme === "https";
}

function digestOf(controlPlane: ControlPlane, value: string): Buffer {
  return createHmac("sha256", controlPlane.sessionDigestKey).update(value).digest();
}

function openIdToken(controlPlane: ControlPlane, sealed: Buffer): string | undefined {
  try {
    return controlPlane.config.secrets.envelope.open(sealed, ID_TOKEN_CONTEXT).toString("utf8");
  } catch {
    // Sealed under a master key that is no longer listed: the sign-out page asks instead.
    return undefined;
  }
}
