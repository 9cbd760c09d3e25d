import { randomBytes, randomUUID } from "node:crypto";
import {
  generateJsonWebKey,
  generateSigningKey,
  type Delivery,
  type DeviceAuthorization,
  type SigningKeyState,
  type TrustedIssuer,
} from "@grantry/oauth2";
import { aClient, aGrant, aSession, NOON } from "@grantry/oauth2/testing";
import { AdminWrite, type PlaneStores, type RequestLogEntry } from "@grantry/persistence";

const LATER = new Date("2027-01-01T00:00:00.000Z");
const NEXT = { graceSeconds: 10, expiresAt: LATER };

/** What one project holds: one thing of each kind, which a stranger knows every detail of. */
export type Holdings = Awaited<ReturnType<typeof fill>>;

/** Puts one thing of each kind into a project. */
export async function fill(stores: PlaneStores, subject: string = randomUUID()) {
  const client = aClient();
  await stores.clients.insert(client);
  const session = aSession({ subject, expiresAt: LATER });
  await stores.sessions.insert(session);
  const grant = aGrant({
    subject,
    clientId: client.clientId,
    sessionId: session.id,
    remember: true,
    expiresAt: LATER,
  });
  await stores.grants.insert(grant);
  const tokenId = randomUUID();
  await stores.revocations.add(tokenId, LATER);
  const jti = randomUUID();
  await stores.assertions.use("issuer", jti, LATER);
  const key = await es256("retired");
  await stores.signingKeys.insert(key);
  await stores.signingKeys.replace("held", await es256("current"), LATER);
  const kept = await generateJsonWebKey("ES256", randomUUID(), "sig");
  await stores.jsonWebKeys.add("a-set", kept, NOON);
  const email = `${randomUUID()}@example.com`;
  const identity = {
    id: randomUUID(),
    state: "active" as const,
    traits: { email },
    createdAt: NOON,
    updatedAt: NOON,
  };
  await stores.identities.insert(identity, { normalisedEmail: email, passwordHash: "a hash" });
  const device: DeviceAuthorization = {
    id: randomUUID(),
    userCode: randomUUID(),
    clientId: client.clientId,
    scope: ["openid"],
    audience: [],
    state: "waiting",
    requestedAt: NOON,
    expiresAt: LATER,
  };
  await stores.usage.add(NOON, new Map([["tokens_other", 3]]));
  await stores.usage.addSubjects(NOON, [Buffer.from(subject)]);
  const event = anEvent();
  await stores.adminEvents.tell(new AdminWrite(event));
  await stores.devices.insert(device);
  const trusted: TrustedIssuer = {
    id: randomUUID(),
    issuer: "https://issuer.example.com",
    scope: ["openid"],
    publicKey: { kty: "EC", kid: "a key" },
    createdAt: NOON,
    expiresAt: LATER,
  };
  await stores.trustedIssuers.insert(trusted);
  const request: RequestLogEntry = {
    id: randomUUID(),
    at: NOON,
    requestId: randomUUID(),
    method: "POST",
    path: "/oauth2/token",
    status: 400,
    error: "invalid_grant",
    address: "203.0.113.7",
    userAgent: "a client",
    milliseconds: 3,
    expiresAt: LATER,
  };
  await stores.requestLog.record([request]);
  const delivery: Delivery = {
    id: randomUUID(),
    kind: "backchannel_logout",
    clientId: client.clientId,
    url: "https://app.example.com/backchannel-logout",
    sessionId: session.id,
    subject,
    state: "waiting",
    attempts: 0,
    createdAt: NOON,
    dueAt: NOON,
    expiresAt: LATER,
  };
  await stores.deliveries.record([delivery]);
  const issued = { event, tokenId, jti, key, kept, device, trusted, delivery, request };
  return { subject, client, session, grant, email, identity, ...issued };
}

function anEvent() {
  return {
    id: randomUUID(),
    startedAt: NOON,
    actor: "token:t",
    actorLabel: "Ada",
    requestId: randomUUID(),
    action: "clients.create",
    targetType: "clients",
    targetId: "",
    status: 201,
  };
}

function es256(state: SigningKeyState) {
  return generateSigningKey("ES256", state, NOON);
}

/** A personal access token that `holder` accepts and a stranger does not. */
export interface Credential {
  readonly tokenId: string;
  readonly digest: Buffer;
}

export function aCredential(projectId: string) {
  return {
    projectId,
    tokenId: randomUUID(),
    digest: randomBytes(32),
    permissions: ["clients:read"],
    ownerLabel: "Ada",
    allowedCidrs: [],
  };
}

/**
 * What `stores` of a project without such a thing answer about another project's: for each method
 * its answer, and the answer of a project that holds nothing. Every method of every store has one.
 */
export interface IsolationCase {
  readonly ask: (stores: PlaneStores, held: Holdings & { credential: Credential }) => unknown;
  readonly answer: unknown;
}

export const CASES: Readonly<Record<string, IsolationCase>> = {
  "clients.find": { ask: (s, held) => s.clients.find(held.client.clientId), answer: undefined },
  "clients.list": { ask: (s) => s.clients.list({ limit: 100 }), answer: { items: [] } },
  "clients.change": {
    ask: (s, held) =>
      s.clients.change({ inserted: [], replaced: [held.client], removed: [held.client] }),
    answer: "stale",
  },
  "clients.changeWithin": {
    ask: (s, held) =>
      s.clients.changeWithin({ inserted: [], replaced: [held.client], removed: [held.client] }, 1),
    answer: "stale",
  },
  "clients.insertWithin": {
    ask: async (s, held) => {
      const outcome = await s.clients.insertWithin(held.client, 1);
      await s.clients.remove(held.client.clientId);
      return outcome;
    },
    answer: "inserted",
  },
  "clients.replace": { ask: (s, held) => s.clients.replace(held.client), answer: "absent" },
  "clients.remove": { ask: (s, held) => s.clients.remove(held.client.clientId), answer: "absent" },
  "clients.insert": {
    ask: async (s, held) => {
      const outcome = await s.clients.insert(held.client);
      await s.clients.remove(held.client.clientId);
      return outcome;
    },
    answer: "inserted",
  },

  "grants.find": { ask: (s, held) => s.grants.find(held.grant.id), answer: undefined },
  "grants.state": { ask: (s, held) => s.grants.state(held.grant.id), answer: undefined },
  "grants.stateWithDetails": {
    ask: (s, held) => s.grants.stateWithDetails(held.grant.id),
    answer: undefined,
  },
  "grants.keepDetails": {
    ask: (s, held) => s.grants.keepDetails(held.grant.id, { acr: "stranger" }),
    answer: undefined,
  },
  "grants.redeem": {
    ask: (s, held) => s.grants.redeem(held.grant.id, NOON, { generation: 1, expiresAt: LATER }),
    answer: { outcome: "absent" },
  },
  "grants.rotate": {
    ask: (s, held) => s.grants.rotate(held.grant.id, 0, NOON, NEXT),
    answer: { outcome: "absent" },
  },
  "grants.revoke": { ask: (s, held) => s.grants.revoke(held.grant.id, NOON), answer: "absent" },
  "grants.revokeWhere": {
    ask: async (s, { subject, client, session }) => [
      await s.grants.revokeWhere({ subject }, NOON),
      await s.grants.revokeWhere({ clientId: client.clientId }, NOON),
      await s.grants.revokeWhere({ sessionId: session.id }, NOON),
      await s.grants.revokeWhere({}, NOON),
    ],
    answer: [0, 0, 0, 0],
  },
  "grants.remembered": {
    ask: (s, held) => s.grants.remembered(held.subject, held.client.clientId, NOON),
    answer: undefined,
  },
  "grants.listBySubject": {
    ask: (s, held) => s.grants.listBySubject({ subject: held.subject, limit: 100 }),
    answer: { items: [] },
  },
  // Of the same subject and client, so that it would end the memory of the other project's.
  "grants.insert": { ask: (s, held) => s.grants.insert(held.grant), answer: "inserted" },

  "requestLog.list": {
    ask: (s, held) =>
      s.requestLog.list({ limit: 9, filter: { requestId: held.request.requestId } }),
    answer: { items: [] },
  },
  "requestLog.record": {
    ask: (s, held) => s.requestLog.record([held.request]),
    answer: undefined,
  },

  "sessions.find": {
    ask: (s, held) => s.sessions.find(held.session.id, NOON),
    answer: undefined,
  },
  "sessions.extend": {
    ask: (s, held) => s.sessions.extend(held.session.id, NOON),
    answer: undefined,
  },
  "sessions.revoke": {
    ask: (s, held) => s.sessions.revoke(held.session.id, NOON),
    answer: "absent",
  },
  "sessions.end": { ask: (s, held) => s.sessions.end(held.session.id, NOON), answer: undefined },
  "sessions.endBySubject": {
    ask: (s, held) => s.sessions.endBySubject(held.subject, NOON),
    answer: [],
  },
  "sessions.listBySubject": {
    ask: (s, held) => s.sessions.listBySubject(held.subject, NOON),
    answer: [],
  },
  "sessions.insert": { ask: (s, held) => s.sessions.insert(held.session), answer: "inserted" },

  "deliveries.find": {
    ask: (s, held) => s.deliveries.find(held.delivery.id),
    answer: undefined,
  },
  "deliveries.attempted": {
    ask: (s, held) => s.deliveries.attempted(held.delivery.id, { state: "delivered", at: NOON }),
    answer: "settled",
  },
  "deliveries.list": { ask: (s) => s.deliveries.list({ limit: 100 }), answer: { items: [] } },
  "deliveries.record": {
    ask: (s, held) => s.deliveries.record([{ ...held.delivery, clientId: "stranger" }]),
    answer: undefined,
  },

  "revocations.has": { ask: (s, held) => s.revocations.has(held.tokenId), answer: false },
  "revocations.add": {
    ask: (s, held) => s.revocations.add(held.tokenId, NOON),
    answer: undefined,
  },

  "assertions.use": {
    ask: (s, held) => s.assertions.use("issuer", held.jti, LATER),
    answer: "fresh",
  },

  "devices.find": { ask: (s, held) => s.devices.find(held.device.id), answer: undefined },
  "devices.findByUserCode": {
    ask: (s, held) => s.devices.findByUserCode(held.device.userCode, NOON),
    answer: undefined,
  },
  "devices.decide": {
    ask: (s, held) => s.devices.decide(held.device.id, { state: "denied" }),
    answer: "answered",
  },
  "devices.poll": {
    ask: (s, held) => s.devices.poll(held.device.id, NOON, 5),
    answer: { outcome: "absent" },
  },
  "devices.insert": { ask: (s, held) => s.devices.insert(held.device), answer: "inserted" },

  "trustedIssuers.find": {
    ask: (s, held) => s.trustedIssuers.find(held.trusted.id),
    answer: undefined,
  },
  "trustedIssuers.findForAssertion": {
    ask: (s, { trusted: { issuer, publicKey } }) =>
      s.trustedIssuers.findForAssertion({ issuer, subject: "any", kid: publicKey.kid, at: NOON }),
    answer: [],
  },
  "trustedIssuers.list": {
    ask: (s) => s.trustedIssuers.list({ limit: 100 }),
    answer: { items: [] },
  },
  "trustedIssuers.remove": {
    ask: (s, held) => s.trustedIssuers.remove(held.trusted.id),
    answer: "absent",
  },
  "trustedIssuers.insert": {
    ask: (s, held) => s.trustedIssuers.insert(held.trusted),
    answer: "inserted",
  },

  "signingKeys.list": {
    ask: async (s, held) => (await s.signingKeys.list()).filter(({ kid }) => kid === held.key.kid),
    answer: [],
  },
  "signingKeys.setState": {
    ask: (s, held) => s.signingKeys.setState(held.key.kid, "next", {}),
    answer: "absent",
  },
  "signingKeys.remove": {
    ask: (s, held) => s.signingKeys.remove(held.key.kid),
    answer: "absent",
  },
  "signingKeys.rotate": {
    ask: async (s) => {
      const [next, newNext] = await Promise.all([es256("next"), es256("next")]);
      await s.signingKeys.insert(next);
      return s.signingKeys.rotate("ES256", newNext, NOON, LATER);
    },
    answer: "rotated",
  },
  "signingKeys.replace": {
    ask: async (s) => s.signingKeys.replace("a-set", await es256("current"), LATER),
    answer: "replaced",
  },
  "signingKeys.algorithmOf": { ask: (s) => s.signingKeys.algorithmOf("held"), answer: undefined },
  "signingKeys.insert": {
    ask: (s, held) => s.signingKeys.insert(held.key),
    answer: undefined,
  },

  "jsonWebKeys.list": { ask: (s) => s.jsonWebKeys.list("a-set"), answer: [] },
  "jsonWebKeys.find": {
    ask: (s, held) => s.jsonWebKeys.find("a-set", held.kept.kid),
    answer: undefined,
  },
  "jsonWebKeys.remove": {
    ask: async (s, held) => [
      await s.jsonWebKeys.remove("a-set", held.kept.kid),
      await s.jsonWebKeys.remove("a-set"),
    ],
    answer: [0, 0],
  },
  "jsonWebKeys.add": {
    ask: (s, held) => s.jsonWebKeys.add("a-set", held.kept, NOON),
    answer: "added",
  },
  "jsonWebKeys.put": {
    ask: (s, held) => s.jsonWebKeys.put("a-set", { ...held.kept, use: "enc" }, LATER),
    answer: undefined,
  },
  "jsonWebKeys.replace": {
    ask: (s) => s.jsonWebKeys.replace("a-set", [], LATER),
    answer: undefined,
  },

  "identityAdministration.find": {
    ask: (s, held) => s.identityAdministration.find(held.identity.id),
    answer: undefined,
  },
  "identityAdministration.list": {
    ask: (s, held) => s.identityAdministration.list({ limit: 10, email: held.email }),
    answer: { items: [] },
  },
  "identityAdministration.insert": {
    ask: async (s, held) => {
      const outcome = await s.identityAdministration.insert({ identity: held.identity }, "mine");
      await s.identities.remove(held.identity.id);
      return outcome;
    },
    answer: "inserted",
  },
  "identityAdministration.replace": {
    ask: (s, held) =>
      s.identityAdministration.replace(
        { identity: { ...held.identity, state: "inactive" } },
        held.identity.updatedAt,
        "another hash",
      ),
    answer: "absent",
  },

  "identities.find": {
    ask: (s, held) => s.identities.find(held.identity.id),
    answer: undefined,
  },
  "identities.findByEmail": {
    ask: (s, held) => s.identities.findByEmail(held.email),
    answer: undefined,
  },
  "identities.updateTraits": {
    ask: (s, held) => s.identities.updateTraits(held.identity.id, { email: "x@x" }, NOON),
    answer: "absent",
  },
  "identities.setPassword": {
    ask: (s, held) => s.identities.setPassword(held.identity.id, "another hash", NOON),
    answer: "absent",
  },
  "identities.setState": {
    ask: (s, held) => s.identities.setState(held.identity.id, "inactive", NOON),
    answer: "absent",
  },
  "identities.remove": {
    ask: (s, held) => s.identities.remove(held.identity.id),
    answer: "absent",
  },
  "identities.insert": {
    ask: (s, held) =>
      s.identities.insert(held.identity, { normalisedEmail: held.email, passwordHash: "mine" }),
    answer: "inserted",
  },

  "usage.add": { ask: (s) => s.usage.add(NOON, new Map([["sign_ins", 1]])), answer: undefined },
  "usage.addSubjects": {
    ask: (s) => s.usage.addSubjects(NOON, [Buffer.from("stranger")]),
    answer: undefined,
  },
  "usage.tokensOfMonth": { ask: (s) => s.usage.tokensOfMonth(NOON), answer: 0 },
  "adminEvents.tell": {
    ask: (s, held) => s.adminEvents.tell(new AdminWrite({ ...held.event, targetId: "stranger" })),
    answer: undefined,
  },
  "adminCredentials.find": {
    ask: (s, held) => s.adminCredentials.find(held.credential.digest),
    answer: undefined,
  },
  "adminCredentials.countPermissions": {
    ask: (s, held) =>
      s.adminCredentials.countPermissions([
        {
          tokenId: held.credential.tokenId,
          permission: "clients:read",
          day: "2026-11-23",
          uses: 1,
        },
      ]),
    answer: undefined,
  },
  "adminCredentials.used": {
    ask: (s, held) =>
      s.adminCredentials.used(held.credential.tokenId, {
        at: LATER,
        address: "192.0.2.1",
        userAgent: "stranger",
      }),
    answer: undefined,
  },
};
