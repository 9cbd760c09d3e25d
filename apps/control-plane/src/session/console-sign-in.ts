import { createHash } from "node:crypto";
import { ControlError } from "@grantry/control";
import { CONSOLE_SLUG } from "@grantry/platform";
import { createLocalJWKSet, type JWTPayload, jwtVerify } from "jose";
import { z } from "zod";
import { CONSOLE_CLIENT_ID, consoleClientSecret } from "../bootstrap/console-project.js";
import type { ControlPlane } from "../control-plane.js";
import { requestPlane } from "../planes/plane-request.js";
import type { SignInAttempt } from "./sign-in-attempt.js";

/** What the console project says about somebody who signed in. */
export interface SignedInPerson {
  subject: string;
  email: string | undefined;
  name: string;
  /** When the person last proved who they are. */
  signedInAt: Date;
  idToken: string;
}

/** How a sign-in differs from an ordinary one. */
export interface SignInWish {
  /** The person proves who they are even when signed in (`prompt=login`). */
  isFresh: boolean;
  /** The address that is expected. */
  email?: string | undefined;
  /** Opens registration at the console project for one invited address. */
  ticket?: string | undefined;
}

const tokenResponse = z.object({ id_token: z.string() });
const jwksResponse = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

/** The authorization request (RFC 6749 §4.1.1, PKCE S256 of RFC 7636 §4.3). */
export function authorizationAddress(
  controlPlane: ControlPlane,
  attempt: SignInAttempt,
  wish: SignInWish,
): string {
  const { addresses } = controlPlane;
  const query = new URLSearchParams({
    client_id: CONSOLE_CLIENT_ID,
    response_type: "code",
    redirect_uri: redirectUri(controlPlane),
    scope: "openid email profile",
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: createHash("sha256").update(attempt.codeVerifier).digest("base64url"),
    code_challenge_method: "S256",
    ...(wish.isFresh ? { prompt: "login" } : {}),
    ...(wish.email === undefined ? {} : { login_hint: wish.email }),
    ...(wish.ticket === undefined ? {} : { invitation_ticket: wish.ticket }),
  });
  return `${addresses.issuer(CONSOLE_SLUG)}/oauth2/auth?${query.toString()}`;
}

/**
 * Redeems an authorization response: issuer (RFC 9207 §2.4), code, then the ID token
 * (OpenID Connect Core §3.1.3.7).
 * @throws ControlError `unauthorized` when anything does not fit
 */
export async function redeemSignIn(
  controlPlane: ControlPlane,
  attempt: SignInAttempt,
  response: URLSearchParams,
): Promise<SignedInPerson> {
  const issuer = controlPlane.addresses.issuer(CONSOLE_SLUG);
  const code = response.get("code");
  if (response.get("iss") !== issuer || !code) throw failedSignIn();
  const idToken = await redeemCode(controlPlane, attempt, code);
  const claims = await verifyIdToken(controlPlane, issuer, attempt, idToken);
  return {
    subject: claims.sub ?? "",
    email: typeof claims["email"] === "string" ? claims["email"].toLowerCase() : undefined,
    name: typeof claims["name"] === "string" ? claims["name"] : "",
    signedInAt: new Date(Number(claims["auth_time"] ?? claims.iat) * 1000),
    idToken,
  };
}

/** Where a browser goes to sign out at the issuer too (OpenID Connect RP-Initiated Logout §2). */
export function signOutAddress(controlPlane: ControlPlane, idToken: string | undefined): string {
  const { addresses } = controlPlane;
  const signedOut = `${addresses.console}/signed-out`;
  if (idToken === undefined) return signedOut;
  const query = new URLSearchParams({
    id_token_hint: idToken,
    post_logout_redirect_uri: signedOut,
  });
  return `${addresses.issuer(CONSOLE_SLUG)}/oauth2/sessions/logout?${query.toString()}`;
}

async function redeemCode(
  controlPlane: ControlPlane,
  attempt: SignInAttempt,
  code: string,
): Promise<string> {
  const secret = consoleClientSecret(controlPlane.config.secrets.envelope);
  const basic = Buffer.from(`${CONSOLE_CLIENT_ID}:${secret}`).toString("base64");
  const answer = await requestPlane(controlPlane, {
    slug: CONSOLE_SLUG,
    method: "POST",
    path: "/oauth2/token",
    headers: {
      authorization: `Basic ${basic}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code,
      redirect_uri: redirectUri(controlPlane),
      code_verifier: attempt.codeVerifier,
    }).toString(),
  });
  if (answer.status !== 200) throw failedSignIn();
  return tokenResponse.parse(JSON.parse(answer.body.toString("utf8"))).id_token;
}

async function verifyIdToken(
  controlPlane: ControlPlane,
  issuer: string,
  attempt: SignInAttempt,
  idToken: string,
): Promise<JWTPayload> {
  const answer = await requestPlane(controlPlane, {
    slug: CONSOLE_SLUG,
    method: "GET",
    path: "/.well-known/jwks.json",
    headers: {},
  });
  const keys = createLocalJWKSet(jwksResponse.parse(JSON.parse(answer.body.toString("utf8"))));
  try {
    const { payload } = await jwtVerify(idToken, keys, {
      issuer,
      audience: CONSOLE_CLIENT_ID,
      requiredClaims: ["sub", "exp", "iat", "nonce"],
      clockTolerance: 5,
    });
    if (payload.nonce !== attempt.nonce) throw failedSignIn();
    return payload;
  } catch (cause) {
    controlPlane.logger.warn({ err: cause }, "id token refused");
    throw failedSignIn();
  }
}

function redirectUri(controlPlane: ControlPlane): string {
  return `${controlPlane.addresses.console}/callback`;
}

function failedSignIn(): ControlError {
  return new ControlError("unauthorized", "The sign-in could not be finished. Start again.");
}
