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
}

/** An identity with what it takes to check its password. */
export interface IdentityWithPassword {
  readonly identity: Identity;
  /** PHC string; absent when the account has no password. */
  readonly passwordHash?: string;
}
