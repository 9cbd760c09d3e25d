import { discover, requestToken, revokeToken, whoami } from "@grantry/api-client";
import type { ServerMetadata, TokenResponse } from "@grantry/contracts";
import { remember, type Session } from "../session.js";
import type { StoredToken } from "../settings-file.js";
import { checkIdToken, readAuthorizationResponse } from "./authorization-response.js";
import { waitForCallback, type CallbackAnswer } from "./loopback.js";
import { newPkce, randomLetters, type Pkce } from "./random-text.js";

/** The built-in public client of the console project. */
export const CLI_CLIENT = { clientId: "grantry-cli" };

const SCOPE = "openid offline_access email profile";
const TEN_MINUTES = 600_000;

/** One authorization request on its way (RFC 6749 §4.1.1, RFC 7636). */
interface Request {
  redirectUri: string;
  state: string;
  nonce: string;
  pkce: Pkce;
}

/**
 * Signs in through the console project's issuer in a browser and keeps the token.
 * @param options.open whether the browser is opened; its address is printed in any case
 * @throws Failure when the sign-in was refused, cancelled or not finished in time
 */
export async function signIn(session: Session, options: { open: boolean }): Promise<StoredToken> {
  const metadata = await discover(session.addresses.consoleIssuer);
  let request: Request | undefined;
  return waitForCallback<StoredToken>({
    timeoutMilliseconds: TEN_MINUTES,
    onReady: (redirectUri) => {
      request = {
        redirectUri,
        state: randomLetters(24),
        nonce: randomLetters(24),
        pkce: newPkce(),
      };
      const address = authorizationAddress(metadata, request);
      session.world.err(`To sign in, go to:\n\n\t${address}\n\n`);
      if (options.open) session.world.openBrowser(address);
    },
    onCallback: async (parameters): Promise<CallbackAnswer<StoredToken>> => {
      // Any page can call this address; only the answer to our own request ends the waiting.
      if (request === undefined || parameters.get("state") !== request.state) {
        return { message: "This sign-in began in another window. Go back to your terminal." };
      }
      const token = await redeem(session, metadata, request, parameters);
      await rememberMember(session, token);
      return { redirectTo: `${session.addresses.console}/cli-auth-success`, result: token };
    },
  });
}

/** Ends the sign-in: revokes its tokens (RFC 7009) and forgets them. */
export async function signOut(session: Session): Promise<void> {
  const stored = session.settings.access_token;
  remember(session, { access_token: null, session_identity_traits: null });
  if (stored == null) return;
  const { revocation_endpoint: endpoint } = await discover(session.addresses.consoleIssuer);
  if (endpoint === undefined) return;
  await revokeToken(endpoint, CLI_CLIENT, stored.refresh_token ?? stored.access_token);
}

/** The stored form of a token response; a response without a refresh token keeps the old one. */
export function toStoredToken(
  answer: TokenResponse,
  now: Date,
  refreshToken?: string,
): StoredToken {
  const next = answer.refresh_token ?? refreshToken;
  return {
    access_token: answer.access_token,
    ...(next === undefined ? {} : { refresh_token: next }),
    expiry: new Date(now.getTime() + (answer.expires_in ?? 3600) * 1000).toISOString(),
    token_type: answer.token_type,
  };
}

function authorizationAddress(metadata: ServerMetadata, request: Request): string {
  const address = new URL(metadata.authorization_endpoint);
  const parameters = {
    response_type: "code",
    client_id: CLI_CLIENT.clientId,
    redirect_uri: request.redirectUri,
    scope: SCOPE,
    state: request.state,
    nonce: request.nonce,
    code_challenge: request.pkce.challenge,
    code_challenge_method: "S256",
    // A local program must not ride on a session in silence (RFC 8252 §8.6).
    prompt: "login",
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return address.href;
}

async function redeem(
  session: Session,
  metadata: ServerMetadata,
  request: Request,
  parameters: URLSearchParams,
): Promise<StoredToken> {
  const expected = { state: request.state, issuer: metadata.issuer };
  const answer = await requestToken(metadata.token_endpoint, CLI_CLIENT, {
    grant_type: "authorization_code",
    code: readAuthorizationResponse(parameters, expected),
    redirect_uri: request.redirectUri,
    code_verifier: request.pkce.verifier,
  });
  if (answer.id_token !== undefined) {
    const { clientId } = CLI_CLIENT;
    checkIdToken(answer.id_token, { nonce: request.nonce, clientId, issuer: metadata.issuer });
  }
  return toStoredToken(answer, session.world.now());
}

async function rememberMember(session: Session, token: StoredToken): Promise<void> {
  const headers = { authorization: `Bearer ${token.access_token}`, ...session.headers };
  const { member } = await whoami({ baseUrl: session.addresses.api, headers: () => headers });
  remember(session, {
    access_token: token,
    session_identity_traits: { id: member.id, email: member.email, name: member.name },
  });
}
