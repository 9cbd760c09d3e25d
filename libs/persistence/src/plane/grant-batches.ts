import type { GrantState, Redemption, Rotation } from "@grantry/oauth2";

import { Batcher } from "./batcher.js";
import { instant, present } from "./columns.js";
import type { Connections } from "./connections.js";
import { grantColumns, readGrant } from "./grant-columns.js";
import type { GrantRow } from "./grant-columns.js";
import type { Statement } from "./project-query.js";

interface GrantKey {
  readonly projectId: string;
  readonly grantId: string;
}

export interface RedeemItem extends GrantKey {
  readonly at: Date;
  readonly generation: number;
  readonly refreshExpiresAt?: Date;
  readonly expiresAt: Date;
}

export interface RotateItem extends GrantKey {
  readonly generation: number;
  readonly at: Date;
  readonly graceSeconds: number;
  readonly refreshExpiresAt?: Date;
  readonly expiresAt: Date;
}

/** The frequent questions about grants of every project, joined into one statement per moment. */
export interface GrantBatches {
  readonly states: Batcher<GrantKey, GrantState | undefined>;
  readonly redemptions: Batcher<RedeemItem, Redemption>;
  readonly rotations: Batcher<RotateItem, Rotation>;
}

/** A row of a hot statement: which element it answers (from 1; PostgreSQL's bigint is a text). */
interface Ordinal {
  ordinal: string;
}

interface StateRow extends Ordinal {
  generation: number;
  rotated_at: Date | null;
  refresh_expires_at: Date | null;
  redeemed_at: Date | null;
  revoked_at: Date | null;
  expires_at: Date;
}

const STATES: Statement = {
  name: "grant_states",
  text: "select * from plane.grant_states($1, $2)",
};

const REDEEM: Statement = {
  name: "redeem_grants",
  text: `select ordinal, outcome, ${grantColumns("(held)")}
           from plane.redeem_grants($1, $2, $3, $4, $5, $6)`,
};

const ROTATE: Statement = {
  name: "rotate_grants",
  text: `select ordinal, outcome, ${grantColumns("(held)")}
           from plane.rotate_grants($1, $2, $3, $4, $5, $6, $7)`,
};

export function grantBatches(connections: Connections): GrantBatches {
  return {
    states: new Batcher(async (items) => {
      const rows = await connections.run<StateRow>(STATES, keys(items));
      return inPlace(items, rows, readState);
    }),
    redemptions: new Batcher(async (items) => {
      const rows = await connections.run<GrantRow & Ordinal & { outcome: Redemption["outcome"] }>(
        REDEEM,
        [
          ...keys(items),
          items.map((item) => instant(item.at)),
          items.map((item) => item.generation),
          items.map((item) => instant(item.refreshExpiresAt)),
          items.map((item) => instant(item.expiresAt)),
        ],
      );
      return inPlace(items, rows, (row): Redemption => {
        const { outcome } = row;
        return outcome === "redeemed" ? { outcome, grant: readGrant(row) } : { outcome };
      }).map((redemption) => redemption ?? { outcome: "absent" });
    }),
    rotations: new Batcher(async (items) => {
      const rows = await connections.run<GrantRow & Ordinal & { outcome: Rotation["outcome"] }>(
        ROTATE,
        [
          ...keys(items),
          items.map((item) => item.generation),
          items.map((item) => instant(item.at)),
          items.map((item) => item.graceSeconds),
          items.map((item) => instant(item.refreshExpiresAt)),
          items.map((item) => instant(item.expiresAt)),
        ],
      );
      return inPlace(items, rows, (row): Rotation => {
        const { outcome } = row;
        return outcome === "rotated" || outcome === "repeated"
          ? { outcome, grant: readGrant(row) }
          : { outcome };
      }).map((rotation) => rotation ?? { outcome: "absent" });
    }),
  };
}

function keys(items: readonly GrantKey[]): [string[], string[]] {
  return [items.map((item) => item.projectId), items.map((item) => item.grantId)];
}

/** Answers in the order of the items; an item without a row has none. */
function inPlace<Row extends Ordinal, Answer>(
  items: readonly unknown[],
  rows: readonly Row[],
  read: (row: Row) => Answer,
): (Answer | undefined)[] {
  const answers = Array.from<Answer | undefined>({ length: items.length });
  for (const row of rows) answers[Number(row.ordinal) - 1] = read(row);
  return answers;
}

function readState(row: StateRow): GrantState {
  return present<GrantState>({
    generation: row.generation,
    rotatedAt: row.rotated_at,
    refreshExpiresAt: row.refresh_expires_at,
    redeemedAt: row.redeemed_at,
    revokedAt: row.revoked_at,
    expiresAt: row.expires_at,
  });
}
