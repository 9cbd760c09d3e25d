import type { ClientMetadata } from "../client-metadata.js";
import type { ClientRecord } from "../client.js";

/** What only the answer that creates or changes a secret shows. */
export interface ShownOnce {
  readonly clientSecret?: string;
  readonly registrationAccessToken?: string;
  readonly registrationClientUri?: string;
}

/** A client on the wire, with Hydra's members; secrets only when they are handed in. */
export function describeClient(
  record: ClientRecord,
  shown: ShownOnce = {},
): Record<string, unknown> {
  const metadata = shownMetadata(record.metadata);
  return {
    client_id: record.clientId,
    ...(shown.clientSecret === undefined ? {} : { client_secret: shown.clientSecret }),
    ...metadata,
    client_secret_expires_at: 0,
    jwks: metadata.jwks ?? {},
    created_at: toSecond(record.createdAt),
    updated_at: toSecond(record.updatedAt),
    ...(shown.registrationAccessToken === undefined
      ? {}
      : { registration_access_token: shown.registrationAccessToken }),
    ...(shown.registrationClientUri === undefined
      ? {}
      : { registration_client_uri: shown.registrationClientUri }),
  };
}

/** Where a client comes from is ours to know. */
function shownMetadata(metadata: ClientMetadata): ClientMetadata {
  if (!("origin" in metadata)) return metadata;
  const { origin: _origin, ...shown } = metadata;
  return shown;
}

let second = Number.NaN;
let shownSecond = "";

/** RFC 3339 in UTC without fractions; most are asked for of one second again and again. */
function toSecond(date: Date): string {
  const asked = Math.floor(date.getTime() / 1_000);
  if (asked !== second) {
    shownSecond = `${date.toISOString().slice(0, 19)}Z`;
    second = asked;
  }
  return shownSecond;
}
