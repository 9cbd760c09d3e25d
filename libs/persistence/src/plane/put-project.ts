import { randomBytes } from "node:crypto";

import { INITIAL_SIGNING_ALGORITHMS } from "@grantry/oauth2";
import type { SigningKeyRecord } from "@grantry/oauth2";

import type { Envelope } from "../envelope.js";
import { instant } from "./columns.js";
import { PROJECT_SECRET_LENGTH, sealSecret } from "./project.js";
import type { ProvisionedProject } from "./project.js";
import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";
import type { SigningKeyStock } from "./signing-key-stock.js";
import { sealPrivateKey } from "./signing-key-store.js";

const KNOWN: Statement = {
  name: "project_known",
  text: "select version from plane.projects where project_id = $1",
};

const VALUES = `slug = $2, name = $3, environment = $4, workspace_id = $5, state = $6,
  revision = $7, config = $8, version = $9, updated_at = now()`;

const CHANGE: Statement = {
  name: "project_change",
  text: `update plane.projects set ${VALUES} where project_id = $1 and version < $9`,
};

/** The keys are written by the call that created the project; of two at once only one did. */
const CREATE: Statement = {
  name: "project_create",
  text: `
    with put as (
      insert into plane.projects as held
        (project_id, slug, name, environment, workspace_id, state, revision, config, version, secret)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      on conflict (project_id) do update set ${VALUES} where held.version < $9
      returning xmax = 0 as created
    )
    insert into plane.signing_keys
      (project_id, kid, algorithm, state, public_jwk, private_key, created_at, activated_at)
    select $1, key.kid, key.algorithm, key.state, key.public_jwk::json, key.private_key,
           key.created_at, key.activated_at
      from put, unnest(
        $11::text[], $12::text[], $13::text[], $14::text[], $15::bytea[], $16::timestamptz[],
        $17::timestamptz[]
      ) as key (kid, algorithm, state, public_jwk, private_key, created_at, activated_at)
     where put.created`,
};

/**
 * Writes a project as of its version; an older version changes nothing. The first time it also
 * makes the project's secret and, for each algorithm, a key that signs and one that is announced. A
 * deleted project is never made.
 */
export async function putProject(
  scope: ProjectScope,
  envelope: Envelope,
  stock: SigningKeyStock,
  project: ProvisionedProject,
): Promise<void> {
  const values = [
    project.slug,
    project.name,
    project.environment,
    project.workspaceId,
    project.state,
    project.revision,
    JSON.stringify(project.config),
    project.version,
  ];
  const known = await scope.run(KNOWN, []);
  if (known.length > 0) {
    await scope.run(CHANGE, values);
    return;
  }
  // A deleted project that the plane does not have was purged: it leaves nothing behind.
  if (project.state === "deleted") return;
  const keys = await firstKeys(stock, new Date());
  await scope.run(CREATE, [
    ...values,
    sealSecret(envelope, project.id, randomBytes(PROJECT_SECRET_LENGTH)),
    keys.map(({ kid }) => kid),
    keys.map(({ algorithm }) => algorithm),
    keys.map(({ state }) => state),
    keys.map(({ publicJwk }) => JSON.stringify(publicJwk)),
    keys.map(({ kid, privateKey }) => sealPrivateKey(envelope, project.id, kid, privateKey)),
    keys.map(({ createdAt }) => instant(createdAt)),
    keys.map(({ activatedAt }) => instant(activatedAt)),
  ]);
}

function firstKeys(stock: SigningKeyStock, at: Date): Promise<SigningKeyRecord[]> {
  return Promise.all(
    INITIAL_SIGNING_ALGORITHMS.flatMap((algorithm) => [
      stock.take(algorithm, "current", at),
      stock.take(algorithm, "next", at),
    ]),
  );
}
