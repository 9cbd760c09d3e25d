import { randomBytes, randomUUID } from "node:crypto";

import { NOON } from "@grantry/oauth2/testing";

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

/** So many seconds after the tests' noon. */
export function after(seconds: number): Date {
  return new Date(NOON.getTime() + seconds * 1000);
}
