import pg from "pg";

import { assertRole, withOptions } from "../connections.js";
import { PROVISIONER_ROLE } from "../roles.js";

const CONNECT_TIMEOUT_MILLISECONDS = 5_000;
/** A server that disappears without a word must not hold a move for ever. */
const LONGEST_STATEMENT = "15min";

/** Rows must read the same on both sides: their texts are compared. */
const SAME_TEXTS =
  "-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=postgres -c extra_float_digits=3 -c bytea_output=hex";

/** A connection of the provisioner that may write projects which are on their way. */
export async function connectToMove(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: withOptions(
      databaseUrl,
      `-c role=${PROVISIONER_ROLE} -c grantry.moving=on -c statement_timeout=${LONGEST_STATEMENT} ${SAME_TEXTS}`,
    ),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MILLISECONDS,
    keepAlive: true,
  });
  // A lost connection shows in the statement that needs it.
  client.on("error", () => undefined);
  await client.connect();
  await assertRole(client, PROVISIONER_ROLE);
  return client;
}
