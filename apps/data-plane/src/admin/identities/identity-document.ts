import type { IdentitySession, ProjectIdentity } from "@grantry/contracts";
import type { AdministeredIdentity } from "@grantry/identity";
import type { Session } from "@grantry/oauth2";
import { SCHEMA_ID } from "./identity-body.js";

/** A person as Kratos' `identity`; `issuer` is the address of the project. */
export function describeIdentity(issuer: string, person: AdministeredIdentity): ProjectIdentity {
  const { identity, metadataPublic, metadataAdmin, stateChangedAt, passwordChangedAt } = person;
  const { id, traits, emailVerifiedAt } = identity;
  const times = {
    created_at: identity.createdAt.toISOString(),
    updated_at: identity.updatedAt.toISOString(),
  };
  return {
    id,
    schema_id: SCHEMA_ID,
    schema_url: `${issuer}/schemas/${SCHEMA_ID}`,
    state: identity.state,
    ...(stateChangedAt === undefined ? {} : { state_changed_at: stateChangedAt.toISOString() }),
    traits,
    credentials:
      passwordChangedAt === undefined
        ? {}
        : { password: passwordOf(traits.email, passwordChangedAt) },
    verifiable_addresses: [
      {
        id,
        value: traits.email,
        via: "email",
        verified: emailVerifiedAt !== undefined,
        status: emailVerifiedAt === undefined ? "pending" : "completed",
        ...(emailVerifiedAt === undefined ? {} : { verified_at: emailVerifiedAt.toISOString() }),
        ...times,
      },
    ],
    recovery_addresses: [{ id, value: traits.email, via: "email", ...times }],
    metadata_public: metadataPublic ?? null,
    metadata_admin: metadataAdmin ?? null,
    organization_id: null,
    ...times,
  };
}

function passwordOf(email: string, changedAt: Date) {
  const at = changedAt.toISOString();
  return { type: "password", identifiers: [email], version: 0, created_at: at, updated_at: at };
}

/** Ory's names of the methods that `amr` names (RFC 8176 §2). */
const METHODS: Readonly<Record<string, string>> = {
  pwd: "password",
  otp: "totp",
  hwk: "webauthn",
  swk: "passkey",
  fed: "oidc",
};

const SECOND_FACTORS = new Set(["otp", "mfa"]);

/** A living session as Kratos' `session`. */
export function describeSession(session: Session): IdentitySession {
  const at = session.authenticatedAt.toISOString();
  const level = (method: string) => (SECOND_FACTORS.has(method) ? "aal2" : "aal1");
  const methods = session.amr.filter((method) => method !== "mfa");
  return {
    id: session.id,
    active: true,
    authenticated_at: at,
    issued_at: at,
    expires_at: session.expiresAt.toISOString(),
    authenticator_assurance_level: session.amr.some((method) => SECOND_FACTORS.has(method))
      ? "aal2"
      : "aal1",
    authentication_methods: methods.map((method) => ({
      method: METHODS[method] ?? method,
      aal: level(method),
      completed_at: at,
    })),
    devices: [
      {
        id: session.id,
        ...(session.address === undefined ? {} : { ip_address: session.address }),
        ...(session.userAgent === undefined ? {} : { user_agent: session.userAgent }),
      },
    ],
  };
}
