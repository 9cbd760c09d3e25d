/** A person who signs in to a project. `id` is the subject of what the project issues. */
export interface Identity {
  readonly id: string;
  /** `inactive`: kept, but it may not sign in. */
  readonly state: "active" | "inactive";
  readonly traits: Traits;
  /** When the address was last proven to belong to the person; absent when it never was. */
  readonly emailVerifiedAt?: Date;
  readonly createdAt: Date;
  /** When the traits last changed. */
  readonly updatedAt: Date;
}

/** What the person says of themself; `email` as typed, compared in the form of `normaliseEmail`. */
export interface Traits {
  readonly email: string;
  readonly name?: string;
  readonly given_name?: string;
  readonly family_name?: string;
  /** Best in E.164 form (OpenID Connect Core §5.1). */
  readonly phone_number?: string;
  /** Whoever runs the project vouches for it: Grantry sends no text messages. */
  readonly phone_number_verified?: boolean;
  readonly address?: PostalAddress;
}

/** The address claim (OpenID Connect Core §5.1.1). */
export interface PostalAddress {
  readonly formatted?: string;
  readonly street_address?: string;
  readonly locality?: string;
  readonly region?: string;
  readonly postal_code?: string;
  readonly country?: string;
}

/** An identity with what only those see who run the project. */
export interface AdministeredIdentity {
  readonly identity: Identity;
  /** For the application: the person may see it. */
  readonly metadataPublic?: unknown;
  readonly metadataAdmin?: unknown;
  readonly stateChangedAt?: Date;
  /** Absent: the person has no password. */
  readonly passwordChangedAt?: Date;
}

/** An identity with what it takes to check its password. */
export interface IdentityWithPassword {
  readonly identity: Identity;
  /** PHC string; absent when the account has no password. */
  readonly passwordHash?: string;
}
