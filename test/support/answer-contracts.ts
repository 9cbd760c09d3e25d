import {
  consentRequestSchema,
  consentSessionSchema,
  deliveryListSchema,
  deviceAuthorizationSchema,
  errorBodySchema,
  healthNotReadySchema,
  healthStatusSchema,
  identityListSchema,
  identitySchema,
  identitySessionListSchema,
  introspectionSchema,
  jsonWebKeySchema,
  loginRequestSchema,
  logoutRequestSchema,
  oauth2ClientSchema,
  oauth2ErrorSchema,
  oidcContextSchema,
  requestHandledSchema,
  requestLogEntrySchema,
  signingKeySchema,
  serverMetadataSchema,
  tokenResponseSchema,
  trustedJwtIssuerSchema,
  userInfoSchema,
  versionSchema,
} from "@grantry/contracts";
import { z } from "zod";

/** What a JSON answer of a project must look like. */
export interface AnswerContract {
  readonly methods: string;
  /** Of the path inside the project. */
  readonly path: RegExp;
  readonly status: number;
  readonly schema: z.ZodType;
  /** Why the answer is another than in Hydra's description of its API. */
  readonly unlikeHydra?: string;
}

/** Members that no contract names fail: what a project says is said on purpose. */
const client = oauth2ClientSchema.strict();
const requestClient = client.partial();
const oidcContext = oidcContextSchema.strict().nullish();
const consentRequest = consentRequestSchema
  .extend({ client: requestClient.optional(), oidc_context: oidcContext })
  .strict();
const handled = requestHandledSchema.strict();
const trustedIssuer = trustedJwtIssuerSchema.strict();
const error = oauth2ErrorSchema
  .extend({ error_description: z.string(), request_id: z.string() })
  .strict();

const publishedKey = jsonWebKeySchema
  .extend({
    alg: z.string(),
    use: z.literal("sig"),
    n: z.string().optional(),
    e: z.string().optional(),
    crv: z.string().optional(),
    x: z.string().optional(),
    y: z.string().optional(),
  })
  .strict();
const publishedKeys = z.strictObject({ keys: z.array(publishedKey).min(1) });
const keys = z.strictObject({ keys: z.array(jsonWebKeySchema) });
const signingKeys = z.array(signingKeySchema.strict());
const IMPORTED_KEYS =
  "alg and use of an imported key are optional, and members of its own are kept (RFC 7517 §4).";

const metadata = serverMetadataSchema
  .required({
    jwks_uri: true,
    device_authorization_endpoint: true,
    subject_types_supported: true,
    response_types_supported: true,
    id_token_signing_alg_values_supported: true,
    id_token_signed_response_alg: true,
    userinfo_signed_response_alg: true,
  })
  .strict();

const tokens = tokenResponseSchema.extend({ expires_in: z.int() }).strict();

const CLIENT = /^\/(?:admin\/clients|oauth2\/register)\/[^/]+$/;
const REQUESTS = "^/admin/oauth2/auth/requests";

/** Every JSON answer of a project other than a refusal; refusals all look alike. */
export const ANSWER_CONTRACTS: readonly AnswerContract[] = [
  row("GET", /^\/\.well-known\/(openid-configuration|oauth-authorization-server)$/, 200, metadata),
  row("GET", /^\/\.well-known\/jwks\.json$/, 200, publishedKeys),
  row("POST", /^\/oauth2\/token$/, 200, tokens),
  row("POST", /^(\/admin)?\/oauth2\/introspect$/, 200, introspectionSchema.strict()),
  row("POST", /^\/oauth2\/device\/auth$/, 200, deviceAuthorizationSchema.strict()),
  row("GET POST", /^\/userinfo$/, 200, userInfoSchema, {
    unlikeHydra: "claims that the consent app adds appear beside those of a user (Core §5.1.2).",
  }),
  row("POST", /^\/(admin\/clients|oauth2\/register)$/, 201, client),
  row("GET", /^\/admin\/clients$/, 200, z.array(client)),
  row("GET PUT PATCH", CLIENT, 200, client),
  row("PUT", /^\/admin\/clients\/[^/]+\/lifespans$/, 200, client),
  row("POST DELETE", /^\/admin\/clients\/[^/]+\/secrets\/rotate$/, 200, client),
  row("GET", /^\/admin\/keys\/hydra\.[^/]+(\/[^/]+)?$/, 200, publishedKeys, {
    unlikeHydra: "the private parts of what a project signs with never leave it.",
  }),
  row("POST", /^\/admin\/keys\/hydra\.[^/]+$/, 201, publishedKeys, {
    unlikeHydra: "the private parts of what a project signs with never leave it.",
  }),
  row("GET PUT", /^\/admin\/keys\/[^/]+$/, 200, keys, { unlikeHydra: IMPORTED_KEYS }),
  row("GET", /^\/admin\/keys\/[^/]+\/[^/]+$/, 200, keys, { unlikeHydra: IMPORTED_KEYS }),
  row("GET", /^\/admin\/signing-keys$/, 200, signingKeys),
  row("POST", /^\/admin\/signing-keys\/[^/]+\/retire$/, 200, signingKeys),
  row("PUT", /^\/admin\/keys\/[^/]+\/[^/]+$/, 200, jsonWebKeySchema, {
    unlikeHydra: IMPORTED_KEYS,
  }),
  row("POST", /^\/admin\/keys\/[^/]+$/, 201, keys),
  row("GET", new RegExp(`${REQUESTS}/login$`), 200, loginRequest()),
  row("GET", new RegExp(`${REQUESTS}/consent$`), 200, consentRequest),
  row("GET", new RegExp(`${REQUESTS}/logout$`), 200, logoutRequest()),
  row("GET", new RegExp(`${REQUESTS}/(login|consent|logout)$`), 410, handled),
  row(
    "PUT",
    new RegExp(`${REQUESTS}/(login|consent|logout|device)/(accept|reject)$`),
    200,
    handled,
  ),
  row("GET", /^\/admin\/oauth2\/auth\/sessions\/consent$/, 200, consentSessions()),
  row("GET", /^\/admin\/trust\/grants\/jwt-bearer\/issuers$/, 200, z.array(trustedIssuer)),
  row("POST", /^\/admin\/trust\/grants\/jwt-bearer\/issuers$/, 201, trustedIssuer),
  row("GET", /^\/admin\/trust\/grants\/jwt-bearer\/issuers\/[^/]+$/, 200, trustedIssuer),
  row("GET", /^\/admin\/deliveries$/, 200, deliveryListSchema),
  row("GET PUT", /^\/admin\/client-set$/, 200, z.looseObject({})),
  row("GET", /^\/admin\/logs$/, 200, z.array(requestLogEntrySchema.strict())),
  row("GET", /^\/schemas\/default$/, 200, z.looseObject({ $schema: z.string() })),
  row("GET", /^\/admin\/identities$/, 200, identityListSchema),
  row("POST", /^\/admin\/identities$/, 201, identitySchema.strict()),
  row("GET PUT PATCH", /^\/admin\/identities\/[^/]+$/, 200, identitySchema.strict()),
  row("GET", /^\/admin\/identities\/[^/]+\/sessions$/, 200, identitySessionListSchema),
  row("GET", /^\/health\/(alive|ready)$/, 200, healthStatusSchema),
  row("GET", /^\/health\/ready$/, 503, healthNotReadySchema),
  row("GET", /^\/version$/, 200, versionSchema),
];

/** A refusal, whatever the endpoint. */
export const REFUSAL: Pick<AnswerContract, "schema" | "unlikeHydra"> = {
  schema: z.union([error, errorBodySchema]),
  unlikeHydra:
    "one shape everywhere (RFC 6749 §5.2), also where Hydra answers its generic error; the " +
    "description says all, so that there is no error_hint, error_debug or status_code. What the " +
    "gateway itself refuses (a malformed address, no plane that answers) looks as in Ory's console API.",
};

function row(
  methods: string,
  path: RegExp,
  status: number,
  schema: z.ZodType,
  difference: { readonly unlikeHydra?: string } = {},
): AnswerContract {
  return { methods, path, status, schema, ...difference };
}

function loginRequest(): z.ZodType {
  return loginRequestSchema.extend({ client: requestClient, oidc_context: oidcContext }).strict();
}

function logoutRequest(): z.ZodType {
  return logoutRequestSchema.extend({ client: requestClient.nullish() }).strict();
}

function consentSessions(): z.ZodType {
  return z.array(consentSessionSchema.extend({ consent_request: consentRequest }).strict());
}
