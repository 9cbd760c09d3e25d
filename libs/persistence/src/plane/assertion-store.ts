import { createHash } from "node:crypto";

import type { AssertionStore } from "@grantry/oauth2";

import { instant } from "./columns.js";
import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";

/** Whoever judges an assertion may have a clock behind the database's. */
const CLOCK_TOLERANCE_MILLISECONDS = 60_000;

/** An identifier may be used again once its assertion has expired by the database's clock. */
const USE: Statement = {
  name: "assertions_use",
  text: `
    insert into plane.used_assertions as used (project_id, digest, expires_at) values ($1, $2, $3)
    on conflict (project_id, digest) do update set expires_at = excluded.expires_at
      where used.expires_at <= now()
    returning 1 as fresh`,
};

/** Assertion identifiers that one project has seen (RFC 7523 §3, `jti`). */
export class PlaneAssertionStore implements AssertionStore {
  readonly #scope: ProjectScope;

  constructor(scope: ProjectScope) {
    this.#scope = scope;
  }

  async use(issuer: string, jti: string, expiresAt: Date): Promise<"fresh" | "used"> {
    const digest = createHash("sha256")
      .update(JSON.stringify([issuer, jti]))
      .digest();
    const until = new Date(expiresAt.getTime() + CLOCK_TOLERANCE_MILLISECONDS);
    const rows = await this.#scope.run(USE, [digest, instant(until)]);
    return rows.length > 0 ? "fresh" : "used";
  }
}
