import { randomBytes, randomUUID } from "node:crypto";
import pg from "pg";
import { Sealer, generateSigningKey, type SigningKeyRecord } from "@grantry/oauth2";
import { Envelope, openProvisioner, type PlaneProvisioner } from "@grantry/persistence";
import type { BenchGrantry } from "../servers/grantry.js";
import type { BenchPostgres } from "../servers/postgres.js";
import { benchClient, type BenchClient } from "../servers/target.js";
import { cloneRows } from "./clone-rows.js";

export const CLIENTS_PER_PROJECT = 20;

/** A project that was written into the databases past the API, which would make keys for minutes. */
export interface SeededProject {
  readonly id: string;
  readonly slug: string;
  readonly secret: Buffer;
}

const keyPairs = 4;
const batch = 500;

/**
 * Writes projects with clients, secrets and signing keys of their own into the databases of both
 * planes, as copies of the bench's project. A few key pairs serve all of them, each sealed anew.
 */
export async function seedProjects(
  grantry: BenchGrantry,
  postgres: BenchPostgres,
  count: number,
): Promise<SeededProject[]> {
  const envelope = new Envelope([grantry.masterKeys]);
  const keys = await makeKeys();
  const plane = await connect(postgres.superuserUrl(grantry.planeDatabase));
  const control = await connect(postgres.superuserUrl(grantry.controlDatabase));
  const provisioner = openProvisioner({
    databaseUrl: postgres.url(grantry.planeDatabase),
    envelope,
  });
  const seeded: SeededProject[] = [];
  try {
    while (seeded.length < count) {
      const some = Array.from({ length: Math.min(batch, count - seeded.length) }, newProject);
      await writePlaneProjects(plane, envelope, grantry, some);
      await writeControlProjects(control, grantry, some);
      await Promise.all(some.map((project) => writeKeys(provisioner, project, keys)));
      seeded.push(...some);
    }
    // As databases are that have held them for a while.
    await plane.query("vacuum (analyze) plane.projects, plane.clients, plane.signing_keys");
    await control.query("vacuum (analyze) public.projects, public.project_revisions");
    await control.query("checkpoint");
  } finally {
    await Promise.all([plane.end(), control.end(), provisioner.close()]);
  }
  return seeded;
}

/** A client of a seeded project: all have the same secret, stored under each project's own key. */
export function seededClient(number: number): BenchClient {
  return benchClient(`bench-${number}`, sharedSecret);
}

const sharedSecret = "a-generated-secret-of-the-bench";

function newProject(): SeededProject {
  return {
    id: randomUUID(),
    slug: `seeded-bench-${randomBytes(5).toString("hex")}`,
    secret: randomBytes(32),
  };
}

async function writePlaneProjects(
  client: pg.Client,
  envelope: Envelope,
  { project, clients }: BenchGrantry,
  some: readonly SeededProject[],
): Promise<void> {
  const sealed = some.map(({ id, secret }) => envelope.seal(secret, `${id} project secret`));
  await cloneRows(client, {
    table: "plane.projects",
    model: "model.project_id = $1",
    copies: "unnest($2::uuid[], $3::text[], $4::bytea[]) as wanted (id, slug, secret)",
    changes:
      "jsonb_build_object('project_id', wanted.id, 'slug', wanted.slug, 'secret', wanted.secret)",
    values: [project.id, some.map(({ id }) => id), some.map(({ slug }) => slug), sealed],
  });
  const digests = some.map(({ secret }) =>
    new Sealer(secret).digest("client-secret", sharedSecret),
  );
  await cloneRows(client, {
    table: "plane.clients",
    model: "model.project_id = $1 and model.client_id = $2",
    copies: `unnest($3::uuid[], $4::text[]) as wanted (id, digest),
             generate_series(0, ${CLIENTS_PER_PROJECT - 1}) as number`,
    changes: `jsonb_build_object(
      'project_id', wanted.id, 'client_id', 'bench-' || number,
      'secrets', jsonb_build_array(jsonb_build_object(
        'kind', 'keyed', 'digest', wanted.digest, 'created_at', model.created_at)))`,
    values: [project.id, clients.machine.id, some.map(({ id }) => id), digests],
  });
}

/** The control plane lists and audits what it knows: its start must not read every project. */
async function writeControlProjects(
  client: pg.Client,
  { project }: BenchGrantry,
  some: readonly SeededProject[],
): Promise<void> {
  const values = [project.id, some.map(({ id }) => id), some.map(({ slug }) => slug)];
  await cloneRows(client, {
    table: "public.projects",
    model: "model.id = $1",
    copies: "unnest($2::uuid[], $3::text[]) as wanted (id, slug)",
    changes: "jsonb_build_object('id', wanted.id, 'slug', wanted.slug)",
    values,
  });
  await cloneRows(client, {
    table: "public.project_revisions",
    model: "model.project_id = $1",
    copies: "unnest($2::uuid[]) as wanted (id)",
    changes: "jsonb_build_object('project_id', wanted.id)",
    values: values.slice(0, 2),
  });
}

async function makeKeys(): Promise<readonly SigningKeyRecord[][]> {
  const at = new Date();
  return await Promise.all(
    Array.from({ length: keyPairs }, async () =>
      Promise.all([
        generateSigningKey("RS256", "current", at),
        generateSigningKey("RS256", "next", at),
        generateSigningKey("ES256", "current", at),
        generateSigningKey("ES256", "next", at),
      ]),
    ),
  );
}

async function writeKeys(
  provisioner: PlaneProvisioner,
  { id }: SeededProject,
  pairs: readonly SigningKeyRecord[][],
): Promise<void> {
  const chosen = pairs[Number.parseInt(id.slice(0, 4), 16) % pairs.length] ?? [];
  const { signingKeys } = provisioner.inProject(id);
  await Promise.all(chosen.map((key) => signingKeys.insert(key)));
}

/** Past row-level security and triggers: a hundred thousand notifications would tell nobody anything. */
async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("set session_replication_role = replica");
  return client;
}
