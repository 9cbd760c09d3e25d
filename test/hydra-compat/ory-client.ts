import http from "node:http";
import type { LookupFunction } from "node:net";
import { Configuration, OAuth2Api } from "@ory/client";
import type { Answer } from "../oauth2/answer.js";
import type { Tenant } from "../oauth2/tenant.js";

/** Any name is this machine. */
const lookup: LookupFunction = (_name, options, done) => {
  if (options.all === true) done(null, [{ address: "127.0.0.1", family: 4 }]);
  else done(null, "127.0.0.1", 4);
};

/** Ory's own SDK as the admin of a project: nothing but address and token are Grantry's. */
export function oryClient(tenant: Tenant, accessToken = tenant.grantry.token): OAuth2Api {
  const httpAgent = new http.Agent({ keepAlive: true, timeout: 4_000, lookup });
  return new OAuth2Api(
    new Configuration({
      basePath: tenant.issuer,
      accessToken,
      baseOptions: { httpAgent, timeout: 10_000 },
    }),
  );
}

/** What a call of the SDK is refused with; throws when it was not refused. */
export async function refusalOf(call: Promise<{ readonly status: number }>): Promise<Answer> {
  let answered: number;
  try {
    answered = (await call).status;
  } catch (error) {
    const { response } = error as { response?: { status: number; data: unknown; headers: object } };
    if (response === undefined) throw error;
    return {
      status: response.status,
      headers: new Headers({ ...response.headers }),
      text: JSON.stringify(response.data),
      body: response.data as Record<string, unknown>,
    };
  }
  throw new Error(`answered ${answered}`);
}

/** An error of the admin API in Hydra's words, with the id of the request beside it. */
export function inHydrasWords(error: string, description: unknown) {
  return { error, error_description: description, request_id: expect.any(String) };
}
