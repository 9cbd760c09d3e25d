import { z } from "zod";
import { oauth2ClientSchema } from "./oauth2.js";
import { moment } from "./text.js";

/** What login, consent and logout apps read of a project (Hydra's names). */
const requestClient = oauth2ClientSchema.partial();
const texts = z.array(z.string()).nullish();
const claims = z.record(z.string(), z.unknown());

/** What an OpenID Connect request asked of the sign-in page (OpenID Connect Core §3.1.2.1). */
export const oidcContextSchema = z
  .looseObject({
    acr_values: texts,
    display: z.string().optional(),
    id_token_hint_claims: claims.nullish(),
    login_hint: z.string().optional(),
    ui_locales: texts,
  })
  .meta({ id: "oAuth2ConsentRequestOpenIDConnectContext" });

/** A login request as the project's own sign-in pages read it. */
export const loginRequestSchema = z
  .looseObject({
    challenge: z.string(),
    requested_scope: texts,
    requested_access_token_audience: texts,
    skip: z.boolean(),
    subject: z.string(),
    oidc_context: oidcContextSchema.nullish(),
    client: requestClient,
    request_url: z.string(),
    session_id: z.string().optional(),
  })
  .meta({ id: "oAuth2LoginRequest" });
export type LoginRequest = z.infer<typeof loginRequestSchema>;

/** A consent request as the project's own consent page reads it. */
export const consentRequestSchema = z
  .looseObject({
    challenge: z.string(),
    consent_request_id: z.string().optional(),
    requested_scope: texts,
    requested_access_token_audience: texts,
    skip: z.boolean().optional(),
    subject: z.string().optional(),
    oidc_context: oidcContextSchema.nullish(),
    client: requestClient.optional(),
    request_url: z.string().optional(),
    login_challenge: z.string().optional(),
    login_session_id: z.string().optional(),
    acr: z.string().optional(),
    amr: texts,
    context: z.unknown().optional(),
  })
  .meta({ id: "oAuth2ConsentRequest" });
export type ConsentRequest = z.infer<typeof consentRequestSchema>;

/** A logout request as the project's own logout page reads it. */
export const logoutRequestSchema = z
  .looseObject({
    challenge: z.string().optional(),
    subject: z.string().optional(),
    sid: z.string().optional(),
    request_url: z.string().optional(),
    rp_initiated: z.boolean().optional(),
    requested_at: moment.optional(),
    expires_at: moment.optional(),
    client: requestClient.nullish(),
  })
  .meta({ id: "oAuth2LogoutRequest" });
export type LogoutRequest = z.infer<typeof logoutRequestSchema>;

/** Where the browser goes after a login, consent or logout request was answered. */
export const requestHandledSchema = z
  .looseObject({ redirect_to: z.string() })
  .meta({ id: "oAuth2RedirectTo" });
export type RequestHandled = z.infer<typeof requestHandledSchema>;

/** What a user granted to a client, as the list of consents shows it. */
export const consentSessionSchema = z
  .looseObject({
    consent_request_id: z.string().optional(),
    consent_request: consentRequestSchema.optional(),
    grant_scope: texts,
    grant_access_token_audience: texts,
    session: z
      .looseObject({ access_token: claims.nullish(), id_token: claims.nullish() })
      .nullish(),
    remember: z.boolean().optional(),
    remember_for: z.int().optional().meta({ description: "Seconds; 0: for good." }),
    handled_at: moment.optional(),
    context: z.unknown().optional(),
  })
  .meta({ id: "oAuth2ConsentSession" });
export type ConsentSession = z.infer<typeof consentSessionSchema>;

export const consentSessionListSchema = z
  .array(consentSessionSchema)
  .meta({ id: "oAuth2ConsentSessions" });
