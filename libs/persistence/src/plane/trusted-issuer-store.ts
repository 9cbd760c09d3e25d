import type { Page, TrustedIssuer, TrustedIssuerStore } from "@grantry/oauth2";

import { instant, isStorable, isUuid, present, readPosition, writePosition } from "./columns.js";
import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";

interface TrustedIssuerRow {
  id: string;
  issuer: string;
  subject: string | null;
  scope: string[];
  public_key: TrustedIssuer["publicKey"];
  created_at: Date;
  expires_at: Date;
}

const COLUMNS = "id, issuer, subject, scope, public_key, created_at, expires_at";

const INSERT: Statement = {
  name: "trusted_issuers_insert",
  text: `
    insert into plane.trusted_issuers (project_id, ${COLUMNS}, kid)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict do nothing returning 1 as inserted`,
};

const FIND: Statement = {
  name: "trusted_issuers_find",
  text: `select ${COLUMNS} from plane.trusted_issuers where project_id = $1 and id = $2`,
};

const FIND_FOR_ASSERTION: Statement = {
  name: "trusted_issuers_find_for_assertion",
  text: `
    select ${COLUMNS} from plane.trusted_issuers
     where project_id = $1 and issuer = $2 and kid = $3 and (subject is null or subject = $4)
       and expires_at > $5
     order by subject nulls last`,
};

const LIST: Statement = {
  name: "trusted_issuers_list",
  text: `
    select ${COLUMNS} from plane.trusted_issuers
     where project_id = $1 and ($2::text is null or issuer = $2)
       and ($3::timestamptz is null or (date_trunc('milliseconds', created_at), id) > ($3, $4::uuid))
     order by date_trunc('milliseconds', created_at), id limit $5`,
};

const REMOVE: Statement = {
  name: "trusted_issuers_remove",
  text: `delete from plane.trusted_issuers where project_id = $1 and id = $2 returning 1 as removed`,
};

/** The issuers whose assertions one project trusts (RFC 7523 §3). */
export class PlaneTrustedIssuerStore implements TrustedIssuerStore {
  readonly #scope: ProjectScope;

  constructor(scope: ProjectScope) {
    this.#scope = scope;
  }

  async insert(trusted: TrustedIssuer): Promise<"inserted" | "exists"> {
    const rows = await this.#scope.run(INSERT, [
      trusted.id,
      trusted.issuer,
      trusted.subject ?? null,
      trusted.scope,
      JSON.stringify(trusted.publicKey),
      instant(trusted.createdAt),
      instant(trusted.expiresAt),
      trusted.publicKey.kid,
    ]);
    return rows.length > 0 ? "inserted" : "exists";
  }

  async find(id: string): Promise<TrustedIssuer | undefined> {
    if (!isUuid(id)) return undefined;
    const [row] = await this.#scope.run<TrustedIssuerRow>(FIND, [id]);
    return row === undefined ? undefined : readTrustedIssuer(row);
  }

  async findForAssertion(query: {
    readonly issuer: string;
    readonly subject: string;
    readonly kid: string;
    readonly at: Date;
  }): Promise<readonly TrustedIssuer[]> {
    const { issuer, subject, kid, at } = query;
    if (![issuer, subject, kid].every(isStorable)) return [];
    const values = [issuer, kid, subject, instant(at)];
    const rows = await this.#scope.run<TrustedIssuerRow>(FIND_FOR_ASSERTION, values);
    return rows.map(readTrustedIssuer);
  }

  async list(query: {
    readonly issuer?: string;
    readonly limit: number;
    readonly after?: string;
  }): Promise<Page<TrustedIssuer>> {
    const { issuer, limit, after } = query;
    if (issuer !== undefined && !isStorable(issuer)) return { items: [] };
    const position = after === undefined ? undefined : readPosition(after);
    if (after !== undefined && (position === undefined || !isUuid(position[1]))) {
      return { items: [] };
    }
    const rows = await this.#scope.run<TrustedIssuerRow>(LIST, [
      issuer ?? null,
      position?.[0] ?? null,
      position?.[1] ?? null,
      limit + 1,
    ]);
    const items = rows.slice(0, limit).map(readTrustedIssuer);
    const last = items.at(-1);
    if (rows.length <= limit || last === undefined) return { items };
    return { items, next: writePosition([last.createdAt.toISOString(), last.id]) };
  }

  async remove(id: string): Promise<"removed" | "absent"> {
    if (!isUuid(id)) return "absent";
    const rows = await this.#scope.run(REMOVE, [id]);
    return rows.length > 0 ? "removed" : "absent";
  }
}

function readTrustedIssuer(row: TrustedIssuerRow): TrustedIssuer {
  return present<TrustedIssuer>({
    id: row.id,
    issuer: row.issuer,
    subject: row.subject,
    scope: row.scope,
    publicKey: row.public_key,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  });
}
