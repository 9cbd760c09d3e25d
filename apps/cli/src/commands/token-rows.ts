import type { TokenResponse } from "@grantry/contracts";
import { goTime } from "../output/go-time.js";
import type { Resource } from "../output/print.js";

/**
 * Tokens as the `perform` commands show them. The JSON has the members of Go's `oauth2.Token`, and
 * the ID token and the granted scope.
 */
export function tokenResource(answer: TokenResponse, issuedAt: Date): Resource {
  const expiry = new Date(issuedAt.getTime() + (answer.expires_in ?? 0) * 1000);
  return {
    id: answer.access_token,
    rows: [
      ["ACCESS TOKEN", answer.access_token],
      ["REFRESH TOKEN", answer.refresh_token || "<empty>"],
      ["ID TOKEN", answer.id_token || "<empty>"],
      ["EXPIRY", goTime(expiry)],
    ],
    document: {
      access_token: answer.access_token,
      token_type: answer.token_type,
      ...(answer.refresh_token === undefined ? {} : { refresh_token: answer.refresh_token }),
      expiry: expiry.toISOString(),
      ...(answer.id_token === undefined ? {} : { id_token: answer.id_token }),
      ...(answer.scope === undefined ? {} : { scope: answer.scope }),
    },
  };
}
