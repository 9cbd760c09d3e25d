import type { JsonWebKeyStore, NamedJsonWebKey } from "@grantry/oauth2";

import type { Envelope } from "../envelope.js";
import { instant, isStorable } from "./columns.js";
import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";

interface JsonWebKeyRow {
  kid: string;
  sealed: Buffer;
}

const LIST: Statement = {
  name: "json_web_keys_list",
  unbounded: true,
  text: `
    select kid, sealed from plane.json_web_keys where project_id = $1 and set_name = $2
     order by created_at desc, position, kid`,
};

const FIND: Statement = {
  name: "json_web_keys_find",
  text: `
    select kid, sealed from plane.json_web_keys
     where project_id = $1 and set_name = $2 and kid = $3`,
};

const COLUMNS = "project_id, set_name, kid, sealed, position, created_at";

const ADD: Statement = {
  name: "json_web_keys_add",
  text: `
    insert into plane.json_web_keys (${COLUMNS}) values ($1, $2, $3, $4, 0, $5)
    on conflict do nothing returning 1 as added`,
};

const REPLACING =
  "on conflict (project_id, set_name, kid) do update set sealed = excluded.sealed, position = excluded.position, created_at = excluded.created_at";

const PUT: Statement = {
  name: "json_web_keys_put",
  text: `insert into plane.json_web_keys (${COLUMNS}) values ($1, $2, $3, $4, 0, $5) ${REPLACING}`,
};

const REPLACE: Statement = {
  name: "json_web_keys_replace",
  unbounded: true,
  text: `
    with removed as (
      delete from plane.json_web_keys
       where project_id = $1 and set_name = $2 and not (kid = any ($3::text[]))
    )
    insert into plane.json_web_keys (${COLUMNS})
    select $1, $2, key.kid, key.sealed, key.position, $5
      from unnest($3::text[], $4::bytea[]) with ordinality as key (kid, sealed, position)
    ${REPLACING}`,
};

const REMOVE: Statement = {
  name: "json_web_keys_remove",
  unbounded: true,
  text: `
    delete from plane.json_web_keys
     where project_id = $1 and set_name = $2 and ($3::text is null or kid = $3)
    returning 1 as removed`,
};

/** The JWK sets of one project; every key is sealed at rest and opened here. */
export class PlaneJsonWebKeyStore implements JsonWebKeyStore {
  readonly #scope: ProjectScope;
  readonly #envelope: Envelope;

  constructor(scope: ProjectScope, envelope: Envelope) {
    this.#scope = scope;
    this.#envelope = envelope;
  }

  async list(set: string): Promise<readonly NamedJsonWebKey[]> {
    if (!isStorable(set)) return [];
    const rows = await this.#scope.run<JsonWebKeyRow>(LIST, [set]);
    return rows.map((row) => open(this.#envelope, this.#contextOf(set, row.kid), row.sealed));
  }

  async find(set: string, kid: string): Promise<NamedJsonWebKey | undefined> {
    if (!isStorable(set + kid)) return undefined;
    const [row] = await this.#scope.run<JsonWebKeyRow>(FIND, [set, kid]);
    if (row === undefined) return undefined;
    return open(this.#envelope, this.#contextOf(set, kid), row.sealed);
  }

  async add(set: string, key: NamedJsonWebKey, at: Date): Promise<"added" | "exists"> {
    const rows = await this.#scope.run(ADD, [set, key.kid, this.#seal(set, key), instant(at)]);
    return rows.length > 0 ? "added" : "exists";
  }

  async put(set: string, key: NamedJsonWebKey, at: Date): Promise<void> {
    await this.#scope.run(PUT, [set, key.kid, this.#seal(set, key), instant(at)]);
  }

  async replace(set: string, keys: readonly NamedJsonWebKey[], at: Date): Promise<void> {
    await this.#scope.run(REPLACE, [
      set,
      keys.map(({ kid }) => kid),
      keys.map((key) => this.#seal(set, key)),
      instant(at),
    ]);
  }

  async remove(set: string, kid?: string): Promise<number> {
    if (!isStorable(set + (kid ?? ""))) return 0;
    return (await this.#scope.run(REMOVE, [set, kid ?? null])).length;
  }

  #seal(set: string, key: NamedJsonWebKey): Buffer {
    const context = this.#contextOf(set, key.kid);
    return this.#envelope.seal(Buffer.from(JSON.stringify(key)), context);
  }

  /** A key opens as that key of that set of that project only. */
  #contextOf(set: string, kid: string): string {
    return `${this.#scope.projectId} json web key ${JSON.stringify([set, kid])}`;
  }
}

function open(envelope: Envelope, context: string, sealed: Buffer): NamedJsonWebKey {
  return JSON.parse(envelope.open(sealed, context).toString()) as NamedJsonWebKey;
}
