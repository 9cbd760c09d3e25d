import { z } from "zod";
import { moment } from "./text.js";

/** The users of a project, in Ory Kratos' shapes. */

/** What is known of a person; each member is a claim (OpenID Connect Core §5.1). */
export const identityTraitsSchema = z
  .strictObject({
    email: z.string(),
    name: z.string().optional(),
    given_name: z.string().optional(),
    family_name: z.string().optional(),
    phone_number: z.string().optional(),
    phone_number_verified: z.boolean().optional(),
    address: z
      .strictObject({
        formatted: z.string().optional(),
        street_address: z.string().optional(),
        locality: z.string().optional(),
        region: z.string().optional(),
        postal_code: z.string().optional(),
        country: z.string().optional(),
      })
      .optional(),
  })
  .meta({ id: "identityTraits" });
export type IdentityTraits = z.infer<typeof identityTraitsSchema>;

const state = z.enum(["active", "inactive"]);

export const verifiableAddressSchema = z
  .object({
    id: z.guid(),
    value: z.string(),
    via: z.enum(["email", "sms"]),
    verified: z.boolean(),
    status: z.enum(["pending", "sent", "completed"]),
    verified_at: moment.optional(),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: "verifiableIdentityAddress" });

export const identitySchema = z
  .object({
    id: z.guid(),
    schema_id: z.string(),
    schema_url: z.string(),
    state,
    state_changed_at: moment.optional(),
    traits: identityTraitsSchema,
    credentials: z
      .record(
        z.string(),
        z.object({
          type: z.string(),
          identifiers: z.array(z.string()),
          version: z.int(),
          created_at: moment,
          updated_at: moment,
        }),
      )
      .optional()
      .meta({ description: "How the person can sign in; no secrets and no hashes." }),
    verifiable_addresses: z.array(verifiableAddressSchema).optional(),
    recovery_addresses: z
      .array(
        z.object({
          id: z.guid(),
          value: z.string(),
          via: z.literal("email"),
          created_at: moment,
          updated_at: moment,
        }),
      )
      .optional(),
    metadata_public: z.unknown().optional(),
    metadata_admin: z.unknown().optional(),
    organization_id: z.null().optional(),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: "identity" });
export type ProjectIdentity = z.infer<typeof identitySchema>;

export const identityListSchema = z.array(identitySchema).meta({ id: "identities" });

/** A browser in which a person of a project is signed in. */
export const identitySessionSchema = z
  .object({
    id: z.guid(),
    active: z.boolean(),
    authenticated_at: moment,
    issued_at: moment,
    expires_at: moment,
    authenticator_assurance_level: z.enum(["aal1", "aal2"]),
    authentication_methods: z.array(
      z.object({ method: z.string(), aal: z.enum(["aal1", "aal2"]), completed_at: moment }),
    ),
    devices: z.array(
      z.object({
        id: z.guid(),
        ip_address: z.string().optional(),
        user_agent: z.string().optional(),
      }),
    ),
    identity: identitySchema.optional(),
  })
  .meta({ id: "session" });
export type IdentitySession = z.infer<typeof identitySessionSchema>;

export const identitySessionListSchema = z
  .array(identitySessionSchema)
  .meta({ id: "identitySessions" });
