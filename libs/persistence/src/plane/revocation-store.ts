import type { RevocationStore } from "@grantry/oauth2";

import { Batcher } from "./batcher.js";
import { instant, isStorable } from "./columns.js";
import type { Connections } from "./connections.js";
import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";

const ADD: Statement = {
  name: "revocations_add",
  text: `
    insert into plane.revocations as held (project_id, token_id, expires_at) values ($1, $2, $3)
    on conflict (project_id, token_id)
    do update set expires_at = greatest(held.expires_at, excluded.expires_at)`,
};

const PRESENT: Statement = {
  name: "revocations_present",
  text: "select ordinal from plane.revocations_present($1, $2)",
};

export type RevocationBatch = Batcher<
  { readonly projectId: string; readonly tokenId: string },
  boolean
>;

/** "Is it revoked?" of every project, joined into one statement per moment. */
export function revocationBatch(connections: Connections): RevocationBatch {
  return new Batcher(async (items) => {
    const rows = await connections.run<{ ordinal: string }>(PRESENT, [
      items.map(({ projectId }) => projectId),
      items.map(({ tokenId }) => tokenId),
    ]);
    const revoked = new Set(rows.map(({ ordinal }) => Number(ordinal) - 1));
    return items.map((_, index) => revoked.has(index));
  });
}

/** Tokens of one project that have no grant and were revoked before they expired (RFC 7009 §2.1). */
export class PlaneRevocationStore implements RevocationStore {
  readonly #scope: ProjectScope;
  readonly #batch: RevocationBatch;

  constructor(scope: ProjectScope, batch: RevocationBatch) {
    this.#scope = scope;
    this.#batch = batch;
  }

  async add(tokenId: string, expiresAt: Date): Promise<void> {
    await this.#scope.run(ADD, [tokenId, instant(expiresAt)]);
  }

  async has(tokenId: string): Promise<boolean> {
    if (!isStorable(tokenId)) return false;
    return this.#batch.add({ projectId: this.#scope.projectId, tokenId });
  }
}
