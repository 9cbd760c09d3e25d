import { randomBytes } from "node:crypto";

export const REQUEST_ID_HEADER = "x-request-id";

const requestIdPattern = /^[A-Za-z0-9_-]{8,64}$/;

/** A fresh request id: 128 random bits. */
export function newRequestId(): string {
  return randomBytes(16).toString("base64url");
}

/** The id that a trusted proxy sent, when it is well formed, else a fresh one. */
export function requestIdFrom(header: string | string[] | undefined): string {
  return typeof header === "string" && requestIdPattern.test(header) ? header : newRequestId();
}
