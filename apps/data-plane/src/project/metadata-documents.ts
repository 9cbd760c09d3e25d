import { createHash } from "node:crypto";
import { metadata } from "@grantry/oauth2";
import type { Issuer } from "@grantry/oauth2";
import type { EndpointAnswer } from "../public/endpoint.js";

/** How long a verifier may keep the JWK Set; a next key is announced for longer than this. */
const MAX_AGE_SECONDS = 300;

/** A document that is the same for everybody until something changes: both answers stand ready. */
export interface PreparedDocument {
  readonly etag: string;
  readonly full: EndpointAnswer;
  /** To a reader whose copy is the current one (RFC 9110 §15.4.5). */
  readonly unchanged: EndpointAnswer;
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
  const body = JSON.stringify(document);
  const digest = createHash("sha256").update(body).digest("base64url").slice(0, 22);
  const etag = `"${digest}"`;
  const headers = {
    etag,
    "cache-control": `public, max-age=${MAX_AGE_SECONDS}`,
    "access-control-allow-origin": "*",
  };
  return {
    etag,
    full: Object.freeze({
      status: 200,
      headers: { ...headers, "content-type": "application/json; charset=utf-8" },
      body,
    }),
    unchanged: Object.freeze({ status: 304, headers }),
  };
}
