import { randomUUID } from "node:crypto";

import type { ProjectCounts } from "@grantry/control";
import { normaliseEmail } from "@grantry/identity";
import type { ClientRecord } from "@grantry/oauth2";

import type { Envelope } from "../envelope.js";
import type { CountedUse, LastUse } from "./admin-credential-store.js";
import { adminEventCollection } from "./admin-event-collection.js";
import type { AdminEventCollection } from "./admin-event-collection.js";
import { clientInsertions } from "./client-insertions.js";
import { PlaneClientStore } from "./client-store.js";
import { instant, isUuid } from "./columns.js";
import { Connections } from "./connections.js";
import { PlaneDeliveryStore } from "./delivery-store.js";
import { ensureClient } from "./ensure-client.js";
import { DUE_EVENT_DELIVERIES } from "./event-statements.js";
import { PlaneEventStore } from "./event-store.js";
import type { ProvisionedStream } from "./event-store.js";
import { PlaneIdentityStore } from "./identity-store.js";
import { openSecret, PROJECT_COLUMNS, readProject } from "./project.js";
import type { PlaneProject, ProjectRow, ProvisionedProject } from "./project.js";
import type { Statement } from "./project-query.js";
import { projectHoldings } from "./project-holdings.js";
import { purgeExpired } from "./purge.js";
import type { Purged, PurgeOptions } from "./purge.js";
import { purgeProject } from "./purge-project.js";
import { putProject } from "./put-project.js";
import { PROVISIONER_ROLE } from "./roles.js";
import { scopeOf } from "./scope.js";
import { SigningKeyStock } from "./signing-key-stock.js";
import { usageReports } from "./usage-reports.js";
import type { UsageReports } from "./usage-reports.js";
import { SigningKeyStore } from "./signing-key-store.js";

/** A personal access token as the control plane hands it to a plane. */
export interface ProvisionedCredential {
  readonly projectId: string;
  readonly tokenId: string;
  /** Keyed digest of the whole token value. */
  readonly digest: Buffer;
  /** The value before a roll, which works beside it for a while. */
  readonly previous?: { readonly digest: Buffer; readonly endsAt: Date };
  readonly permissions: readonly string[];
  readonly ownerLabel: string;
  readonly expiresAt?: Date;
  readonly allowedCidrs: readonly string[];
}

/** A delivery that is to be sent now. */
export interface DueDelivery {
  readonly projectId: string;
  readonly deliveryId: string;
}

/** What the control plane and the worker do inside one project. */
export interface ProvisionedStores {
  readonly clients: PlaneClientStore;
  readonly identities: PlaneIdentityStore;
  readonly signingKeys: SigningKeyStore;
  readonly deliveries: PlaneDeliveryStore;
  readonly events: PlaneEventStore;
}

/** A plane's database as the control plane and the worker use it: role `grantry_provisioner`. */
export interface PlaneProvisioner {
  /**
   * Writes a project as of its version; an older version changes nothing. The first time it also
   * makes the project's secret and its signing keys.
   */
  putProject(project: ProvisionedProject): Promise<void>;
  /** Removes every row of a project. */
  purgeProject(projectId: string): Promise<void>;
  /** A project with its secret, or nothing when the plane has none of that id. */
  findProject(projectId: string): Promise<PlaneProject | undefined>;
  listProjectIds(): Promise<string[]>;
  /** @throws when the plane has no such project (yet) */
  putAdminCredential(credential: ProvisionedCredential): Promise<void>;
  /** Removes a token from every project. @throws when one of them is just being moved */
  removeAdminCredential(tokenId: string): Promise<void>;
  /** The latest use of each token in any project; tokens never used are absent. */
  lastUses(tokenIds: readonly string[]): Promise<Map<string, LastUse>>;
  /** Which permissions tokens used in the last days, in any project. */
  permissionUses(tokenIds: readonly string[], days: number): Promise<CountedUse[]>;
  /** The identity of an address, made when it is missing; one that exists is left as it is. */
  ensureIdentity(
    projectId: string,
    identity: { readonly email: string; readonly passwordHash?: string; readonly name?: string },
  ): Promise<string>;
  /** Makes a built-in client stand as given: metadata and secrets. */
  ensureClient(projectId: string, record: ClientRecord): Promise<void>;
  inProject(projectId: string): ProvisionedStores;
  /** Deliveries of any project that are due, those that are due for longest first. */
  dueDeliveries(at: Date, limit: number): Promise<DueDelivery[]>;
  /** Makes the event streams of a project stand as given. */
  putEventStreams(projectId: string, streams: readonly ProvisionedStream[]): Promise<void>;
  /** Events of any project that are due at a stream, those that are due for longest first. */
  dueEventDeliveries(at: Date, limit: number): Promise<DueDelivery[]>;
  /** Writes at admin APIs that the audit log has not been told of. */
  readonly adminEvents: AdminEventCollection;
  /** What projects of this plane used. */
  readonly usage: UsageReports;
  /** What a project holds, in numbers. */
  holdings(
    projectId: string,
    at: Date,
    olderThanSeconds?: number,
  ): Promise<ProjectCounts | undefined>;
  /** Removes what has expired in one project, in batches; safe to run twice at once. */
  purgeExpired(projectId: string, options: PurgeOptions): Promise<Purged>;
  /** Asks the database for a sign of life. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const POOL_SIZE = 2;

const PING: Statement = { name: "ping", text: "select 1" };

const FIND_PROJECT: Statement = {
  name: "project_find",
  text: `select ${PROJECT_COLUMNS}, secret from plane.projects where project_id = $1`,
};

const LIST_PROJECTS: Statement = {
  name: "project_list",
  text: `select project_id from plane.projects where placement in ('here', 'paused')
           order by project_id`,
};

const PUT_CREDENTIAL: Statement = {
  name: "credential_put",
  text: `
    insert into plane.admin_credentials
      (project_id, token_id, digest, permissions, owner_label, expires_at, allowed_cidrs,
       previous_digest, previous_ends_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (project_id, token_id) do update
      set digest = excluded.digest, permissions = excluded.permissions,
          owner_label = excluded.owner_label, expires_at = excluded.expires_at,
          allowed_cidrs = excluded.allowed_cidrs, previous_digest = excluded.previous_digest,
          previous_ends_at = excluded.previous_ends_at`,
};

const REMOVE_CREDENTIAL: Statement = {
  name: "credential_remove",
  text: `
    delete from plane.admin_credentials where token_id = $1 and not exists (
      select from plane.projects elsewhere
       where elsewhere.project_id = admin_credentials.project_id and elsewhere.placement <> 'here'
    )`,
};

/** What arrives follows its source; what moved away is gone. */
const CREDENTIALS_ON_THE_WAY: Statement = {
  name: "credential_on_the_way",
  text: `
    select 1 from plane.admin_credentials
      join plane.projects using (project_id)
     where token_id = $1 and placement in ('paused', 'left') limit 1`,
};

const LAST_USES: Statement = {
  name: "credential_last_uses",
  text: `
    select distinct on (token_id) token_id, last_used_at, last_used_address, last_used_user_agent
      from plane.admin_credentials
     where token_id = any($1) and last_used_at is not null
     order by token_id, last_used_at desc`,
};

const PERMISSION_USES: Statement = {
  name: "permission_uses_list",
  text: `
    select token_id as "tokenId", permission, to_char(day, 'YYYY-MM-DD') as day,
           sum(uses)::integer as uses
      from plane.permission_uses
     where token_id = any($1) and day > (now() at time zone 'UTC')::date - $2::integer
     group by token_id, permission, day`,
};

const DUE_DELIVERIES: Statement = {
  name: "deliveries_due",
  text: `
    select project_id, id from plane.deliveries
     where state = 'waiting' and due_at <= $1 and not exists (
       select from plane.projects elsewhere
        where elsewhere.project_id = deliveries.project_id and elsewhere.placement <> 'here'
     ) order by due_at limit $2`,
};

/** Opens a plane's database with sight of every project; connections are made when needed. */
export function openProvisioner(options: {
  readonly databaseUrl: string;
  readonly envelope: Envelope;
}): PlaneProvisioner {
  const { databaseUrl, envelope } = options;
  const connections = new Connections({ databaseUrl, role: PROVISIONER_ROLE, size: POOL_SIZE });
  const insertions = clientInsertions(connections);
  const stock = new SigningKeyStock();
  const scope = (projectId: string) => {
    if (!isUuid(projectId)) throw new Error("A project is named by its id.");
    return scopeOf(connections, projectId);
  };
  const inProject = (projectId: string): ProvisionedStores => ({
    clients: new PlaneClientStore(scope(projectId), insertions),
    identities: new PlaneIdentityStore(scope(projectId)),
    signingKeys: new SigningKeyStore(scope(projectId), envelope),
    deliveries: new PlaneDeliveryStore(scope(projectId)),
    events: new PlaneEventStore(scope(projectId)),
  });
  return {
    inProject,
    adminEvents: adminEventCollection(connections),
    usage: usageReports(connections),
    putProject: async (project) => putProject(scope(project.id), envelope, stock, project),
    purgeProject: async (projectId) => purgeProject(scope(projectId)),
    async findProject(projectId) {
      if (!isUuid(projectId)) return undefined;
      const [row] = await scope(projectId).run<ProjectRow & { secret: Buffer }>(FIND_PROJECT, []);
      if (row === undefined) return undefined;
      return { ...readProject(row), secret: openSecret(envelope, row.project_id, row.secret) };
    },
    async listProjectIds() {
      const rows = await connections.run<{ project_id: string }>(LIST_PROJECTS, []);
      return rows.map((row) => row.project_id);
    },
    async putAdminCredential(credential) {
      await scope(credential.projectId).run(PUT_CREDENTIAL, [
        credential.tokenId,
        credential.digest,
        credential.permissions,
        credential.ownerLabel,
        instant(credential.expiresAt),
        credential.allowedCidrs,
        credential.previous?.digest ?? null,
        instant(credential.previous?.endsAt),
      ]);
    },
    async removeAdminCredential(tokenId) {
      await connections.run(REMOVE_CREDENTIAL, [tokenId]);
      const waiting = await connections.run(CREDENTIALS_ON_THE_WAY, [tokenId]);
      if (waiting.length > 0) throw new Error("A project of the token is being moved.");
    },
    holdings: async (projectId, at, olderThanSeconds) =>
      projectHoldings(scope(projectId), at, olderThanSeconds),
    dueDeliveries: (at, limit) => dueOf(connections, DUE_DELIVERIES, at, limit),
    dueEventDeliveries: (at, limit) => dueOf(connections, DUE_EVENT_DELIVERIES, at, limit),
    putEventStreams: (projectId, streams) => inProject(projectId).events.putStreams(streams),
    permissionUses: (tokenIds, days) =>
      connections.run<CountedUse>(PERMISSION_USES, [tokenIds, days]),
    async lastUses(tokenIds) {
      const rows = await connections.run<LastUseRow>(LAST_USES, [tokenIds]);
      return new Map(rows.map((row) => [row.token_id, readLastUse(row)]));
    },
    ensureIdentity: (projectId, identity) =>
      ensureIdentity(inProject(projectId).identities, identity),
    ensureClient: (projectId, record) => ensureClient(inProject(projectId).clients, record),
    purgeExpired: async (projectId, purge) => purgeExpired(scope(projectId), purge),
    async ping() {
      await connections.run(PING, []);
    },
    async close() {
      stock.close();
      await connections.close();
    },
  };
}

async function dueOf(
  connections: Connections,
  statement: Statement,
  at: Date,
  limit: number,
): Promise<DueDelivery[]> {
  const values = [instant(at), limit];
  const rows = await connections.run<{ project_id: string; id: string }>(statement, values);
  return rows.map((row) => ({ projectId: row.project_id, deliveryId: row.id }));
}

interface LastUseRow {
  token_id: string;
  last_used_at: Date;
  last_used_address: string;
  last_used_user_agent: string;
}

function readLastUse(row: LastUseRow): LastUse {
  return {
    at: row.last_used_at,
    address: row.last_used_address,
    userAgent: row.last_used_user_agent,
  };
}

async function ensureIdentity(
  identities: PlaneIdentityStore,
  wanted: Parameters<PlaneProvisioner["ensureIdentity"]>[1],
): Promise<string> {
  const { email, name, passwordHash } = wanted;
  const normalisedEmail = normaliseEmail(email);
  const at = new Date();
  const id = randomUUID();
  const outcome = await identities.insert(
    {
      id,
      state: "active",
      traits: name === undefined ? { email } : { email, name },
      createdAt: at,
      updatedAt: at,
    },
    passwordHash === undefined ? { normalisedEmail } : { normalisedEmail, passwordHash },
  );
  if (outcome === "inserted") return id;
  const existing = await identities.findByEmail(normalisedEmail);
  if (existing === undefined) throw new Error("The identity was removed while it was ensured.");
  return existing.identity.id;
}
