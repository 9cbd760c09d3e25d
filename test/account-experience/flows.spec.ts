import { authorize, consent, newPerson, signUp } from "../support/sign-in.js";
import { UserAgent } from "../support/user-agent.js";
import { marksOf, projectWithClient, textOf } from "./project-with-client.js";
import type { ProjectWithClient } from "./project-with-client.js";

describe("flows of one browser", () => {
  let shop: ProjectWithClient;
  beforeAll(async () => {
    shop = await projectWithClient();
  });

  it("finishes two requests of two tabs in the opposite order", async () => {
    const agent = new UserAgent();
    const person = newPerson();
    const first = await agent.open(shop.authorizationUrl({ state: "first-tab" }), shop.isOurs);
    const second = await agent.open(shop.authorizationUrl({ state: "second-tab" }), shop.isOurs);
    const secondQuestion = await signUp(agent, second, person, shop.isOurs);
    const secondEnd = await consent(agent, secondQuestion, {}, shop.isOurs);
    const fields = { identifier: person.email, password: person.password };
    const firstQuestion = await agent.submit(first, "login-form", { fields }, shop.isOurs);
    const firstEnd = await consent(agent, firstQuestion, {}, shop.isOurs);
    for (const [end, state] of [
      [firstEnd, "first-tab"],
      [secondEnd, "second-tab"],
    ] as const) {
      const answer = new URL(end.url).searchParams;
      expect(answer.get("code")).toMatch(/^gry_ac_/);
      expect(answer.get("state")).toBe(state);
    }
  });

  it("answers a consent that was given already with the answered page, not with a second code", async () => {
    const agent = new UserAgent();
    const login = await agent.open(shop.authorizationUrl(), shop.isOurs);
    const question = await signUp(agent, login, newPerson(), shop.isOurs);
    const form = agent.form(question, "consent-form");
    await agent.submit(question, form, { button: "accept" }, shop.isOurs);
    const back = await agent.open(question.url, shop.isOurs);
    expect(back.status).toBe(410);
    expect(textOf(back)).toContain("You have answered this request already.");
    const posted = await agent.submit(question, form, { button: "accept" }, shop.isOurs);
    expect(posted.status).toBe(410);
    expect(posted.html).not.toContain("gry_ac_");
  });

  it("continues from the answered page with the original authorization request", async () => {
    const agent = new UserAgent();
    const url = shop.authorizationUrl();
    const login = await agent.open(url, shop.isOurs);
    const question = await signUp(agent, login, newPerson(), shop.isOurs);
    await consent(agent, question, {}, shop.isOurs);
    const back = await agent.open(question.url, shop.isOurs);
    const href =
      /id="continue" href="([^"]*)"/.exec(back.html)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const wanted = new URL(url).searchParams;
    expect(Object.fromEntries(new URL(href, url).searchParams)).toMatchObject(
      Object.fromEntries(wanted),
    );
  });

  it.each(["login", "registration", "consent", "logout"])(
    "shows the expired page of %s for a challenge nobody issued",
    async (page) => {
      const parameter = page === "registration" ? "login" : page;
      const url = `${shop.issuer}/ui/${page}?${parameter}_challenge=AVEs${"x".repeat(200)}`;
      const shown = await new UserAgent().open(url);
      expect(shown.status).toBe(410);
      expect(marksOf(shown)).toEqual({ page, step: "expired" });
      expect(textOf(shown)).toContain("It was open for longer than 30 minutes.");
    },
  );

  it("shows a challenge of another project as it shows one nobody issued", async () => {
    const other = await projectWithClient({}, shop.grantry);
    const login = await new UserAgent().open(other.authorizationUrl(), other.isOurs);
    const challenge = new URL(login.url).search;
    const agent = new UserAgent();
    const foreign = await agent.open(`${shop.issuer}/ui/login${challenge}`);
    const unknown = await agent.open(`${shop.issuer}/ui/login?login_challenge=unknown`);
    const withoutId = (html: string): string => html.replace(/name="request-id"[^>]*>/, "");
    expect(foreign.status).toBe(410);
    expect(withoutId(foreign.html)).toBe(withoutId(unknown.html));
  });

  it("does not show another browser's consent", async () => {
    const agent = new UserAgent();
    const person = newPerson();
    const login = await agent.open(shop.authorizationUrl(), shop.isOurs);
    const question = await signUp(agent, login, person, shop.isOurs);
    const thief = new UserAgent();
    await thief.open(`${shop.issuer}/ui/login`);
    const seen = await thief.open(question.url);
    expect(seen.status).toBe(410);
    expect(seen.html).not.toContain(person.email);
  });

  it("says that cookies are blocked instead of sending the browser in a circle", async () => {
    const login = await new UserAgent().open(shop.authorizationUrl(), shop.isOurs);
    const page = await new UserAgent().open(login.url);
    expect(page.status).toBe(403);
    expect(textOf(page)).toContain(`Allow cookies for ${new URL(shop.issuer).host} to sign in.`);
  });

  it("keeps eight flows of a browser and lets the oldest go", async () => {
    const agent = new UserAgent();
    for (let flow = 0; flow < 10; flow += 1) await agent.open(`${shop.issuer}/ui/login`);
    const flows = agent.cookies.names().filter((name) => name.includes("gry_ui_"));
    expect(flows).toHaveLength(8);
  });

  it("makes no second session of one sign-in without a client", async () => {
    const agent = new UserAgent();
    const person = newPerson();
    const form = await agent.open(`${shop.issuer}/ui/registration`);
    await signUp(agent, form, person, shop.isOurs);
    const back = await agent.open(form.url);
    expect(back.status).toBe(410);
    expect(textOf(back)).toContain("You have answered this request already.");
  });

  it("treats a session cookie that names no session as signed out and clears it", async () => {
    const agent = new UserAgent();
    await authorize(agent, shop.authorizationUrl(), newPerson());
    const name = agent.cookies.names().find((each) => each.includes("session")) ?? "";
    const stale = `${name}=${agent.cookies.value("session")}`;
    const question = await agent.open(`${shop.issuer}/ui/logout`);
    await agent.submit(question, "logout-form", { button: "accept" });
    const answer = await shop.grantry.fetch(`${shop.issuer}/ui/welcome`, {
      headers: { cookie: stale },
      redirect: "manual",
    });
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toContain("/ui/login");
    expect(answer.headers.getSetCookie().join()).toContain(`${name}=;`);
  });

  it.each([
    "https://evil.example/",
    "//evil.example/",
    "/p/another/ui/welcome",
    "javascript:alert(1)",
  ])("does not lead to %s after a sign-in", async (returnTo) => {
    const agent = new UserAgent();
    const query = new URLSearchParams({ return_to: returnTo });
    const form = await agent.open(`${shop.issuer}/ui/registration?${query}`);
    const end = await signUp(agent, form, newPerson(), shop.isOurs);
    expect(end.url).toBe(`${shop.issuer}/ui/welcome`);
  });
});
