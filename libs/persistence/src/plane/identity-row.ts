import type { Identity, Traits } from "@grantry/identity";

import { present } from "./columns.js";

export interface IdentityRow {
  id: string;
  traits: Traits;
  state: Identity["state"];
  email_verified_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

export const IDENTITY_COLUMNS = "id, traits, state, email_verified_at, created_at, updated_at";

export function readIdentity(row: IdentityRow): Identity {
  return present<Identity>({
    id: row.id,
    state: row.state,
    traits: row.traits,
    emailVerifiedAt: row.email_verified_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  });
}
