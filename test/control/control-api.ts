import { localFetch } from "../support/local-fetch.js";

export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface ErrorAnswer {
  error: {
    code: number;
    status: string;
    reason: string;
    message: string;
    request: string;
    id: string;
    details: Record<string, unknown>;
  };
}

export interface Token {
  id: string;
  name: string;
  value: string;
  permissions: string[];
  project_ids: string[] | null;
  last_used_at: string | null;
  revoked_at: string | null;
}

/** The control-plane API as a caller with one credential sees it. */
export class ControlApi {
  constructor(
    readonly address: string,
    private readonly token: string | undefined,
  ) {}

  /** The same API with another credential, or with none. */
  as(token: string | undefined): ControlApi {
    return new ControlApi(this.address, token);
  }

  async call<Body = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> {
    const isRaw = typeof body === "string";
    const answer = await localFetch(`${this.address}${path}`, {
      method,
      headers: {
        ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: isRaw ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = (answer.headers.get("content-type") ?? "").includes("application/json");
    return {
      status: answer.status,
      headers: answer.headers,
      body: (text === "" || !isJson ? undefined : JSON.parse(text)) as Body,
    };
  }

  /** Creates a personal access token; throws unless it was created. */
  async createToken(fields: Record<string, unknown>): Promise<Token> {
    const name = `token ${Math.random()}`;
    const answer = await this.call<Token>("POST", "/personal-access-tokens", { name, ...fields });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  }
}

/** Waits until `holds`, for a second at most: the time in which a revocation has to arrive. */
export async function withinOneSecond(holds: () => Promise<boolean>): Promise<boolean> {
  const until = Date.now() + 1_000;
  while (Date.now() < until) {
    if (await holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}
