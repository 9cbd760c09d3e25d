import type { Identity, PostalAddress } from "./identity.js";

/** OpenID Connect Core §5.4: the claims that a scope asks for, of those an identity has. */
export interface IdentityClaims {
  name?: string;
  given_name?: string;
  family_name?: string;
  /** Seconds since the epoch (OpenID Connect Core §5.1). */
  updated_at?: number;
  email?: string;
  email_verified?: boolean;
  phone_number?: string;
  phone_number_verified?: boolean;
  address?: PostalAddress;
}

/**
 * The claims of an identity that the granted scopes open (OpenID Connect Core §5.4). A claim without
 * a value is left out (§5.3.2); `sub` belongs to the protocol core.
 */
export function claimsOf(identity: Identity, scopes: Iterable<string>): IdentityClaims {
  const granted = new Set(scopes);
  const claims: IdentityClaims = {};
  if (granted.has("profile")) {
    const { name, given_name, family_name } = identity.traits;
    if (name) claims.name = name;
    if (given_name) claims.given_name = given_name;
    if (family_name) claims.family_name = family_name;
    claims.updated_at = Math.floor(identity.updatedAt.getTime() / 1000);
  }
  if (granted.has("email")) {
    claims.email = identity.traits.email;
    claims.email_verified = identity.emailVerifiedAt !== undefined;
  }
  const { phone_number: phoneNumber, phone_number_verified: isVerified, address } = identity.traits;
  if (granted.has("phone") && phoneNumber !== undefined) {
    claims.phone_number = phoneNumber;
    claims.phone_number_verified = isVerified ?? false;
  }
  if (granted.has("address") && address !== undefined) claims.address = address;
  return claims;
}
