import type { JsonWebKey } from "node:crypto";

import type { SigningAlgorithm, SigningKeyRecord, SigningKeyState } from "@grantry/oauth2";

import type { Envelope } from "../envelope.js";
import { instant, isStorable, present } from "./columns.js";
import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";

interface SigningKeyRow {
  kid: string;
  algorithm: SigningAlgorithm;
  state: SigningKeyState;
  public_jwk: JsonWebKey;
  private_key: Buffer;
  created_at: Date;
  activated_at: Date | null;
  retired_at: Date | null;
  expires_at: Date | null;
}

const COLUMNS =
  "kid, algorithm, state, public_jwk, private_key, created_at, activated_at, retired_at, expires_at";

const LIST: Statement = {
  name: "signing_keys_list",
  text: `
    select ${COLUMNS} from plane.signing_keys where project_id = $1
     order by algorithm desc, created_at, kid`,
};

const INSERT: Statement = {
  name: "signing_keys_insert",
  text: `
    insert into plane.signing_keys (project_id, ${COLUMNS})
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};

const SET_STATE: Statement = {
  name: "signing_keys_set_state",
  text: `
    update plane.signing_keys
       set state = $3, activated_at = coalesce($4, activated_at),
           retired_at = coalesce($5, retired_at), expires_at = coalesce($6, expires_at)
     where project_id = $1 and kid = $2 returning 1 as changed`,
};

const ROTATE: Statement = {
  name: "signing_keys_rotate",
  text: "select plane.rotate_signing_keys($1, $2, $3, $4, $5, $6, $7, $8, $9) as rotated",
};

const REPLACE: Statement = {
  name: "signing_keys_replace",
  text: "select plane.replace_signing_key($1, $2, $3, $4, $5, $6, $7, $8) as replaced",
};

const ALGORITHM: Statement = {
  name: "signing_sets_algorithm",
  text: "select algorithm from plane.signing_sets where project_id = $1 and set_name = $2",
};

const REMOVE: Statement = {
  name: "signing_keys_remove",
  text: "delete from plane.signing_keys where project_id = $1 and kid = $2 returning 1 as removed",
};

/** The signing keys of one project; private keys are sealed at rest and opened here. */
export class SigningKeyStore {
  readonly #scope: ProjectScope;
  readonly #envelope: Envelope;

  constructor(scope: ProjectScope, envelope: Envelope) {
    this.#scope = scope;
    this.#envelope = envelope;
  }

  /** Every key, oldest first within its algorithm. */
  async list(): Promise<SigningKeyRecord[]> {
    const rows = await this.#scope.run<SigningKeyRow>(LIST, []);
    return rows.map((row) =>
      present<SigningKeyRecord>({
        kid: row.kid,
        algorithm: row.algorithm,
        state: row.state,
        publicJwk: row.public_jwk,
        privateKey: this.#envelope.open(
          row.private_key,
          keyContext(this.#scope.projectId, row.kid),
        ),
        createdAt: row.created_at,
        activatedAt: row.activated_at,
        retiredAt: row.retired_at,
        expiresAt: row.expires_at,
      }),
    );
  }

  /** @throws when the algorithm already has a key of that state (`next`, `current`) or the kid is taken */
  async insert(record: SigningKeyRecord): Promise<void> {
    await this.#scope.run(INSERT, [
      record.kid,
      record.algorithm,
      record.state,
      JSON.stringify(record.publicJwk),
      this.#seal(record),
      instant(record.createdAt),
      instant(record.activatedAt),
      instant(record.retiredAt),
      instant(record.expiresAt),
    ]);
  }

  /** Sets a key's state and those of its times that are given. */
  async setState(
    kid: string,
    state: SigningKeyState,
    times: Pick<SigningKeyRecord, "activatedAt" | "retiredAt" | "expiresAt">,
  ): Promise<"changed" | "absent"> {
    if (!isStorable(kid)) return "absent";
    const rows = await this.#scope.run(SET_STATE, [
      kid,
      state,
      instant(times.activatedAt),
      instant(times.retiredAt),
      instant(times.expiresAt),
    ]);
    return rows.length > 0 ? "changed" : "absent";
  }

  /**
   * One step: next becomes current, current becomes retired until `retiredExpiresAt`, `newNext` is
   * announced. `replaced` names the current key that the caller saw; when another is current by
   * now, somebody took the step: `already`. Without it, a key that became current at `at` or later
   * says the same.
   */
  async rotate(
    algorithm: SigningAlgorithm,
    newNext: SigningKeyRecord,
    at: Date,
    retiredExpiresAt: Date,
    replaced?: string,
  ): Promise<"rotated" | "already"> {
    const [row] = await this.#scope.run<{ rotated: boolean }>(ROTATE, [
      algorithm,
      replaced ?? null,
      instant(at),
      instant(retiredExpiresAt),
      newNext.kid,
      JSON.stringify(newNext.publicJwk),
      this.#seal(newNext),
      instant(newNext.createdAt),
    ]);
    return row?.rotated ? "rotated" : "already";
  }

  /**
   * Makes a key the current one of its algorithm at once, and its algorithm the one of a set; the
   * key before it verifies until `retiredExpiresAt`.
   */
  async replace(
    set: string,
    record: SigningKeyRecord,
    retiredExpiresAt: Date,
  ): Promise<"replaced" | "exists"> {
    const [row] = await this.#scope.run<{ replaced: boolean }>(REPLACE, [
      set,
      record.algorithm,
      instant(record.createdAt),
      instant(retiredExpiresAt),
      record.kid,
      JSON.stringify(record.publicJwk),
      this.#seal(record),
    ]);
    return row?.replaced ? "replaced" : "exists";
  }

  /** The algorithm that was last chosen for a set, or nothing. */
  async algorithmOf(set: string): Promise<SigningAlgorithm | undefined> {
    const [row] = await this.#scope.run<{ algorithm: SigningAlgorithm }>(ALGORITHM, [set]);
    return row?.algorithm;
  }

  async remove(kid: string): Promise<"removed" | "absent"> {
    if (!isStorable(kid)) return "absent";
    const rows = await this.#scope.run(REMOVE, [kid]);
    return rows.length > 0 ? "removed" : "absent";
  }

  #seal({ kid, privateKey }: SigningKeyRecord): Buffer {
    return sealPrivateKey(this.#envelope, this.#scope.projectId, kid, privateKey);
  }
}

/** Seals a private key so that it opens as that key of that project only. */
export function sealPrivateKey(
  envelope: Envelope,
  projectId: string,
  kid: string,
  privateKey: Buffer,
): Buffer {
  return envelope.seal(privateKey, keyContext(projectId, kid));
}

function keyContext(projectId: string, kid: string): string {
  return `${projectId} signing key ${kid}`;
}
