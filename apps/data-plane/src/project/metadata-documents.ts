import { createHash } from "node:crypto";
import { metadata } from "@grantry/oauth2";
import type { Issuer } from "@grantry/oauth2";

/** A document that is the same for everybody until something changes: bytes and their ETag. */
export interface PreparedDocument {
  readonly body: Buffer;
  readonly etag: string;
}

export interface MetadataDocuments {
  readonly discovery: PreparedDocument;
  readonly jwks: PreparedDocument;
}

/** Prepares discovery (RFC 8414 §3.2) and the JWK Set (RFC 7517 §5) of an issuer. */
export function prepareDocuments(issuer: Issuer): MetadataDocuments {
  return { discovery: prepare(metadata(issuer)), jwks: prepare(issuer.keys.jwks) };
}

function prepare(document: unknown): PreparedDocument {
  const body = Buffer.from(JSON.stringify(document));
  const digest = createHash("sha256").update(body).digest("base64url").slice(0, 22);
  return { body, etag: `"${digest}"` };
}
