import type { Identity, IdentityWithPassword } from "./identity.js";

/**
 * What self-service asks of storage. A store belongs to exactly one project: no method takes one.
 * Addresses are passed in the form of `normaliseEmail`; the store compares them byte for byte.
 */
export interface IdentityStore {
  /** One identity, or nothing when this project has none of that id. */
  find(id: string): Promise<Identity | undefined>;
  /** The identity that signs in with an address, with its password hash. */
  findByEmail(normalisedEmail: string): Promise<IdentityWithPassword | undefined>;
  /** Writes an identity and its password in one transaction; `exists` when the address is taken. */
  insert(
    identity: Identity,
    credentials: { readonly normalisedEmail: string; readonly passwordHash?: string },
  ): Promise<"inserted" | "exists">;
}
