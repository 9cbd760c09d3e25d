import { freshId } from "../artefacts.js";
import type { Client } from "../client.js";
import { InvalidRequest, RequestUnauthorized } from "../errors.js";
import { interactionAt } from "../authorization-endpoint/outcome.js";
import type {
  AuthorizationInput,
  AuthorizationOutcome,
} from "../authorization-endpoint/outcome.js";
import {
  assertSameBrowser,
  flowCookieName,
  loginChallengeOf,
  unknownRequest,
} from "../interaction/flow.js";
import { ENDPOINTS, numericDate } from "../issuer.js";
import type { Issuer } from "../issuer.js";
import { readParameters } from "../parameters.js";
import { normaliseUserCode } from "./user-code.js";

/** A visit of the verification address on its way through the page that asks for the code. */
interface DeviceVisit {
  readonly id: string;
  readonly requestedAt: number;
  /** The device whose code was typed. */
  readonly deviceId?: string;
}

/** What a device page is asked about. */
export interface DeviceRequest {
  readonly challenge: string;
  readonly flowId: string;
}

/** The device behind a typed code, to show before it is confirmed (RFC 8628 §5.4). */
export interface WaitingDevice {
  readonly client: Client;
  readonly scope: readonly string[];
  readonly userCode: string;
}

/**
 * The verification address (RFC 8628 §3.3), first visit and return from the page. The first leads to
 * the page; the return begins sign-in for the device whose code was accepted.
 */
export async function verifyDevice(
  issuer: Issuer,
  input: AuthorizationInput,
): Promise<AuthorizationOutcome> {
  const verifier = input.parameters.get("device_verifier");
  if (verifier !== null) return goSignIn(issuer, input, verifier);
  const userCode = readParameters(input.parameters).optional("user_code");
  const visit: DeviceVisit = { id: freshId(), requestedAt: numericDate(issuer.clock()) };
  const page = issuer.policy.urls["device.verification"] ?? `${issuer.url}/ui/device`;
  const outcome = interactionAt(
    page,
    "device_challenge",
    seal(issuer, "device_challenge", visit),
    visit.id,
  );
  if (userCode === undefined || outcome.kind !== "interaction") return outcome;
  return { ...outcome, location: `${outcome.location}&user_code=${encodeURIComponent(userCode)}` };
}

/** The visit behind a challenge; throws 404 for an unknown one, 401 for an expired one. */
export function getDeviceRequest(issuer: Issuer, challenge: string): DeviceRequest {
  return { challenge, flowId: open(issuer, "device_challenge", challenge).id };
}

/** The waiting device of a code as typed, or nothing. */
export async function findWaitingDevice(
  issuer: Issuer,
  typed: string,
): Promise<WaitingDevice | undefined> {
  const userCode = normaliseUserCode(typed);
  const device = await issuer.stores.devices.findByUserCode(userCode, issuer.clock());
  const client = device === undefined ? undefined : await issuer.client(device.clientId);
  if (device === undefined || client === undefined) return undefined;
  return { client, scope: device.scope, userCode };
}

/**
 * Accepts a code that the user typed and confirmed; answers where the browser goes on. Throws
 * `invalid_request` for a code that is unknown, expired or answered.
 */
export async function acceptDeviceRequest(
  issuer: Issuer,
  challenge: string,
  typed: string,
): Promise<{ readonly redirectTo: string }> {
  const visit = open(issuer, "device_challenge", challenge);
  const userCode = normaliseUserCode(typed);
  const device = await issuer.stores.devices.findByUserCode(userCode, issuer.clock());
  if (device === undefined) {
    throw new InvalidRequest("The user_code is not known, has expired or was used.");
  }
  const verifier = seal(issuer, "device_verifier", { ...visit, deviceId: device.id });
  return {
    redirectTo: `${issuer.url}${ENDPOINTS.deviceVerification}?device_verifier=${verifier}`,
  };
}

/**
 * Denies the device of a code: whoever read it there did not mean it. The device hears
 * `access_denied` when it asks next (RFC 8628 §3.5); a code without a waiting device changes nothing.
 */
export async function denyDeviceRequest(
  issuer: Issuer,
  challenge: string,
  typed: string,
): Promise<void> {
  open(issuer, "device_challenge", challenge);
  const userCode = normaliseUserCode(typed);
  const device = await issuer.stores.devices.findByUserCode(userCode, issuer.clock());
  if (device !== undefined) await issuer.stores.devices.decide(device.id, { state: "denied" });
}

async function goSignIn(
  issuer: Issuer,
  input: AuthorizationInput,
  verifier: string,
): Promise<AuthorizationOutcome> {
  const visit = open(issuer, "device_verifier", verifier);
  assertSameBrowser(issuer, visit.id, input.flowCookie(flowCookieName(visit.id)));
  const device = visit.deviceId && (await issuer.stores.devices.find(visit.deviceId));
  if (!device || device.state !== "waiting") {
    throw new InvalidRequest(
      "The device was answered already or has given up. Begin on the device.",
    );
  }
  const query = new URLSearchParams({ client_id: device.clientId, scope: device.scope.join(" ") });
  for (const audience of device.audience) query.append("audience", audience);
  const flow = {
    id: visit.id,
    query: query.toString(),
    requestedAt: numericDate(issuer.clock()),
    deviceId: device.id,
  };
  const page = issuer.policy.urls.login ?? `${issuer.url}/ui/login`;
  return interactionAt(page, "login_challenge", loginChallengeOf(issuer, flow), flow.id);
}

function seal(issuer: Issuer, kind: string, visit: DeviceVisit): string {
  return issuer.sealer.seal(kind, JSON.stringify(visit));
}

function open(issuer: Issuer, kind: string, sealed: string): DeviceVisit {
  const bytes = sealed.length > 4096 ? undefined : issuer.sealer.open(kind, sealed);
  if (bytes === undefined) throw unknownRequest();
  const visit = JSON.parse(bytes.toString()) as DeviceVisit;
  const ends = visit.requestedAt + issuer.policy.lifetimes.loginConsentRequest;
  if (ends * 1000 > issuer.clock().getTime()) return visit;
  throw new RequestUnauthorized(
    "The request could not be authorized. The device request has expired, please try again.",
  );
}
