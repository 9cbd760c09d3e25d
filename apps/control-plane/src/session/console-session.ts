import { createHmac, randomBytes } from "node:crypto";
import type { CookieSerializeOptions } from "@fastify/cookie";
import type { ConsoleSession } from "@grantry/persistence";
import type { Addresses } from "@grantry/platform";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ControlPlane } from "../control-plane.js";
import type { CallOrigin } from "../http/call-origin.js";

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

/** Begins a session and gives the browser its cookie. */
export async function beginSession(
  controlPlane: ControlPlane,
  reply: FastifyReply,
  signedIn: { memberId: string; idToken: string; origin: CallOrigin },
): Promise<void> {
  const value = randomBytes(32).toString("base64url");
  const { envelope } = controlPlane.config.secrets;
  await controlPlane.control.sessions.begin(
    digestOf(controlPlane, value),
    {
      memberId: signedIn.memberId,
      csrfToken: randomBytes(24).toString("base64url"),
      idToken: envelope.seal(Buffer.from(signedIn.idToken), ID_TOKEN_CONTEXT),
    },
    signedIn.origin,
  );
  const { addresses } = controlPlane;
  void reply.setCookie(cookieName(addresses, "grantry_console"), value, cookieOptions(addresses));
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
