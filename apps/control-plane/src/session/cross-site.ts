import { timingSafeEqual } from "node:crypto";
import { ControlError } from "@grantry/control";
import type { Addresses } from "@grantry/platform";
import type { FastifyRequest } from "fastify";

const READS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * A write with a cookie has to come from the console itself.
 * @throws ControlError `forbidden`
 */
export function assertOwnWrite(
  addresses: Addresses,
  request: FastifyRequest,
  csrfToken: string,
): void {
  if (READS.has(request.method)) return;
  assertConsoleOrigin(addresses, request);
  const sent = Buffer.from(String(request.headers["x-csrf-token"] ?? ""));
  const expected = Buffer.from(csrfToken);
  if (sent.length !== expected.length || !timingSafeEqual(sent, expected)) {
    throw new ControlError(
      "forbidden",
      "X-CSRF-Token does not fit this session. Reload the console.",
    );
  }
}

/** @throws ControlError `forbidden` for a request that another site's page sent */
export function assertConsoleOrigin(addresses: Addresses, request: FastifyRequest): void {
  if (request.headers.origin !== new URL(addresses.console).origin) {
    throw new ControlError("forbidden", "This request did not come from the console.");
  }
}
