import { randomBytes, randomUUID } from "node:crypto";
import { Envelope, openPlane, openProvisioner } from "@grantry/persistence";
import type { PlaneDatabase, PlaneProvisioner } from "@grantry/persistence";
import { sharedEngines } from "../support/coordinator.js";
import { createInstanceStores, inDatabase } from "../support/engines.js";

/** The database of a plane as processes open it, and as its owner sees it. */
export interface PlaneFixture {
  /** Owner login: sees every row. */
  readonly ownerUrl: string;
  /** The same address as role `grantry_plane`. */
  readonly planeUrl: string;
  readonly plane: PlaneDatabase;
  readonly provisioner: PlaneProvisioner;
  createProject(): Promise<{ id: string; slug: string }>;
  /** A project that holds nothing, not even keys: made in no time; answers its id. */
  createEmptyProject(): Promise<string>;
  close(): Promise<void>;
}

export async function openPlaneFixture(): Promise<PlaneFixture> {
  const { planeDatabaseUrl } = await createInstanceStores(sharedEngines());
  const envelope = new Envelope([randomBytes(32).toString("base64")]);
  const plane = openPlane({ databaseUrl: planeDatabaseUrl, envelope, poolSize: 2 });
  const provisioner = openProvisioner({ databaseUrl: planeDatabaseUrl, envelope });
  return {
    ownerUrl: planeDatabaseUrl,
    planeUrl: `${planeDatabaseUrl}?options=${encodeURIComponent("-c role=grantry_plane")}`,
    plane,
    provisioner,
    async createProject() {
      const id = randomUUID();
      const slug = `calm-hopper-${randomBytes(5).toString("hex")}`;
      await provisioner.putProject({
        id,
        slug,
        name: slug,
        environment: "dev",
        workspaceId: randomUUID(),
        state: "running",
        revision: randomUUID(),
        config: {},
        version: 1,
      });
      return { id, slug };
    },
    async createEmptyProject() {
      const id = randomUUID();
      await inDatabase(planeDatabaseUrl, async (client) => {
        await client.query(
          `insert into plane.projects
             (project_id, slug, name, environment, workspace_id, state, revision, config, version,
              secret)
           values ($1, $2, 'Empty', 'dev', 'none', 'running', 'none', '{}', 1, '')`,
          [id, id],
        );
      });
      return id;
    },
    async close() {
      await Promise.all([plane.close(), provisioner.close()]);
    },
  };
}
