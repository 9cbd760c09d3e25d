import { z } from "zod";
import { moment } from "./text.js";

const hostname = z
  .string({ error: "Enter a host name such as auth.example.com." })
  .trim()
  .toLowerCase()
  .max(253, "A host name has at most 253 characters.")
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    "Enter a host name such as auth.example.com.",
  );
const cookieDomain = z.union([hostname, z.literal("")]);
const origins = z.array(z.string().max(400)).max(100);
const uiBaseUrl = z.union([
  z.url({ protocol: /^https?$/, error: "Enter an address." }).max(2_000),
  z.literal(""),
]);

/** A host name of a project's own (Ory's shape, and what Grantry adds). */
export const customDomainSchema = z
  .object({
    id: z.guid(),
    project_id: z.guid(),
    hostname: z.string(),
    cookie_domain: z.string(),
    cors_enabled: z.boolean(),
    cors_allowed_origins: z.array(z.string()),
    custom_ui_base_url: z.string(),
    verification_status: z.enum(["pending", "verified"]),
    verification_errors: z.array(z.string()),
    verification_record: z
      .object({ type: z.literal("TXT"), name: z.string(), value: z.string() })
      .meta({ description: "The DNS record that proves whose name it is." }),
    verified_at: moment.nullable(),
    checked_at: moment.nullable(),
    is_issuer: z
      .boolean()
      .meta({ description: "Whether the project's issuer is this name. One at most." }),
    ssl_status: z.literal("").meta({
      description: "Empty: certificates are files of the gateway, or TLS ends in front of it.",
    }),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: "customDomain" });
export type CustomDomain = z.infer<typeof customDomainSchema>;

export const customDomainListSchema = z.array(customDomainSchema).meta({ id: "listCustomDomains" });

export const createCustomDomainBodySchema = z
  .object({
    hostname,
    cookie_domain: cookieDomain.default(""),
    cors_enabled: z.boolean().default(false),
    cors_allowed_origins: origins.default([]),
    custom_ui_base_url: uiBaseUrl.default(""),
  })
  .meta({ id: "createCustomDomainBody" });
export type CreateCustomDomainBody = z.input<typeof createCustomDomainBodySchema>;

/** Omitted members keep their value; another host name has to be verified anew. */
export const setCustomDomainBodySchema = z
  .object({
    hostname: hostname.optional(),
    cookie_domain: cookieDomain.optional(),
    cors_enabled: z.boolean().optional(),
    cors_allowed_origins: origins.optional(),
    custom_ui_base_url: uiBaseUrl.optional(),
    is_issuer: z.boolean().optional(),
  })
  .meta({ id: "setCustomDomainBody" });
export type SetCustomDomainBody = z.input<typeof setCustomDomainBodySchema>;
