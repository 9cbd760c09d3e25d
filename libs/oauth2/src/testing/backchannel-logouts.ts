import { randomUUID } from "node:crypto";
import { DELIVERY_LOG_SECONDS } from "../delivery.js";
import type { Delivery } from "../delivery.js";
import { after } from "../issuer.js";
import type { ClientStore, Grant, Session } from "../stores.js";

/** One waiting delivery for each client of an ended session that wants to be told. */
export async function backchannelLogouts(
  clients: ClientStore,
  session: Session,
  granted: readonly Grant[],
  at: Date,
): Promise<readonly Delivery[]> {
  const deliveries: Delivery[] = [];
  for (const clientId of new Set(granted.map((grant) => grant.clientId))) {
    const url = (await clients.find(clientId))?.metadata.backchannel_logout_uri;
    if (url === undefined) continue;
    const forced = granted.find(
      (grant) => grant.clientId === clientId && grant.details.forcedSubject !== undefined,
    )?.details.forcedSubject;
    deliveries.push({
      id: randomUUID(),
      kind: "backchannel_logout",
      clientId,
      url,
      sessionId: session.id,
      subject: session.subject,
      ...(forced === undefined ? {} : { forcedSubject: forced }),
      state: "waiting",
      attempts: 0,
      createdAt: at,
      dueAt: at,
      expiresAt: after(at, DELIVERY_LOG_SECONDS),
    });
  }
  return deliveries;
}
