import type {
  Grant,
  GrantDetails,
  GrantState,
  GrantStateWithDetails,
  Redemption,
  Rotation,
} from "@grantry/oauth2";

import { Batcher } from "./batcher.js";
import { milliseconds, readInstant } from "./columns.js";
import type { Connections } from "./connections.js";
import { grantColumns, readGrant, readIssuableGrant } from "./grant-columns.js";
import type { GrantRow, IssuableGrantRow } from "./grant-columns.js";
import type { Statement } from "./project-query.js";

interface GrantKey {
  readonly projectId: string;
  readonly grantId: string;
}

export interface RedeemItem extends GrantKey {
  readonly at: Date;
  readonly generation: number;
  readonly refreshExpiresAt: Date | undefined;
  readonly expiresAt: Date;
}

export interface RotateItem extends GrantKey {
  readonly generation: number;
  readonly at: Date;
  readonly graceSeconds: number;
  readonly refreshExpiresAt: Date | undefined;
  readonly expiresAt: Date;
}

/** The frequent questions about grants of every project, joined into one statement per moment. */
export interface GrantBatches {
  readonly states: Batcher<GrantKey, GrantState | undefined>;
  readonly statesWithDetails: Batcher<GrantKey, GrantStateWithDetails | undefined>;
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

interface DetailedRow extends StateRow {
  auth_time: number;
  requested_at: number;
  details: GrantDetails | null;
}

const STATES_WITH_DETAILS: Statement = {
  name: "grant_states_with_details",
  text: `select ordinal, generation, rotated_at, revoked_at, auth_time, requested_at, details
           from plane.grant_states_with_details($1, $2)`,
};

const FIND: Statement = {
  name: "find_grants",
  text: `select ${ORDINAL}, ${grantColumns("(held)")} from plane.find_grants($1, $2)`,
};

/** What tokens say of a grant, as the statements that change one answer it. */
const ISSUABLE = `outcome, id, generation, session_id, auth_time, requested_at, client_id, subject,
  scope, audience, details`;

const REDEEM: Statement = {
  name: "redeem_grants",
  text: `select ordinal, ${ISSUABLE} from plane.redeem_grants($1, $2, $3, $4, $5, $6)`,
};

const ROTATE: Statement = {
  name: "rotate_grants",
  text: `select ordinal, ${ISSUABLE} from plane.rotate_grants($1, $2, $3, $4, $5, $6, $7)`,
};

export function grantBatches(connections: Connections): GrantBatches {
  return {
    states: new Batcher(async (items) => {
      const rows = await connections.run<StateRow>(STATES, keys(items));
      return inPlace(items, rows, readState);
    }),
    statesWithDetails: new Batcher(async (items) => {
      const rows = await connections.run<DetailedRow>(STATES_WITH_DETAILS, keys(items));
      return inPlace(items, rows, readDetailed);
    }),
    finds: new Batcher(async (items) => {
      const rows = await connections.run<GrantRow & Ordinal>(FIND, keys(items));
      return inPlace(items, rows, readGrant);
    }),
    redemptions: new Batcher(async (items) => {
      const rows = await connections.run<ChangedRow<Redemption>>(REDEEM, [
        ...keys(items),
        arrayOf(items, (item) => item.at.getTime()),
        arrayOf(items, (item) => item.generation),
        arrayOf(items, (item) => item.refreshExpiresAt?.getTime()),
        arrayOf(items, (item) => item.expiresAt.getTime()),
      ]);
      return inPlace(items, rows, (row): Redemption => {
        const { outcome } = row;
        return outcome === "redeemed" ? { outcome, grant: readIssuableGrant(row) } : { outcome };
      }).map((redemption) => redemption ?? { outcome: "absent" });
    }),
    rotations: new Batcher(async (items) => {
      const rows = await connections.run<ChangedRow<Rotation>>(ROTATE, [
        ...keys(items),
        arrayOf(items, (item) => item.generation),
        arrayOf(items, (item) => item.at.getTime()),
        arrayOf(items, (item) => item.graceSeconds),
        arrayOf(items, (item) => item.refreshExpiresAt?.getTime()),
        arrayOf(items, (item) => item.expiresAt.getTime()),
      ]);
      return inPlace(items, rows, (row): Rotation => {
        const { outcome } = row;
        return outcome === "rotated" || outcome === "repeated"
          ? { outcome, grant: readIssuableGrant(row) }
          : { outcome };
      }).map((rotation) => rotation ?? { outcome: "absent" });
    }),
  };
}

type ChangedRow<Change extends Redemption | Rotation> = IssuableGrantRow &
  Ordinal & { outcome: Change["outcome"] };

function keys(items: readonly GrantKey[]): [string, string] {
  return [arrayOf(items, (item) => item.projectId), arrayOf(items, (item) => item.grantId)];
}

/**
 * An array as PostgreSQL reads it, of elements that need no quotes: ids and numbers. The client
 * would look through the characters of each.
 */
function arrayOf<Item>(
  items: readonly Item[],
  element: (item: Item) => string | number | undefined,
): string {
  let text = "{";
  for (const item of items) {
    if (text.length > 1) text += ",";
    text += element(item) ?? "null";
  }
  return `${text}}`;
}

/** Answers in the order of the items, each by its first row; an item without a row has none. */
function inPlace<Row extends Ordinal, Answer>(
  items: readonly unknown[],
  rows: readonly Row[],
  read: (row: Row) => Answer,
): (Answer | undefined)[] {
  const answers = Array.from<Answer | undefined>({ length: items.length });
  for (const row of rows) answers[row.ordinal - 1] ??= read(row);
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

function readDetailed(row: DetailedRow): GrantStateWithDetails {
  return {
    ...readState(row),
    authTime: readInstant(row.auth_time),
    requestedAt: readInstant(row.requested_at),
    details: row.details ?? {},
  };
}
