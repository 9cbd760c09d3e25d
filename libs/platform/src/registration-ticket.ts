import { createHmac, timingSafeEqual } from "node:crypto";

/** Leave to register one address at a project whose sign-up is closed. */
export interface RegistrationTicket {
  projectId: string;
  email: string;
}

const LIFETIME_SECONDS = 1_800;

/** A ticket that works for half an hour. `key` is shared with the planes through the master key. */
export function mintRegistrationTicket(
  key: Buffer,
  { projectId, email }: RegistrationTicket,
  now: Date = new Date(),
): string {
  const expiresAt = Math.floor(now.getTime() / 1000) + LIFETIME_SECONDS;
  const payload = Buffer.from(JSON.stringify([projectId, email, expiresAt])).toString("base64url");
  return `${payload}.${seal(key, payload).toString("base64url")}`;
}

/** The address that a genuine, unexpired ticket of this project names; nothing for anything else. */
export function openRegistrationTicket(
  keys: readonly Buffer[],
  projectId: string,
  ticket: string,
  now: Date = new Date(),
): string | undefined {
  const [payload = "", tag = "", ...more] = ticket.split(".");
  const given = Buffer.from(tag, "base64url");
  const isGenuine = keys.some((key) => {
    const expected = seal(key, payload);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  if (!isGenuine || more.length > 0) return undefined;
  const [ticketProject, email, expiresAt] = JSON.parse(
    Buffer.from(payload, "base64url").toString("utf8"),
  ) as [string, string, number];
  const isAlive = expiresAt * 1000 > now.getTime();
  return isAlive && ticketProject === projectId ? email : undefined;
}

function seal(key: Buffer, payload: string): Buffer {
  return createHmac("sha256", key).update("registration ").update(payload).digest();
}
