import { createRemoteJWKSet, jwtVerify, type JWTPayload } from "jose";
import type { ToyServer } from "../support/toy-server.js";
import type { Tenant } from "../oauth2/tenant.js";

/** A logout token as a client reads it. */
export interface LogoutToken {
  readonly claims: JWTPayload;
  readonly algorithm: string;
}

/** The logout tokens that arrived at a path, verified as a client has to (Back-Channel Logout §2.6). */
export async function logoutTokens(
  server: ToyServer,
  path: string,
  expected: { readonly tenant: Tenant; readonly clientId: string },
): Promise<LogoutToken[]> {
  const keys = createRemoteJWKSet(new URL(`${expected.tenant.issuer}/.well-known/jwks.json`));
  return Promise.all(
    server.at(path).map(async (request) => {
      expect(request.method).toBe("POST");
      expect(request.headers["content-type"]).toBe("application/x-www-form-urlencoded");
      const form = new URLSearchParams(request.body);
      expect([...form.keys()]).toEqual(["logout_token"]);
      const { payload, protectedHeader } = await jwtVerify(form.get("logout_token") ?? "", keys, {
        issuer: expected.tenant.issuer,
        audience: expected.clientId,
        typ: "logout+jwt",
        requiredClaims: ["iat", "exp", "jti", "events"],
      });
      return { claims: payload, algorithm: protectedHeader.alg };
    }),
  );
}

/** Waits until something holds; fails with what did not. */
export async function eventually(promise: () => void | Promise<void>, seconds = 20): Promise<void> {
  const deadline = Date.now() + seconds * 1_000;
  for (;;) {
    try {
      return await promise();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
