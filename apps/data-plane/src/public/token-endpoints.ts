import {
  ENDPOINTS,
  InvalidClient,
  InvalidRequest,
  RequestUnauthorized,
  SIGNED_INTROSPECTION_TYPE,
  authenticateClient,
  authorizeDevice,
  introspectAs,
  readParameters,
  revoke,
  signIntrospection,
  token,
  userinfo,
  wantsSignedIntrospection,
} from "@grantry/oauth2";
import type { FormFields } from "@grantry/oauth2";
import { given } from "./bodies.js";
import { UNCACHED, uncachedJson } from "./endpoint.js";
import type { Endpoint, EndpointRequest } from "./endpoint.js";

/**
 * The endpoints that clients call all the time, by path: token (RFC 6749 §3.2), device authorization
 * (RFC 8628 §3.1), introspection (RFC 7662) and revocation (RFC 7009), which take forms.
 */
export const FORM_ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  [
    ENDPOINTS.token,
    async ({ issuer, usage }, request) => {
      const asked = asClient(request);
      usage.assertTokensLeft();
      const issued = await token(issuer, asked);
      usage.countTokens(asked.body.get("grant_type") ?? "");
      return uncachedJson(issued);
    },
  ],
  [
    ENDPOINTS.deviceAuthorization,
    async ({ issuer }, request) => uncachedJson(await authorizeDevice(issuer, asClient(request))),
  ],
  [
    ENDPOINTS.introspection,
    async ({ issuer, usage }, request) => {
      const { authorization, body } = asClient(request);
      const parameters = readParameters(body);
      const client = await authenticateClient(issuer, { authorization }, parameters);
      if (client.isPublic) {
        throw new InvalidClient("A client without credentials must not introspect tokens.");
      }
      const answer = await introspectAs(issuer, client, parameters.required("token"));
      usage.count("introspections");
      if (!wantsSignedIntrospection(request.headers.accept)) return uncachedJson(answer);
      return {
        status: 200,
        headers: { ...UNCACHED, "content-type": `application/${SIGNED_INTROSPECTION_TYPE}` },
        body: await signIntrospection(issuer, client, answer),
      };
    },
  ],
  [
    ENDPOINTS.revocation,
    async ({ issuer }, request) => {
      await revoke(issuer, asClient(request));
      return { status: 200, headers: UNCACHED };
    },
  ],
]);

/** Userinfo (OpenID Connect Core §5.3). */
export const userinfoEndpoint: Endpoint = async ({ issuer }, request) => {
  const answer = await userinfo(issuer, bearerToken(request));
  if (answer.format === "json") return uncachedJson(answer.claims);
  return {
    status: 200,
    headers: { ...UNCACHED, "content-type": "application/jwt" },
    body: answer.jwt,
  };
};

function asClient(request: EndpointRequest): {
  readonly authorization: string | undefined;
  readonly body: FormFields;
} {
  return { authorization: request.headers.authorization, body: given(request.form) };
}

/** RFC 6750 §2.1 and §2.2; §2: one way only. Query parameters never (RFC 9700 §4.3.2). */
function bearerToken({ headers, form }: EndpointRequest): string {
  const header = headers.authorization;
  const inForm = form === undefined ? undefined : readParameters(form).optional("access_token");
  const inHeader = header === undefined ? undefined : /^bearer +(\S+) *$/i.exec(header)?.[1];
  if (inHeader !== undefined && inForm !== undefined) {
    throw new InvalidRequest("The access token was sent in more than one way. Use one only.");
  }
  const found = inHeader ?? inForm;
  if (found !== undefined) return found;
  // RFC 6750 §3.1: a request without credentials gets a challenge without an error code.
  throw new RequestUnauthorized(
    "Send the access token in the Authorization header: Bearer {token}.",
  );
}
