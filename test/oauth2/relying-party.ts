import { createHash, randomBytes } from "node:crypto";
import type { CreatedClient } from "../support/admin-client.js";
import { localFetch } from "../support/local-fetch.js";
import { type Answer, answerOf } from "./answer.js";
import type { Tenant } from "./tenant.js";
import { ToyLoginApp, type Visit } from "./toy-login-app.js";

/** Parameters of a request; undefined leaves one out, a list repeats it. */
export type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A successful token response (RFC 6749 §5.1). */
export interface Tokens {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly refresh_token: string;
  readonly id_token: string;
  readonly scope: string;
}

export const CALLBACK = "https://app.example.com/callback";

/** A client of a project and everything it does by plain HTTP: what is sent is what was written. */
export class RelyingParty {
  readonly app: ToyLoginApp;

  constructor(
    readonly tenant: Tenant,
    readonly client: CreatedClient,
  ) {
    this.app = new ToyLoginApp(tenant);
  }

  /** Registers a client for the code flow with refresh and for client credentials. */
  static async register(
    tenant: Tenant,
    fields: Record<string, unknown> = {},
  ): Promise<RelyingParty> {
    const client = await tenant.grantry.admin.createClient(tenant.project, {
      redirect_uris: [CALLBACK],
      ...fields,
    });
    return new RelyingParty(tenant, client);
  }

  /** Registers a client without credentials, which proves itself by PKCE. */
  static async registerPublic(
    tenant: Tenant,
    fields: Record<string, unknown> = {},
  ): Promise<RelyingParty> {
    const grantTypes = ["authorization_code", "refresh_token"];
    return await RelyingParty.register(tenant, {
      token_endpoint_auth_method: "none",
      grant_types: grantTypes,
      ...fields,
    });
  }

  get id(): string {
    return this.client.client_id;
  }

  get secret(): string {
    return this.client.client_secret;
  }

  get isPublic(): boolean {
    return this.client["token_endpoint_auth_method"] === "none";
  }

  /** Its credentials as an `Authorization` header (RFC 6749 §2.3.1). */
  get basic(): string {
    return basic(this.id, this.secret);
  }

  /** The address of an authorization request (RFC 6749 §4.1.1). */
  authorizationUrl(fields: Fields = {}): string {
    const query = encode({
      client_id: this.id,
      response_type: "code",
      redirect_uri: CALLBACK,
      scope: "openid offline_access",
      state: "a state",
      ...fields,
    });
    return `${this.tenant.issuer}/oauth2/auth?${query.toString()}`;
  }

  /** Sends an authorization request and follows nothing. */
  async begin(fields: Fields = {}): Promise<Answer> {
    return await answerOf(localFetch(this.authorizationUrl(fields)));
  }

  /** Through sign-in and consent to the authorization response. */
  async authorize(fields: Fields = {}, visit: Visit = {}): Promise<URL> {
    return await this.app.visit(this.authorizationUrl(fields), visit);
  }

  /** An authorization code that nobody has redeemed. */
  async code(fields: Fields = {}, visit: Visit = {}): Promise<string> {
    const callback = await this.authorize(fields, visit);
    const code = callback.searchParams.get("code");
    if (code === null) throw new Error(`no code: ${callback.href}`);
    return code;
  }

  /** A token request with the client's own authentication. */
  async token(fields: Fields): Promise<Answer> {
    return await this.post("/oauth2/token", fields);
  }

  /** Redeems a code (RFC 6749 §4.1.3). */
  async redeem(code: string, fields: Fields = {}): Promise<Answer> {
    const parameters = { grant_type: "authorization_code", code, redirect_uri: CALLBACK };
    return await this.token({ ...parameters, ...fields });
  }

  /** Uses a refresh token (RFC 6749 §6). */
  async refresh(refreshToken: string, fields: Fields = {}): Promise<Answer> {
    return await this.token({
      grant_type: "refresh_token",
      refresh_token: refreshToken,
      ...fields,
    });
  }

  /** Tokens of a whole code flow, with PKCE where the client needs it. */
  async tokens(fields: Fields = {}, visit: Visit = {}): Promise<Tokens> {
    const { verifier, challenge } = pkce();
    const sent = { code_challenge: challenge, code_challenge_method: "S256", ...fields };
    const answer = await this.redeem(await this.code(sent, visit), { code_verifier: verifier });
    return tokensOf(answer);
  }

  /** A form post to an endpoint of the issuer with the client's own authentication. */
  async post(path: string, fields: Fields, headers: Record<string, string> = {}): Promise<Answer> {
    const own: Fields = this.isPublic ? { client_id: this.id, ...fields } : fields;
    return await postForm(`${this.tenant.issuer}${path}`, own, {
      ...(!this.isPublic && { authorization: this.basic }),
      ...headers,
    });
  }

  /** Introspects by the admin API: whether a token lives and what it carries. */
  async introspect(token: string): Promise<Record<string, unknown>> {
    const answer = await postForm(
      `${this.tenant.issuer}/admin/oauth2/introspect`,
      { token },
      { authorization: `Bearer ${this.tenant.grantry.token}` },
    );
    if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`);
    return answer.body;
  }

  async isAlive(token: string): Promise<boolean> {
    return (await this.introspect(token))["active"] === true;
  }
}

/** A form post to any address. */
export async function postForm(
  url: string,
  fields: Fields,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const body = encode(fields).toString();
  return await answerOf(
    localFetch(url, {
      method: "POST",
      body,
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    }),
  );
}

export function encode(fields: Fields): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value ?? []].flat()) parameters.append(name, one);
  }
  return parameters;
}

/** The tokens of an answer that must be a success. */
export function tokensOf(answer: Answer): Tokens {
  if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`);
  return answer.body as unknown as Tokens;
}

/** A code verifier and its S256 challenge (RFC 7636 §4.1, §4.2). */
export function pkce(): { readonly verifier: string; readonly challenge: string } {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

export function basic(clientId: string, secret: string): string {
  const pair = `${formEncode(clientId)}:${formEncode(secret)}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}

/** RFC 6749 Appendix B */
function formEncode(text: string): string {
  return new URLSearchParams({ "": text }).toString().slice(1);
}
