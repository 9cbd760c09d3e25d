import { importJWK } from "jose";
import type { JWK } from "jose";
import { InvalidRequest, OAuthError } from "@grantry/oauth2";
import type { TrustedIssuer } from "@grantry/oauth2";
import { z } from "zod";

const text = z
  .string()
  .min(1)
  .max(1_000)
  .refine((value) => !value.includes("\0"));

const body = z.object({
  issuer: text,
  subject: z.string().max(1_000).nullish(),
  allow_any_subject: z.boolean().nullish(),
  scope: z.array(text).max(100).nullish(),
  jwk: z.looseObject({ kid: text, kty: text, alg: z.string().optional() }),
  expires_at: z.iso.datetime({ offset: true }),
});

/**
 * Reads whom a project is to trust. Throws 400 `missing_required_parameter` for absent members and
 * `invalid_request` for a key that is private, symmetric or malformed.
 */
export async function readTrustedIssuer(
  document: Record<string, unknown>,
  now: Date,
): Promise<Omit<TrustedIssuer, "id">> {
  const read = body.safeParse(document);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new OAuthError(
      "missing_required_parameter",
      `Field '${issue?.path.join(".") ?? ""}': ${issue?.message ?? "is wrong"}.`,
      400,
    );
  }
  const { issuer, subject, allow_any_subject: anySubject, scope, jwk, expires_at: end } = read.data;
  if (Boolean(subject) === Boolean(anySubject)) {
    throw new InvalidRequest("Send either a subject or allow_any_subject=true.");
  }
  await assertPublicKey(jwk);
  return {
    issuer,
    ...(subject ? { subject } : {}),
    scope: scope ?? [],
    publicKey: jwk,
    createdAt: now,
    expiresAt: new Date(end),
  };
}

async function assertPublicKey(jwk: JWK): Promise<void> {
  if (jwk.kty === "oct" || jwk.d !== undefined) {
    throw new InvalidRequest(
      "Field 'jwk' must be a public key. Treat a private key sent here as leaked.",
    );
  }
  try {
    await importJWK(jwk, jwk.alg ?? "RS256");
  } catch {
    throw new InvalidRequest("Field 'jwk' is not a public key that can be used.");
  }
}
