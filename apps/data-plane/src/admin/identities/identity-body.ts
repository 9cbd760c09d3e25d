import { isDisplayName, isEmailAddress, LONGEST_NAME, passwordProblem } from "@grantry/identity";
import type { Traits } from "@grantry/identity";
import { InvalidRequest } from "@grantry/oauth2";
import { z } from "zod";
import { objectOf } from "../json-body.js";
import { isImportableHash } from "./imported-hash.js";

/** The one schema of traits a project has, and Ory's name for the like. */
export const SCHEMA_ID = "default";
const SCHEMA_IDS = [SCHEMA_ID, "preset://email"];

const LARGEST_METADATA = 16 * 1024;

const printable = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .regex(/^[^\0]*$/u, "must not contain U+0000");
const name = z
  .string()
  .trim()
  .min(1)
  .max(LONGEST_NAME)
  .refine(isDisplayName, "must not contain control characters");

const traits = z.strictObject({
  email: z.string().trim().refine(isEmailAddress, "must be an e-mail address"),
  name: name.optional(),
  given_name: name.optional(),
  family_name: name.optional(),
  phone_number: z
    .string()
    .trim()
    .regex(/^\+?[0-9][0-9 ().-]{3,30}$/, "must be a phone number such as +441234567890")
    .optional(),
  phone_number_verified: z.boolean().optional(),
  address: z
    .strictObject({
      formatted: printable.optional(),
      street_address: printable.optional(),
      locality: printable.optional(),
      region: printable.optional(),
      postal_code: printable.optional(),
      country: printable.optional(),
    })
    .optional(),
});

const metadata = z
  .unknown()
  .refine(
    (value) => (JSON.stringify(value) ?? "").length <= LARGEST_METADATA,
    `must be smaller than ${LARGEST_METADATA} bytes`,
  )
  .refine((value) => !(JSON.stringify(value) ?? "").includes("\\u0000"), "must not contain U+0000")
  .optional();

const passwordConfig = z
  .strictObject({
    password: z.string().optional(),
    hashed_password: z
      .string()
      .refine(isImportableHash, "must be an argon2id hash in PHC form of usual cost")
      .optional(),
  })
  .refine(
    (config) => (config.password === undefined) !== (config.hashed_password === undefined),
    "must hold either password or hashed_password",
  );

const body = z.object({
  schema_id: z.enum(SCHEMA_IDS).default(SCHEMA_ID),
  state: z.enum(["active", "inactive"]).default("active"),
  traits,
  metadata_public: metadata,
  metadata_admin: metadata,
  credentials: z
    .strictObject({ password: z.strictObject({ config: passwordConfig }).optional() })
    .nullish(),
  verifiable_addresses: z
    .array(z.object({ value: z.string(), verified: z.boolean(), via: z.string().optional() }))
    .max(10)
    .nullish(),
});

/** A person as the admin API is told to keep it. */
export interface IdentityBody {
  readonly state: "active" | "inactive";
  readonly traits: Traits;
  readonly metadataPublic: unknown;
  readonly metadataAdmin: unknown;
  readonly password: { readonly plain: string } | { readonly hash: string } | undefined;
  /** Undefined: nothing is said, what was proven stays so. */
  readonly isEmailVerified: boolean | undefined;
}

/**
 * Reads a body of Kratos' `createIdentityBody` or `updateIdentityBody`. Throws `invalid_request`
 * that names the member.
 */
export function readIdentityBody(document: unknown): IdentityBody {
  const read = body.safeParse(objectOf(document));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new InvalidRequest(`Field '${issue?.path.join(".") ?? ""}': ${issue?.message}.`);
  }
  const { state, credentials, verifiable_addresses: addresses } = read.data;
  const { email } = read.data.traits;
  const told = addresses?.find(({ value }) => value.toLowerCase() === email.toLowerCase());
  return {
    state,
    traits: withoutAbsent(read.data.traits),
    metadataPublic: read.data.metadata_public,
    metadataAdmin: read.data.metadata_admin,
    password: readPassword(credentials?.password?.config, email),
    isEmailVerified: told?.verified,
  };
}

function readPassword(
  config: z.infer<typeof passwordConfig> | undefined,
  email: string,
): IdentityBody["password"] {
  if (config?.hashed_password !== undefined) return { hash: config.hashed_password };
  if (config?.password === undefined) return undefined;
  const problem = passwordProblem(config.password, email);
  if (problem === undefined) return { plain: config.password };
  throw new InvalidRequest(`Field 'credentials.password.config.password': ${PROBLEMS[problem]}`);
}

const PROBLEMS = {
  empty: "must not be empty.",
  short: "must have 8 characters or more.",
  long: "must have 256 characters or less.",
  common: "is one of those that are guessed first.",
} as const;

function withoutAbsent(read: z.infer<typeof traits>): Traits {
  return JSON.parse(JSON.stringify(read)) as Traits;
}
