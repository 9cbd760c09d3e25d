import type { JobHandlers } from "@grantry/queue";
import { signAuditHeads, verifyAuditChains } from "./audit-chain.processor.js";
import { collectEvents } from "./collect-admin-events.processor.js";
import { drainOutbox } from "./drain-outbox.processor.js";
import {
  purgeExpiredEverywhere,
  rotateDueSigningKeysEverywhere,
} from "./every-project.processor.js";
import { purgeExpired, purgeExpiredInControlPlane } from "./purge-expired.processor.js";
import { recordedHandlers } from "./recorded-handlers.js";
import { rotateDueSigningKeys, rotateSigningKey } from "./rotate-signing-keys.processor.js";
import { sendDelivery, sendDueDeliveries } from "./send-deliveries.processor.js";
import { sendEvent } from "./send-events.processor.js";
import { sendMail } from "./send-mail.processor.js";
import { verifyPendingDomains } from "./verify-domains.processor.js";
import type { World } from "./world.js";

/** What is done for each job, with its result recorded. */
export function jobHandlers(world: World): JobHandlers {
  return recordedHandlers(world, {
    "rotate-due-signing-keys-everywhere": () => rotateDueSigningKeysEverywhere(world),
    "rotate-due-signing-keys": (payload) => rotateDueSigningKeys(world, payload),
    "rotate-signing-key": (payload) => rotateSigningKey(world, payload),
    "purge-expired-everywhere": () => purgeExpiredEverywhere(world),
    "purge-expired": (payload) => purgeExpired(world, payload),
    "purge-expired-in-control-plane": () => purgeExpiredInControlPlane(world),
    "drain-outbox": () => drainOutbox(world),
    "verify-pending-domains": () => verifyPendingDomains(world),
    "send-due-deliveries": () => sendDueDeliveries(world),
    "send-delivery": (payload) => sendDelivery(world, payload),
    "send-event": (payload) => sendEvent(world, payload),
    "send-mail": (payload) => sendMail(world, payload),
    "collect-admin-events": () => collectEvents(world),
    "sign-audit-heads": () => signAuditHeads(world),
    "verify-audit-chains": () => verifyAuditChains(world),
  });
}
