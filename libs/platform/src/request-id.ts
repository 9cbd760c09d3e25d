import { randomFillSync } from "node:crypto";

export const REQUEST_ID_HEADER = "x-request-id";

const requestIdPattern = /^[A-Za-z0-9_-]{8,64}$/;

const ID_BYTES = 16;
const stock = Buffer.alloc(ID_BYTES * 256);
let taken = stock.length;

/** A fresh request id: 128 random bits, drawn in blocks because one draw each costs six times as much. */
export function newRequestId(): string {
  if (taken === stock.length) {
    randomFillSync(stock);
    taken = 0;
  }
  const id = stock.toString("base64url", taken, taken + ID_BYTES);
  taken += ID_BYTES;
  return id;
}

/** The id that a trusted proxy sent, when it is well formed, else a fresh one. */
export function requestIdFrom(header: string | string[] | undefined): string {
  return typeof header === "string" && requestIdPattern.test(header) ? header : newRequestId();
}
