import { newPerson, signIn, signUp } from "../support/sign-in.js";
import type { Page } from "../support/user-agent.js";
import { UserAgent } from "../support/user-agent.js";
import { marksOf, projectWithClient, textOf } from "./project-with-client.js";
import type { ProjectWithClient } from "./project-with-client.js";

describe("forms of the account pages", () => {
  let shop: ProjectWithClient;
  beforeAll(async () => {
    shop = await projectWithClient();
  });

  async function openLogin(agent: UserAgent): Promise<Page> {
    return agent.open(shop.authorizationUrl(), shop.isOurs);
  }

  /** What a browser would post, with changes. */
  async function post(
    agent: UserAgent,
    page: Page,
    form: string,
    changed: { fields?: Record<string, string>; headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const body = new URLSearchParams(agent.form(page, form).fields);
    for (const [name, value] of Object.entries(changed.fields ?? {})) body.set(name, value);
    return agent.send(page.url, {
      method: "POST",
      body: body.toString(),
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        origin: new URL(page.url).origin,
        ...changed.headers,
      },
    });
  }

  describe("refuse with 403 and change nothing", () => {
    const refused =
      "This form came from somewhere else, or cookies are blocked. Reload the page and try again.";

    it.each([
      ["another origin", { origin: "https://evil.example" }],
      ["an opaque origin", { origin: "null" }],
      ["another site by Sec-Fetch-Site", { "sec-fetch-site": "cross-site" }],
    ])("a consent posted from %s", async (_name, headers) => {
      const agent = new UserAgent();
      const question = await signUp(agent, await openLogin(agent), newPerson(), shop.isOurs);
      const answer = await post(agent, question, "consent-form", {
        fields: { action: "accept" },
        headers,
      });
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain(refused);
      const still = await agent.open(question.url);
      expect(marksOf(still)).toEqual({ page: "consent", step: undefined });
    });

    it("a sign-up without an Origin, with an empty token, or with another flow's token", async () => {
      const agent = new UserAgent();
      const person = newPerson();
      const first = await agent.open(`${shop.issuer}/ui/registration`);
      const second = await agent.open(`${shop.issuer}/ui/registration`);
      const token = new URLSearchParams(agent.form(second, "registration-form").fields);
      const fields = { "traits.email": person.email, password: person.password };
      for (const csrf_token of ["", token.get("csrf_token") ?? ""]) {
        const answer = await post(agent, first, "registration-form", {
          fields: { ...fields, csrf_token },
        });
        expect(answer.status).toBe(403);
      }
      const withoutOrigin = await agent.send(first.url, {
        method: "POST",
        body: new URLSearchParams([
          ...agent.form(first, "registration-form").fields,
          ...Object.entries(fields),
        ]).toString(),
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
      expect(withoutOrigin.status).toBe(403);
      const login = await openLogin(agent);
      const wrong = await signIn(agent, login, person, shop.isOurs);
      expect(textOf(wrong)).toContain("The email address or password is wrong.");
    });

    it("a sign-in without the flow's cookie", async () => {
      const agent = new UserAgent();
      const person = newPerson();
      const login = await openLogin(agent);
      const stranger = new UserAgent();
      const answer = await stranger.send(login.url, {
        method: "POST",
        body: new URLSearchParams([
          ...agent.form(login, "login-form").fields,
          ["identifier", person.email],
          ["password", person.password],
        ]).toString(),
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          origin: new URL(login.url).origin,
        },
      });
      expect(answer.status).toBe(403);
      expect(stranger.cookies.names()).toEqual([]);
    });
  });

  describe("sign-in", () => {
    it("answers an unknown address and a wrong password alike", async () => {
      const person = newPerson();
      const form = await new UserAgent().open(`${shop.issuer}/ui/registration`);
      expect(form.status).toBe(200);
      const agent = new UserAgent();
      await signUp(agent, await agent.open(form.url.replace(/\?.*/, "")), person, shop.isOurs);
      const failing = async (identifier: string): Promise<[number, string]> => {
        const browser = new UserAgent();
        const login = await browser.open(`${shop.issuer}/ui/login`);
        const failed = await signIn(
          browser,
          login,
          { email: identifier, password: "not the password" },
          shop.isOurs,
        );
        const bytes = failed.html
          .replaceAll(identifier, "{identifier}")
          .replaceAll(/(name="(?:request-id|flow|csrf_token)" (?:content|value)=")[^"]*/g, "$1")
          .replaceAll(/flow=[\w-]+/g, "flow=");
        return [failed.status, bytes];
      };
      const unknown = await failing(newPerson().email);
      const wrong = await failing(person.email);
      expect(wrong).toEqual(unknown);
      expect(wrong[1]).toContain("The email address or password is wrong.");
    });

    it("takes as long for an unknown address as for a wrong password", async () => {
      const person = newPerson();
      const agent = new UserAgent();
      const form = await agent.open(`${shop.issuer}/ui/registration`);
      await signUp(agent, form, person, shop.isOurs);
      const browser = new UserAgent();
      const login = await browser.open(`${shop.issuer}/ui/login?refresh=true`);
      const times: Record<"known" | "unknown", number[]> = { known: [], unknown: [] };
      for (let round = 0; round < 30; round += 1) {
        for (const kind of ["known", "unknown"] as const) {
          const identifier = kind === "known" ? person.email : newPerson().email;
          const begun = performance.now();
          const answer = await post(browser, login, "login-form", {
            fields: { identifier, password: "not the password" },
          });
          times[kind].push(performance.now() - begun);
          expect(answer.status).toBe(303);
        }
      }
      const [known, unknown] = [median(times.known), median(times.unknown)];
      expect(Math.abs(known - unknown) / Math.max(known, unknown)).toBeLessThan(0.25);
    });

    it("names what is missing, keeps the address, never the password, and survives reload", async () => {
      const agent = new UserAgent();
      const login = await openLogin(agent);
      const empty = await agent.submit(login, "login-form", {}, shop.isOurs);
      expect(empty.html).toContain("<title>Error: Sign in · Acme Account</title>");
      expect(textOf(empty)).toContain("Check the following");
      expect(empty.html).toContain('data-field-error="identifier"');
      expect(empty.html).toContain('href="#password"');
      const fields = { identifier: "ada@example.com", password: "wrong-secret-words" };
      const wrong = await agent.submit(empty, "login-form", { fields }, shop.isOurs);
      expect(wrong.html).toContain('value="ada@example.com"');
      expect(wrong.html).not.toContain("wrong-secret-words");
      const reloaded = await agent.open(wrong.url);
      expect(textOf(reloaded)).toContain("The email address or password is wrong.");
    });

    it.each([
      "a\u0000b@example.com",
      "x".repeat(5_000),
      "%00",
      "' or 1=1 --",
      "\u202e@example.com",
    ])("answers the identifier %j like any wrong one", async (identifier) => {
      const agent = new UserAgent();
      const login = await openLogin(agent);
      const fields = { identifier, password: "whatever it is" };
      const page = await agent.submit(login, "login-form", { fields }, shop.isOurs);
      expect(page.status).toBe(200);
      expect(textOf(page)).toContain("The email address or password is wrong.");
    });
  });

  describe("sign-up", () => {
    it.each([
      [{ "traits.email": "" }, "traits.email", "Enter your email address."],
      [{ "traits.email": "ada" }, "traits.email", "Enter an address like name@example.com."],
      [{ "traits.name": "x".repeat(101) }, "traits.name", "Use at most 100 characters."],
      [{ password: "short" }, "password", "Use at least 8 characters."],
      [
        { password: "Password1!" },
        "password",
        "This password is too easy to guess. Choose another.",
      ],
    ])("says what is wrong with %j", async (changed, field, message) => {
      const agent = new UserAgent();
      const person = newPerson();
      const form = await agent.open(`${shop.issuer}/ui/registration`);
      const fields = { "traits.email": person.email, password: person.password, ...changed };
      const page = await agent.submit(form, "registration-form", { fields });
      expect(page.html).toContain(`data-field-error="${field}"`);
      expect(textOf(page)).toContain(`Error: ${message}`);
    });

    it("refuses an address that is taken, whatever its case", async () => {
      const person = newPerson();
      const agent = new UserAgent();
      const form = await agent.open(`${shop.issuer}/ui/registration`);
      await signUp(agent, form, person, shop.isOurs);
      const other = new UserAgent();
      const again = await signUp(
        other,
        await other.open(`${shop.issuer}/ui/registration`),
        { ...person, email: person.email.toUpperCase() },
        shop.isOurs,
      );
      expect(textOf(again)).toContain(
        "This address cannot be used. Sign in instead, or recover your account.",
      );
    });

    it("makes one account of two submissions at once", async () => {
      const person = newPerson();
      const ends = await Promise.all(
        [0, 1].map(async () => {
          const agent = new UserAgent();
          const form = await agent.open(`${shop.issuer}/ui/registration`);
          return marksOf(await signUp(agent, form, person, shop.isOurs)).page;
        }),
      );
      expect(new Set(ends)).toEqual(new Set(["registration", "welcome"]));
    });
  });

  describe("headers", () => {
    const policy =
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; " +
      "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    it("let no page be framed, cached, sniffed or fed from elsewhere", async () => {
      const agent = new UserAgent();
      const login = await openLogin(agent);
      const error = await agent.open(`${shop.issuer}/oauth2/auth?client_id=nobody`, shop.isOurs);
      for (const page of [login, error]) {
        expect(page.headers.get("x-frame-options")).toBe("DENY");
        expect(page.headers.get("x-content-type-options")).toBe("nosniff");
        expect(page.headers.get("cache-control")).toBe("no-store");
        expect(page.headers.get("referrer-policy")).toBe("same-origin");
        expect(page.headers.get("cross-origin-opener-policy")).toBeNull();
      }
      expect(login.headers.get("content-security-policy")).toBe(policy);
      expect(error.headers.get("content-security-policy")).toBe(`${policy}; form-action 'self'`);
    });

    it("tell the request ID on the page and in the answer", async () => {
      const page = await openLogin(new UserAgent());
      const meta = /<meta name="request-id" content="([^"]+)"/.exec(page.html)?.[1];
      expect(meta).toBe(page.headers.get("x-request-id"));
    });
  });

  it("show an error of the authorization endpoint without any value of the request", async () => {
    const url = `${shop.issuer}/oauth2/auth?client_id=evil-client-value&redirect_uri=https://evil.example/x`;
    const page = await new UserAgent().open(url, shop.isOurs);
    expect(page.status).toBe(401);
    expect(marksOf(page).page).toBe("error");
    expect(textOf(page)).toContain("This link does not work");
    expect(textOf(page)).toContain("Error invalid_client · Request ID");
    expect(page.html).not.toMatch(/evil/);
  });

  it("answer an oversized form with 413 and a path nobody serves with 404, as pages", async () => {
    const agent = new UserAgent();
    const login = await openLogin(agent);
    const large = await post(agent, login, "login-form", {
      fields: { password: "x".repeat(70_000) },
    });
    expect(large.status).toBe(413);
    expect(large.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const missing = await agent.open(`${shop.issuer}/ui/nothing-here`);
    expect(missing.status).toBe(404);
    expect(marksOf(missing).page).toBe("error");
  });
});

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
