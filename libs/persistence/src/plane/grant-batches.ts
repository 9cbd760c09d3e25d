import type { Grant, GrantState, Redemption, Rotation } from "@grantry/oauth2";

import { Batcher } from "./batcher.js";
import { instant, milliseconds, readInstant } from "./columns.js";
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
  readonly finds: Batcher<GrantKey, Grant | undefined>;
  readonly redemptions: Batcher<RedeemItem, Redemption>;
  readonly rotations: Batcher<RotateItem, Rotation>;
}

/** A row of a hot statement: which element it answers, from 1. */
interface Ordinal {
  ordinal: number;
}

const ORDINAL = "ordinal::integer";

interface StateRow extends Ordinal {
  generation: number;
  rotated_at: number | null;
  revoked_at: number | null;
}

const STATES: Statement = {
  name: "grant_states",
  text: `select ${ORDINAL}, generation, ${milliseconds("rotated_at")} as rotated_at,
                ${milliseconds("revoked_at")} as revoked_at
           from plane.grant_states($1, $2)`,
};

const FIND: Statement = {
  name: "find_grants",
  text: `select ${ORDINAL}, ${grantColumns("(held)")} from plane.find_grants($1, $2)`,
};

const REDEEM: Statement = {
  name: "redeem_grants",
  text: `select ${ORDINAL}, outcome, ${grantColumns("(held)")}
           from plane.redeem_grants($1, $2, $3, $4, $5, $6)`,
};

const ROTATE: Statement = {
  name: "rotate_grants",
  text: `select ${ORDINAL}, outcome, ${grantColumns("(held)")}
           from plane.rotate_grants($1, $2, $3, $4, $5, $6, $7)`,
};

export function grantBatches(connections: Connections): GrantBatches {
  return {
    states: new Batcher(async (items) => {
      const rows = await connections.run<StateRow>(STATES, keys(items));
      return inPlace(items, rows, readState);
    }),
    finds: new Batcher(async (items) => {
      const rows = await connections.run<GrantRow & Ordinal>(FIND, keys(items));
      return inPlace(items, rows, readGrant);
    }),
    redemptions: new Batcher(async (items) => {
      const rows = await connections.run<GrantRow & Ordinal & { outcome: Redemption["outcome"] }>(
        REDEEM,
        [
          ...keys(items),
          arrayOf(items, (item) => instant(item.at)),
          arrayOf(items, (item) => item.generation),
          arrayOf(items, (item) => instant(item.refreshExpiresAt)),
          arrayOf(items, (item) => instant(item.expiresAt)),
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
          arrayOf(items, (item) => item.generation),
          arrayOf(items, (item) => instant(item.at)),
          arrayOf(items, (item) => item.graceSeconds),
          arrayOf(items, (item) => instant(item.refreshExpiresAt)),
          arrayOf(items, (item) => instant(item.expiresAt)),
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

function keys(items: readonly GrantKey[]): [string, string] {
  return [arrayOf(items, (item) => item.projectId), arrayOf(items, (item) => item.grantId)];
}

/**
 * An array as PostgreSQL reads it, of elements that need no quotes: ids, numbers and instants. The
 * client would look through the characters of each.
 */
function arrayOf<Item>(
  items: readonly Item[],
  element: (item: Item) => string | number | null,
): string {
  return `{${items.map((item) => element(item) ?? "null").join(",")}}`;
}

/** Answers in the order of the items; an item without a row has none. */
function inPlace<Row extends Ordinal, Answer>(
  items: readonly unknown[],
  rows: readonly Row[],
  read: (row: Row) => Answer,
): (Answer | undefined)[] {
  const answers = Array.from<Answer | undefined>({ length: items.length });
  for (const row of rows) answers[row.ordinal - 1] = read(row);
  return answers;
}

function readState(row: StateRow): GrantState {
  const state: { -readonly [Name in keyof GrantState]: GrantState[Name] } = {
    generation: row.generation,
  };
  if (row.rotated_at !== null) state.rotatedAt = readInstant(row.rotated_at);
  if (row.revoked_at !== null) state.revokedAt = readInstant(row.revoked_at);
  return state;
}
