import { Client, logoutToken, parsePolicy, Sealer, SigningKeys } from "@grantry/oauth2";
import type { Delivery, DeliveryAttempt } from "@grantry/oauth2";
import { issuerHostOf } from "@grantry/persistence";
import { OutboundError } from "@grantry/platform";
import { Postponed, type Counts, type Job, type JobPayload } from "@grantry/queue";
import type { World } from "./world.js";

const DELIVERIES_PER_RUN = 500;

/** OpenID Connect Back-Channel Logout §2.8: clients should answer quickly; nobody waits here. */
const TIMEOUT_MILLISECONDS = 10_000;

/** Pauses between attempts, in seconds: eight attempts over some six hours. */
const PAUSES_SECONDS = [5, 30, 120, 600, 1_800, 3_600, 14_400] as const;

/**
 * Adds send-delivery, send-event and send-mail for what is due. Rows wait in their database until they
 * are sent, so nothing is lost with the queues; one that a job is under way for is not added twice.
 */
export async function sendDueDeliveries(world: World): Promise<Counts> {
  const { planes, queues, clock, control, mailSender } = world;
  const mails = mailSender ? await control.mails.due(clock(), DELIVERIES_PER_RUN) : [];
  const every = await planes.all();
  const due = await Promise.allSettled(
    every.flatMap(({ provisioner }) => [
      provisioner.dueDeliveries(clock(), DELIVERIES_PER_RUN),
      provisioner.dueEventDeliveries(clock(), DELIVERIES_PER_RUN),
    ]),
  );
  const found = due.map((each) => (each.status === "fulfilled" ? each.value : []));
  const failed = due.filter((each) => each.status === "rejected");
  // A plane that is away does not hold up the others.
  if (failed.length === due.length && failed[0] !== undefined) throw failed[0].reason;
  const messages = found.filter((_, index) => index % 2 === 0).flat();
  const events = found.filter((_, index) => index % 2 === 1).flat();
  await queues.addAll([
    ...messages.map((payload): Job => ({ name: "send-delivery", payload })),
    ...events.map((payload): Job => ({ name: "send-event", payload })),
    ...mails.map((mailId): Job => ({ name: "send-mail", payload: { mailId } })),
  ]);
  return { due: messages.length + events.length + mails.length };
}

/**
 * Sends one logout token (OpenID Connect Back-Channel Logout §2.5). A client that cannot be reached
 * or refuses is tried again, later each time; what comes of it stays in the project's log.
 */
export async function sendDelivery(
  world: World,
  { projectId, deliveryId }: JobPayload<"send-delivery">,
): Promise<Counts> {
  const plane = await world.planes.ofProject(projectId);
  const project = await plane.findProject(projectId);
  if (project === undefined || project.state === "deleted") return {};
  const stores = plane.inProject(projectId);
  const delivery = await stores.deliveries.find(deliveryId);
  if (delivery?.state !== "waiting") return {};
  const attempt = await attemptAt(world, delivery, async () => {
    const record = await stores.clients.find(delivery.clientId);
    if (record === undefined) return undefined;
    const issuer = {
      url: world.addresses.issuer(project.slug, issuerHostOf(project.config)),
      policy: parsePolicy(project.config["oauth2"]).policy,
      keys: new SigningKeys(await stores.signingKeys.list()),
      sealer: new Sealer(project.secret, world.clock),
      clock: world.clock,
    };
    return logoutToken(issuer, new Client(record), delivery);
  });
  if ((await stores.deliveries.attempted(deliveryId, attempt)) === "settled") return {};
  if (attempt.dueAt !== undefined) throw new Postponed(attempt.dueAt);
  return attempt.state === "delivered" ? { delivered: 1 } : { failed: 1 };
}

/** `token` answers nothing when the client is gone: then nobody is left to be told. */
async function attemptAt(
  world: World,
  delivery: Delivery,
  token: () => Promise<string | undefined>,
): Promise<DeliveryAttempt> {
  const logout = await token();
  const begun = world.clock();
  if (logout === undefined) return { state: "failed", at: begun, error: "the client was removed" };
  const outcome = await post(world, delivery.url, logout);
  const at = world.clock();
  const attempt = { at, milliseconds: at.getTime() - begun.getTime(), ...outcome };
  if (outcome.error === undefined) return { ...attempt, state: "delivered" };
  const pause = PAUSES_SECONDS[delivery.attempts];
  if (pause === undefined) return { ...attempt, state: "failed" };
  return { ...attempt, state: "waiting", dueAt: new Date(at.getTime() + pause * 1_000) };
}

/** §2.8: 200 is success; some clients answer 204, which says the same. */
async function post(
  { outbound }: World,
  url: string,
  token: string,
): Promise<Pick<DeliveryAttempt, "status" | "error">> {
  try {
    const { status } = await outbound.request(url, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ logout_token: token }).toString(),
      timeoutMilliseconds: TIMEOUT_MILLISECONDS,
    });
    const isSuccess = status >= 200 && status <= 299;
    return isSuccess ? { status } : { status, error: `it answered ${status}` };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return {
      error:
        error.kind === "refused"
          ? "the address is not allowed"
          : "the address could not be reached",
    };
  }
}
