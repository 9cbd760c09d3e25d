import { createHash, randomBytes } from "node:crypto";
import { UserAgent } from "../support/user-agent.js";
import { Connection, type Answer } from "./http/connection.js";
import { CALLBACK, SCOPES, clientOf } from "./servers/target.js";
import type { ClientKind, Target } from "./servers/target.js";

const verifier = randomBytes(32).toString("base64url");
const challenge = createHash("sha256").update(verifier).digest("base64url");

/** The token request that redeems a code of {@link Browser}; `{}` stands for the code. */
export const CODE_EXCHANGE =
  `grant_type=authorization_code&code={}&redirect_uri=${encodeURIComponent(CALLBACK)}` +
  `&code_verifier=${verifier}`;

export const FORM = "application/x-www-form-urlencoded";

/** A browser whose user is signed in and has consented to the bench's clients once and for all. */
export class Browser {
  private constructor(
    private readonly target: Target,
    private readonly agent: UserAgent,
    private cookie: string,
  ) {}

  /** The path and query of an authorization request of a kind of client. */
  static request(target: Target, kind: ClientKind): string {
    return authorizationPath(target, kind, randomBytes(12).toString("base64url"));
  }

  /** Signs in somebody new and consents for each kind of client. */
  static async signIn(target: Target, kinds: readonly ClientKind[]): Promise<Browser> {
    const browser = new Browser(target, new UserAgent(), "");
    for (const kind of kinds) await browser.consent(kind);
    return browser;
  }

  /** Goes through the pages that come, signs in if need be, and keeps the cookies. */
  async consent(kind: ClientKind): Promise<void> {
    const { visit, issuer, name, paths } = this.target;
    if (visit === undefined) throw new Error(`nobody can sign in at ${name}`);
    await visit(this.agent, `${issuer}${Browser.request(this.target, kind)}`);
    const cookie = this.agent.cookies.header(`${issuer}${paths.authorization}`);
    if (cookie === undefined) throw new Error(`${name} left no cookie`);
    this.cookie = cookie;
  }

  /**
   * An authorization request that needs no page: the answer is the client's callback with a code
   * (OpenID Connect Core §3.1.2.5). Throws on anything else.
   */
  async code(connection: Connection, kind: ClientKind): Promise<string> {
    const state = randomBytes(12).toString("base64url");
    const { target } = this;
    const answer = await connection.send(
      `GET ${authorizationPath(target, kind, state)} HTTP/1.1\r\nhost: ${target.host}\r\n` +
        `cookie: ${this.cookie}\r\n\r\n`,
    );
    const location = answer.headers.get("location") ?? "";
    const parameters = location.startsWith(CALLBACK) ? new URL(location).searchParams : undefined;
    const code = parameters?.get("code") ?? undefined;
    const isRight =
      (answer.status === 302 || answer.status === 303) &&
      parameters?.get("state") === state &&
      parameters.get("iss") === target.issuer;
    if (isRight && code !== undefined) return code;
    throw new Error(`no code: ${answer.status} ${location} ${answer.body.slice(0, 300)}`);
  }

  /** Redeems a code at the target's token endpoint. */
  async redeem(connection: Connection, kind: ClientKind, code: string): Promise<Answer> {
    const { paths, host } = this.target;
    const { basic } = clientOf(this.target, kind);
    const body = CODE_EXCHANGE.replace("{}", code);
    return await connection.send(
      `POST ${paths.token} HTTP/1.1\r\nhost: ${host}\r\nauthorization: ${basic}\r\n` +
        `content-type: ${FORM}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
  }
}

function authorizationPath(target: Target, kind: ClientKind, state: string): string {
  const query = new URLSearchParams({
    client_id: clientOf(target, kind).id,
    response_type: "code",
    redirect_uri: CALLBACK,
    scope: SCOPES[kind],
    state,
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...(SCOPES[kind].includes("openid") && { nonce: state }),
  });
  return `${target.paths.authorization}?${query.toString()}`;
}
