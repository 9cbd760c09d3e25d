import { randomUUID } from "node:crypto";
import type {
  createTrustedIssuerBodySchema,
  TrustedIssuer,
  updateTrustedIssuerBodySchema,
} from "@grantry/contracts";
import {
  assertMay,
  assertMayHandOn,
  type Caller,
  ControlError,
  invalidField,
  needsApproval,
  notFound,
} from "@grantry/control";
import type { ControlStores, OutboxMessage, TrustedIssuerRow } from "@grantry/persistence";
import type { z } from "zod";
import type { ControlPlane } from "../control-plane.js";
import { assertProjectsExist } from "../tokens/create-token.js";

type Creation = z.output<typeof createTrustedIssuerBodySchema>;
type Update = z.output<typeof updateTrustedIssuerBodySchema>;

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The issuers that the caller's workspace trusts. */
export async function listTrustedIssuers(
  controlPlane: ControlPlane,
  caller: Caller,
): Promise<TrustedIssuer[]> {
  const { control } = controlPlane;
  const rows = await control.trustedIssuers.list(caller.workspace.id);
  const owners = await control.holders.labels(caller.workspace.id);
  return rows.map((row) => trustedIssuerView(row, owners.get(row.ownerId)?.label));
}

/** One of them. @throws ControlError `not_found` */
export async function findTrustedIssuer(
  { control }: ControlPlane,
  caller: Caller,
  id: string,
): Promise<TrustedIssuerRow> {
  const row = UUID.test(id) ? await control.trustedIssuers.find(caller.workspace.id, id) : null;
  if (!row) throw notFound("trusted issuer");
  return row;
}

/** Trusts an issuer; its tokens do no more than whoever says so. */
export async function createTrustedIssuer(
  controlPlane: ControlPlane,
  caller: Caller,
  body: Creation,
): Promise<TrustedIssuerRow> {
  const now = new Date();
  const row: TrustedIssuerRow = {
    id: randomUUID(),
    workspaceId: caller.workspace.id,
    ownerId: await chooseOwner(controlPlane, caller, body.owner_id),
    name: body.name,
    issuer: body.issuer,
    jwksUri: body.jwks_uri,
    audience: body.audience,
    conditions: body.conditions,
    permissions: [...new Set(body.permissions)],
    projectIds: body.project_ids && [...new Set(body.project_ids)],
    lifetimeSeconds: body.lifetime_seconds,
    singleUse: body.single_use,
    enabled: body.enabled,
    lastUsedAt: null,
    lastSubject: null,
    createdAt: now,
    updatedAt: now,
  };
  await assertMayTrust(controlPlane, caller, row);
  await controlPlane.commit(async (stores) => {
    await assertSound(controlPlane, stores, caller, row);
    await stores.trustedIssuers.create(row);
    await record(stores, caller, row, { action: "create", before: null, after: recorded(row) });
    return { result: undefined, messages: [] };
  });
  return row;
}

/** Changes what is trusted; tokens that came of it before end now. */
export async function updateTrustedIssuer(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
  body: Update,
): Promise<TrustedIssuerRow> {
  const row = await findTrustedIssuer(controlPlane, caller, id);
  const changed: TrustedIssuerRow = {
    ...row,
    name: body.name ?? row.name,
    issuer: body.issuer ?? row.issuer,
    jwksUri: body.jwks_uri === undefined ? row.jwksUri : body.jwks_uri,
    audience: body.audience ?? row.audience,
    conditions: body.conditions ?? row.conditions,
    permissions: body.permissions ?? row.permissions,
    projectIds: body.project_ids === undefined ? row.projectIds : body.project_ids,
    lifetimeSeconds: body.lifetime_seconds ?? row.lifetimeSeconds,
    singleUse: body.single_use ?? row.singleUse,
    enabled: body.enabled ?? row.enabled,
    updatedAt: new Date(),
  };
  await assertMayTrust(controlPlane, caller, changed);
  await controlPlane.commit(async (stores) => {
    await assertSound(controlPlane, stores, caller, changed);
    await stores.trustedIssuers.update(row.id, changed);
    const messages = await endTokens(stores, row);
    const before = recorded(row);
    await record(stores, caller, changed, { action: "update", before, after: recorded(changed) });
    return { result: undefined, messages };
  });
  return changed;
}

/** Trusts an issuer no more; its tokens end now. */
export async function deleteTrustedIssuer(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
): Promise<void> {
  const row = await findTrustedIssuer(controlPlane, caller, id);
  await controlPlane.commit(async (stores) => {
    await stores.trustedIssuers.remove(row.id);
    const messages = await endTokens(stores, row);
    await record(stores, caller, row, { action: "delete", before: recorded(row), after: null });
    return { result: undefined, messages };
  });
}

/** A trusted issuer as it is shown. */
export async function describeTrustedIssuer(
  { control }: ControlPlane,
  row: TrustedIssuerRow,
): Promise<TrustedIssuer> {
  const owners = await control.holders.labels(row.workspaceId);
  return trustedIssuerView(row, owners.get(row.ownerId)?.label);
}

function trustedIssuerView(row: TrustedIssuerRow, ownerLabel = ""): TrustedIssuer {
  return {
    id: row.id,
    workspace_id: row.workspaceId,
    name: row.name,
    issuer: row.issuer,
    jwks_uri: row.jwksUri,
    audience: row.audience,
    conditions: row.conditions,
    permissions: row.permissions,
    project_ids: row.projectIds,
    lifetime_seconds: row.lifetimeSeconds,
    single_use: row.singleUse,
    enabled: row.enabled,
    owner: { id: row.ownerId, label: ownerLabel },
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
    last_subject: row.lastSubject,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

/** Whoever trusts an issuer hands on what they hold; what needs an owner's yes is an owner's to give. */
async function assertMayTrust(
  { control }: ControlPlane,
  caller: Caller,
  row: TrustedIssuerRow,
): Promise<void> {
  const { permissions, projectIds } = row;
  const wish = { permissions, projectIds, expiresAt: null, allowedCidrs: [] };
  // A trust is the workspace's and outlives the token that made it, but reaches no further.
  const token = caller.token && { ...caller.token, expiresAt: null };
  assertMayHandOn({ ...caller, token }, wish);
  const policy = await control.tokenPolicies.find(row.workspaceId);
  if (needsApproval(policy, permissions) && caller.member.role !== "owner") {
    throw new ControlError(
      "forbidden",
      "An owner of the workspace decides about these permissions.",
    );
  }
}

async function assertSound(
  controlPlane: ControlPlane,
  stores: ControlStores,
  caller: Caller,
  row: TrustedIssuerRow,
): Promise<void> {
  assertReachable(controlPlane, "issuer", row.issuer);
  if (/[?#]/.test(row.issuer)) {
    throw invalidField("issuer", "An issuer has no query and no fragment.");
  }
  if (row.jwksUri !== null) assertReachable(controlPlane, "jwks_uri", row.jwksUri);
  await assertProjectsExist(stores, caller, row.projectIds);
  if (await stores.trustedIssuers.isNameTaken(row.workspaceId, row.name, row.id)) {
    const message = "There is a trusted issuer with this name.";
    throw new ControlError("conflict", message, { fields: [{ path: "name", message }] });
  }
}

/** Keys that come in the clear could be anybody's; only this machine may go without TLS. */
function assertReachable({ outbound }: ControlPlane, path: string, address: string): void {
  const url = new URL(address);
  const isSafe = url.protocol === "https:" || LOOPBACK.has(url.hostname);
  if (!isSafe) throw invalidField(path, "Use an address that begins with https://.");
  if (url.username !== "" || url.password !== "") {
    throw invalidField(path, "Use an address without a name and password.");
  }
  if (!outbound.accepts(address)) {
    throw invalidField(path, "This address is not allowed: it is inside a private network.");
  }
}

/** Oneself, or a service account for which one may make tokens. */
async function chooseOwner(
  { control }: ControlPlane,
  caller: Caller,
  wished: string | undefined,
): Promise<string> {
  if (wished === undefined || wished === caller.member.id) return caller.member.id;
  const owner = await control.holders.rights(wished);
  if (owner?.workspaceId !== caller.workspace.id) throw notFound("service account");
  if (owner.type !== "service_account") {
    throw invalidField("owner_id", "Choose yourself or a service account.");
  }
  assertMay(caller, "pats:write");
  return owner.id;
}

async function endTokens(stores: ControlStores, row: TrustedIssuerRow): Promise<OutboxMessage[]> {
  const messages: OutboxMessage[] = [];
  const now = new Date();
  for (const token of await stores.tokens.listOfTrustedIssuer(row.id)) {
    await stores.tokens.revoke(token.id, now);
    messages.push(await stores.outbox.add("credential.remove", token.id));
  }
  return messages;
}

function record(
  stores: ControlStores,
  caller: Caller,
  row: TrustedIssuerRow,
  change: { action: "create" | "update" | "delete"; before: unknown; after: unknown },
): Promise<void> {
  return stores.audit.record({
    workspaceId: row.workspaceId,
    projectId: null,
    actor: caller.actor,
    action: `trusted_issuer.${change.action}`,
    target: { type: "trusted_issuer", id: row.id, label: row.name },
    before: change.before,
    after: change.after,
  });
}

function recorded(row: TrustedIssuerRow) {
  return {
    name: row.name,
    issuer: row.issuer,
    jwks_uri: row.jwksUri,
    audience: row.audience,
    conditions: row.conditions,
    permissions: row.permissions,
    project_ids: row.projectIds,
    lifetime_seconds: row.lifetimeSeconds,
    single_use: row.singleUse,
    enabled: row.enabled,
  };
}
