import { createHmac, timingSafeEqual } from "node:crypto";

/** What the control plane vouches for when it calls a data plane on somebody's behalf. */
export interface ServiceClaims {
  projectId: string;
  /** Who stands behind the call, for the audit trail: `member:{id}` or a process. */
  actor: string;
  permissions: string[];
  /** The same in words, and where the call came from. */
  label?: string;
  address?: string;
  userAgent?: string;
}

const prefix = "gry_svc_";
const defaultLifetimeSeconds = 30;

/**
 * A short-lived bearer value for one project's admin API, valid for 30 seconds unless told
 * otherwise. `key` is shared by the control plane and the planes through the master key.
 */
export function mintServiceCredential(
  key: Buffer,
  claims: ServiceClaims & { expiresInSeconds?: number },
): string {
  const { expiresInSeconds = defaultLifetimeSeconds, ...vouched } = claims;
  const expiresAt = Math.floor(Date.now() / 1000) + expiresInSeconds;
  const body = Buffer.from(JSON.stringify({ ...vouched, expiresAt }));
  const payload = body.toString("base64url");
  return `${prefix}${payload}.${seal(key, payload).toString("base64url")}`;
}

/** The claims of a genuine, unexpired credential; undefined for anything else. */
export function verifyServiceCredential(
  key: Buffer,
  token: string,
  now: Date = new Date(),
): ServiceClaims | undefined {
  if (!token.startsWith(prefix)) return undefined;
  const [payload = "", tag = "", ...more] = token.slice(prefix.length).split(".");
  const given = Buffer.from(tag, "base64url");
  const expected = seal(key, payload);
  if (more.length > 0 || given.length !== expected.length) return undefined;
  if (!timingSafeEqual(given, expected)) return undefined;
  const { expiresAt, ...claims } = JSON.parse(
    Buffer.from(payload, "base64url").toString("utf8"),
  ) as ServiceClaims & { expiresAt: number };
  return expiresAt * 1000 > now.getTime() ? claims : undefined;
}

function seal(key: Buffer, payload: string): Buffer {
  return createHmac("sha256", key).update(prefix).update(payload).digest();
}
