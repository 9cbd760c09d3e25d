import type { Client } from "../client.js";
import type { Issuer } from "../issuer.js";
import type { Parameters } from "../parameters.js";

/** A successful token response (RFC 6749 §5.1), members in the order they are sent. */
export interface TokenResponse {
  readonly access_token: string;
  readonly expires_in: number;
  readonly id_token?: string;
  readonly refresh_token?: string;
  readonly scope: string;
  readonly token_type: "bearer";
}

/** One way to obtain tokens: an entry of the list from which everything else is derived. */
export interface GrantType {
  /** The value of `grant_type`. */
  readonly name: string;
  /** Every check, then one write, then the tokens (RFC 6749 §4). */
  readonly redeem: (
    issuer: Issuer,
    client: Client,
    parameters: Parameters,
  ) => Promise<TokenResponse>;
}
