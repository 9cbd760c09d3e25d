import { randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { ControlPlane } from "../control-plane.js";
import { cookieName, cookieOptions } from "./console-session.js";

/** What a browser carries, sealed, from the start of a sign-in to its end. */
export interface SignInAttempt {
  state: string;
  nonce: string;
  codeVerifier: string;
  returnTo: string;
}

const CONTEXT = "console-sign-in";
const LIFETIME_SECONDS = 1_800;

const sealedAttempt = z.object({
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  returnTo: z.string(),
  startedAt: z.number(),
});

/** Starts an attempt: its facts are in a cookie of their own, so that two windows do not collide. */
export function beginAttempt(
  controlPlane: ControlPlane,
  reply: FastifyReply,
  returnTo: string,
): SignInAttempt {
  const attempt = {
    state: randomBytes(24).toString("base64url"),
    nonce: randomBytes(24).toString("base64url"),
    codeVerifier: randomBytes(32).toString("base64url"),
    returnTo,
  };
  const plain = Buffer.from(JSON.stringify({ ...attempt, startedAt: Date.now() }));
  const sealed = controlPlane.config.secrets.envelope.seal(plain, CONTEXT).toString("base64url");
  const { addresses } = controlPlane;
  void reply.setCookie(attemptCookie(controlPlane, attempt.state), sealed, {
    ...cookieOptions(addresses),
    maxAge: LIFETIME_SECONDS,
  });
  return attempt;
}

/** The attempt that a `state` belongs to, at most once and within half an hour. */
export function takeAttempt(
  controlPlane: ControlPlane,
  request: FastifyRequest,
  reply: FastifyReply,
  state: string,
): SignInAttempt | undefined {
  if (!/^[\w-]{32}$/.test(state)) return undefined;
  const name = attemptCookie(controlPlane, state);
  const sealed = request.cookies[name];
  if (!sealed) return undefined;
  void reply.clearCookie(name, cookieOptions(controlPlane.addresses));
  try {
    const plain = controlPlane.config.secrets.envelope.open(
      Buffer.from(sealed, "base64url"),
      CONTEXT,
    );
    const { startedAt, ...attempt } = sealedAttempt.parse(JSON.parse(plain.toString("utf8")));
    const isFresh = Date.now() - startedAt < LIFETIME_SECONDS * 1000;
    return isFresh && attempt.state === state ? attempt : undefined;
  } catch {
    return undefined;
  }
}

function attemptCookie(controlPlane: ControlPlane, state: string): string {
  return `${cookieName(controlPlane.addresses, "grantry_sign_in")}_${state.slice(0, 8)}`;
}
