import { isDeepStrictEqual } from "node:util";

import type { ClientRecord, ClientStore } from "@grantry/oauth2";

const ATTEMPTS = 5;

/**
 * Makes a client stand as given. One that already does is not written, so that nobody's cache
 * forgets it at each start.
 */
export async function ensureClient(clients: ClientStore, record: ClientRecord): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const standing = await clients.find(record.clientId);
    if (standing === undefined) {
      if ((await clients.insert(record)) === "inserted") return;
      continue;
    }
    if (isDeepStrictEqual(settings(standing), settings(record))) return;
    const { createdAt, revision } = standing;
    if ((await clients.replace({ ...record, createdAt, revision })) === "replaced") return;
  }
  throw new Error(`The client ${record.clientId} changed each time it was written.`);
}

/** What of a client is given by whoever ensures it; times and revision are not. */
function settings(record: ClientRecord): unknown {
  return {
    metadata: JSON.parse(JSON.stringify(record.metadata)) as unknown,
    secrets: record.secrets.map(({ kind, digest }) => ({ kind, digest })),
  };
}
