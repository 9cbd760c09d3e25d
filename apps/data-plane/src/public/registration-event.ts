import { randomUUID } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { AdminWrite } from "@grantry/persistence";
import type { ClientAddress } from "../client-address.js";

/** What a client does to its own registration. */
export interface OwnChange {
  readonly action: "clients.register" | "clients.update" | "clients.delete";
  /** Absent for a client that is about to be. */
  readonly clientId?: string;
  /** As it calls itself. */
  readonly label: string;
  /** The HTTP status of success. */
  readonly status: number;
  /** Shown beside what it leaves behind. */
  readonly beside?: Readonly<Record<string, unknown>>;
}

/**
 * The audit event of a client that registers, changes or deletes itself (RFC 7591, RFC 7592): nobody
 * else is there who could be asked. It is left in the transaction of the change, as at the admin API.
 */
export function ownWrite(
  request: FastifyRequest,
  address: ClientAddress,
  { action, clientId, label, status, beside }: OwnChange,
): AdminWrite {
  return new AdminWrite({
    id: randomUUID(),
    startedAt: new Date(),
    actor: `client:${clientId ?? ""}`,
    actorLabel: label,
    address: address.of(request),
    userAgent: request.headers["user-agent"] ?? "",
    requestId: request.id,
    action,
    targetType: "clients",
    targetId: clientId,
    status,
    ...(beside && { beside }),
  });
}
