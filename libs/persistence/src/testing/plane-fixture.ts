import { randomBytes, randomUUID } from "node:crypto";

import type { ClientMetadata, ClientRecord, NewGrant, Session } from "@grantry/oauth2";

import { Envelope } from "../envelope.js";
import { migratePlane } from "../plane/migrate.js";
import { openPlane } from "../plane/plane.js";
import type { PlaneDatabase } from "../plane/plane.js";
import type { ProvisionedProject } from "../plane/project.js";
import { openProvisioner } from "../plane/provisioner.js";
import type { PlaneProvisioner } from "../plane/provisioner.js";
import { startTestDatabase } from "./test-database.js";

/** A migrated plane on a PostgreSQL of its own, with both ways to open it. */
export interface PlaneFixture {
  readonly url: string;
  readonly envelope: Envelope;
  readonly plane: PlaneDatabase;
  readonly provisioner: PlaneProvisioner;
  /** Provisions a new project; answers its id. */
  project(changes?: Partial<ProvisionedProject>): Promise<string>;
  stop(): Promise<void>;
}

export async function startPlaneFixture(): Promise<PlaneFixture> {
  const server = await startTestDatabase();
  const url = await server.create();
  await migratePlane(url);
  const envelope = new Envelope([randomBytes(32).toString("base64")]);
  const plane = openPlane({ databaseUrl: url, envelope });
  const provisioner = openProvisioner({ databaseUrl: url, envelope });
  return {
    url,
    envelope,
    plane,
    provisioner,
    async project(changes = {}) {
      const project = aProject(changes);
      await provisioner.putProject(project);
      return project.id;
    },
    async stop() {
      await Promise.all([plane.close(), provisioner.close()]);
      await server.stop();
    },
  };
}

export function aProject(changes: Partial<ProvisionedProject> = {}): ProvisionedProject {
  return {
    id: randomUUID(),
    slug: `quiet-lovelace-${randomBytes(5).toString("hex")}`,
    name: "Test",
    environment: "dev",
    workspaceId: randomUUID(),
    state: "running",
    revision: randomUUID(),
    config: { oauth2: { ttl: { access_token: "1h" } } },
    version: 1,
    ...changes,
  };
}

/** A whole second, so that an instant survives every form it is written in. */
export const NOON = new Date("2026-03-01T12:00:00.000Z");

export function after(seconds: number): Date {
  return new Date(NOON.getTime() + seconds * 1000);
}

export function aGrant(changes: Partial<NewGrant> = {}): NewGrant {
  return {
    id: randomUUID(),
    clientId: randomUUID(),
    subject: randomUUID(),
    scope: ["openid", "offline_access"],
    audience: [],
    details: {},
    authTime: NOON,
    requestedAt: NOON,
    generation: 0,
    remember: false,
    expiresAt: after(600),
    ...changes,
  };
}

export function aSession(changes: Partial<Session> = {}): Session {
  return {
    id: randomUUID(),
    subject: randomUUID(),
    authenticatedAt: NOON,
    amr: ["pwd"],
    persistent: true,
    remembered: true,
    expiresAt: after(3600),
    ...changes,
  };
}

export function aClient(changes: Partial<ClientRecord> = {}): ClientRecord {
  return {
    clientId: randomUUID(),
    metadata: CLIENT_METADATA,
    secrets: [{ kind: "keyed", digest: "a-digest", createdAt: NOON }],
    createdAt: NOON,
    updatedAt: NOON,
    revision: 1,
    ...changes,
  };
}

export const CLIENT_METADATA: ClientMetadata = {
  client_name: "Demo",
  redirect_uris: ["http://127.0.0.1/callback"],
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
  scope: "offline_access offline openid",
  audience: [],
  owner: "",
  policy_uri: "",
  allowed_cors_origins: [],
  tos_uri: "",
  client_uri: "",
  logo_uri: "",
  contacts: null,
  subject_type: "public",
  token_endpoint_auth_method: "client_secret_basic",
  userinfo_signed_response_alg: "none",
  metadata: { note: "nul \u0000 and \ud83d\ude00 survive" },
  skip_consent: false,
  skip_logout_consent: null,
  authorization_code_grant_access_token_lifespan: null,
  authorization_code_grant_id_token_lifespan: null,
  authorization_code_grant_refresh_token_lifespan: null,
  client_credentials_grant_access_token_lifespan: null,
  implicit_grant_access_token_lifespan: null,
  implicit_grant_id_token_lifespan: null,
  jwt_bearer_grant_access_token_lifespan: null,
  refresh_token_grant_access_token_lifespan: null,
  refresh_token_grant_id_token_lifespan: null,
  refresh_token_grant_refresh_token_lifespan: null,
  device_authorization_grant_access_token_lifespan: null,
  device_authorization_grant_id_token_lifespan: null,
  device_authorization_grant_refresh_token_lifespan: null,
};
