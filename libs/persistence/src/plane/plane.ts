import type { Stores } from "@grantry/oauth2";

import type { Envelope } from "../envelope.js";
import { AdminCredentialStore } from "./admin-credential-store.js";
import { AdminEventStore } from "./admin-event-store.js";
import type { AdminWrite } from "./admin-write.js";
import { PlaneAssertionStore } from "./assertion-store.js";
import { clientInsertions } from "./client-insertions.js";
import { PlaneClientStore } from "./client-store.js";
import { isUuid } from "./columns.js";
import { Connections } from "./connections.js";
import { PlaneDeliveryStore } from "./delivery-store.js";
import { PlaneDeviceAuthorizationStore } from "./device-authorization-store.js";
import { grantBatches } from "./grant-batches.js";
import { PlaneGrantStore } from "./grant-store.js";
import { PlaneIdentityAdministration } from "./identity-administration.js";
import { PlaneIdentityStore } from "./identity-store.js";
import { PlaneJsonWebKeyStore } from "./json-web-key-store.js";
import { PlaneNotifications } from "./notifications.js";
import type { PlaneListener } from "./notifications.js";
import { openSecret, PROJECT_COLUMNS, readProject } from "./project.js";
import type { PlaneProject, ProjectRow } from "./project.js";
import type { Statement } from "./project-query.js";
import { projectGrantBatches } from "./project-grant-batches.js";
import { purgeExpired } from "./purge.js";
import type { Purged, PurgeOptions } from "./purge.js";
import { PlaneRequestLogStore } from "./request-log-store.js";
import { PlaneRevocationStore, revocationBatch } from "./revocation-store.js";
import { PLANE_ROLE } from "./roles.js";
import { scopeOf } from "./scope.js";
import { PlaneTrustedIssuerStore } from "./trusted-issuer-store.js";
import { PlaneUsageStore, usageBatch } from "./usage-store.js";
import { PlaneSessionStore, sessionFinds } from "./session-store.js";
import { SigningKeyStore } from "./signing-key-store.js";

/** Everything that one project holds on its plane; no method takes a project. */
export interface ProjectStores extends Stores {
  readonly signingKeys: SigningKeyStore;
  readonly jsonWebKeys: PlaneJsonWebKeyStore;
  readonly identities: PlaneIdentityStore;
  readonly identityAdministration: PlaneIdentityAdministration;
  readonly adminCredentials: AdminCredentialStore;
  readonly requestLog: PlaneRequestLogStore;
  readonly adminEvents: AdminEventStore;
  readonly usage: PlaneUsageStore;
}

/** The stores as the plane's database has them. */
export interface PlaneStores extends ProjectStores {
  readonly clients: PlaneClientStore;
}

/** A plane's database as a data plane uses it: role `grantry_plane`. */
export interface PlaneDatabase {
  /** The project of a slug, or nothing; the caller judges its state. */
  resolve(slug: string): Promise<PlaneProject | undefined>;
  /** The project of a custom domain, or nothing. */
  resolveHost(hostname: string): Promise<PlaneProject | undefined>;
  /**
   * The stores of one project. They touch nothing until a method is called. With a write of its
   * admin API, what they write leaves that write's event along with it.
   */
  inProject(projectId: string, write?: AdminWrite): PlaneStores;
  /** Hears every change of what planes cache; the first call opens the connection for it. */
  subscribe(listener: PlaneListener): () => void;
  /** Whether every change is heard now; while it is false nothing may be cached. */
  readonly listening: boolean;
  readonly maintenance: {
    purgeExpired(projectId: string, options: PurgeOptions): Promise<Purged>;
  };
  /** Asks the database for a sign of life. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface PlaneOptions {
  readonly databaseUrl: string;
  readonly envelope: Envelope;
  /** Connections, beside the one that listens. */
  readonly poolSize?: number;
}

const DEFAULT_POOL_SIZE = 4;

const RESOLVE: Statement = {
  name: "resolve_project",
  text: `select ${PROJECT_COLUMNS}, secret from plane.resolve_project($1)`,
};

const RESOLVE_HOST: Statement = {
  name: "resolve_host",
  text: `select ${PROJECT_COLUMNS}, secret from plane.resolve_host($1)`,
};

const PING: Statement = { name: "ping", text: "select 1" };

const SLUG = /^[a-z0-9][a-z0-9-]{0,99}$/u;

/** Opens a plane's database; connections are made when they are first needed. */
export function openPlane(options: PlaneOptions): PlaneDatabase {
  const { databaseUrl, envelope, poolSize = DEFAULT_POOL_SIZE } = options;
  const connections = new Connections({ databaseUrl, role: PLANE_ROLE, size: poolSize });
  const notifications = new PlaneNotifications(databaseUrl);
  const grants = grantBatches(connections);
  const revocations = revocationBatch(connections);
  const usage = usageBatch(connections);
  const insertions = clientInsertions(connections);
  const grantsInProject = projectGrantBatches(connections);
  const finds = sessionFinds(connections);
  const resolve = async (statement: Statement, name: string): Promise<PlaneProject | undefined> => {
    const [row] = await connections.run<ProjectRow & { secret: Buffer }>(statement, [name]);
    if (row === undefined) return undefined;
    return { ...readProject(row), secret: openSecret(envelope, row.project_id, row.secret) };
  };
  return {
    resolve: async (slug) => (SLUG.test(slug) ? resolve(RESOLVE, slug) : undefined),
    resolveHost: (hostname) => resolve(RESOLVE_HOST, hostname),
    inProject(projectId, write) {
      if (!isUuid(projectId)) throw new Error("A project is named by its id.");
      const project = scopeOf(connections, projectId, write);
      return {
        clients: new PlaneClientStore(project, insertions),
        grants: new PlaneGrantStore(project, grants, grantsInProject),
        sessions: new PlaneSessionStore(project, finds),
        revocations: new PlaneRevocationStore(project, revocations),
        assertions: new PlaneAssertionStore(project),
        devices: new PlaneDeviceAuthorizationStore(project),
        deliveries: new PlaneDeliveryStore(project),
        trustedIssuers: new PlaneTrustedIssuerStore(project),
        signingKeys: new SigningKeyStore(project, envelope),
        jsonWebKeys: new PlaneJsonWebKeyStore(project, envelope),
        identities: new PlaneIdentityStore(project),
        identityAdministration: new PlaneIdentityAdministration(project),
        adminCredentials: new AdminCredentialStore(project),
        requestLog: new PlaneRequestLogStore(project),
        adminEvents: new AdminEventStore(project),
        usage: new PlaneUsageStore(project, usage),
      };
    },
    subscribe: (listener) => notifications.subscribe(listener),
    get listening() {
      return notifications.listening;
    },
    maintenance: {
      purgeExpired: (projectId, purge) => purgeExpired(scopeOf(connections, projectId), purge),
    },
    async ping() {
      await connections.run(PING, []);
    },
    async close() {
      await Promise.all([connections.close(), notifications.close()]);
    },
  };
}
