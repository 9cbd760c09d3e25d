import type { Grantry } from "../support/grantry.js";
import { type Person, signIn, signUp } from "../support/sign-in.js";
import { UserAgent } from "../support/user-agent.js";
import type { Answer } from "./control-api.js";

/** A browser at the console: its cookie, its CSRF token, its origin. */
export class ConsoleBrowser {
  readonly agent = new UserAgent();
  csrfToken = "";

  constructor(private readonly grantry: Grantry) {}

  /** The API as the console's pages reach it: on their own origin. */
  get api(): string {
    return `${this.grantry.addresses.console}/api`;
  }

  /** Through a sign-in, or the sign-up that an invitation opens. */
  async signIn(
    person: Person,
    options: { isNew?: boolean; query?: Record<string, string> } = {},
  ): Promise<Answer<{ return_to: string }>> {
    const { query = {}, isNew = false } = options;
    const isOurs = (url: string) => !url.startsWith(`${this.grantry.addresses.console}/callback`);
    const start = `${this.api}/auth/sign-in?${new URLSearchParams(query).toString()}`;
    const page = await this.agent.open(start, isOurs);
    const through = isNew ? signUp : signIn;
    const end = page.status === 0 ? page : await through(this.agent, page, person, isOurs);
    const answer = await this.call<{ return_to: string }>("POST", "/auth/callback", {
      query: new URL(end.url).search,
    });
    const session = await this.call<{
      csrf_token?: string;
      error?: { details: { csrf_token?: string } };
    }>("GET", "/auth/session");
    const { csrf_token: token, error } = session.body;
    this.csrfToken = token ?? error?.details.csrf_token ?? "";
    return answer;
  }

  async call<Body = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> {
    const answer = await this.agent.send(`${this.api}${path}`, {
      method,
      headers: {
        accept: "application/json",
        origin: new URL(this.grantry.addresses.console).origin,
        "x-csrf-token": this.csrfToken,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      body: (text ? JSON.parse(text) : undefined) as Body,
    };
  }
}
