import { linksOf } from "../support/html-form.js";
import { authorize, consent, newPerson, signIn, signUp } from "../support/sign-in.js";
import { UserAgent } from "../support/user-agent.js";
import { CALLBACK, marksOf, projectWithClient, textOf } from "./project-with-client.js";
import type { ProjectWithClient } from "./project-with-client.js";

describe("the journey of a user with scripts blocked", () => {
  let shop: ProjectWithClient;
  beforeAll(async () => {
    shop = await projectWithClient();
  });

  it("signs up, consents and reaches the client with a code, state and iss (RFC 9207)", async () => {
    const agent = new UserAgent();
    const callback = await authorize(
      agent,
      shop.authorizationUrl({ state: "state-of-the-client" }),
      newPerson(),
    );
    expect(`${callback.origin}${callback.pathname}`).toBe(CALLBACK);
    expect(callback.searchParams.get("code")).toMatch(/^gry_ac_/);
    expect(callback.searchParams.get("state")).toBe("state-of-the-client");
    expect(callback.searchParams.get("iss")).toBe(shop.issuer);
  });

  it("signs in again elsewhere with the same account", async () => {
    const person = newPerson();
    await authorize(new UserAgent(), shop.authorizationUrl(), person);
    const callback = await authorize(new UserAgent(), shop.authorizationUrl(), person, {
      known: true,
    });
    expect(callback.searchParams.get("code")).toMatch(/^gry_ac_/);
  });

  it("shows the client, its host and whom it speaks to on every step", async () => {
    const agent = new UserAgent();
    const person = newPerson();
    const login = await agent.open(shop.authorizationUrl(), shop.isOurs);
    expect(marksOf(login)).toEqual({ page: "login", step: "password" });
    expect(textOf(login)).toContain("to continue to Acme Photos");
    expect(login.html).toContain(`data-client-id="${shop.client.client_id}"`);
    expect(login.html).toContain('data-client-host="photos.acme.example"');
    const question = await signUp(agent, login, person, shop.isOurs);
    expect(marksOf(question).page).toBe("consent");
    expect(textOf(question)).toContain("Acme Photos wants access to your account");
    expect(textOf(question)).toContain(`Signed in as ${person.email}`);
    expect(question.html).toContain('data-client-host="photos.acme.example"');
  });

  it("locks openid, leaves the other scopes to the user and grants what is ticked", async () => {
    const agent = new UserAgent();
    const login = await agent.open(
      shop.authorizationUrl({ scope: "openid email photos.read" }),
      shop.isOurs,
    );
    const question = await signUp(agent, login, newPerson(), shop.isOurs);
    const boxes = agent.form(question, "consent-form").checkboxes;
    expect(boxes.find(({ value }) => value === "openid")).toMatchObject({ disabled: true });
    expect(boxes.find(({ value }) => value === "photos.read")).toMatchObject({ disabled: false });
    expect(textOf(question)).toContain("photos.read No description given.");
    const end = await consent(agent, question, { grantScope: ["photos.read"] }, shop.isOurs);
    expect(new URL(end.url).searchParams.get("scope")).toBe("openid photos.read");
  });

  it("returns access_denied when the user denies (RFC 6749 §4.1.2.1)", async () => {
    const callback = await authorize(new UserAgent(), shop.authorizationUrl(), newPerson(), {
      deny: true,
    });
    expect(callback.searchParams.get("error")).toBe("access_denied");
    expect(callback.searchParams.has("code")).toBe(false);
  });

  it("remembers a consent when asked to, and asks again otherwise", async () => {
    const agent = new UserAgent();
    const person = newPerson();
    await authorize(agent, shop.authorizationUrl(), person, { remember: false });
    const asked = await agent.open(shop.authorizationUrl(), shop.isOurs);
    expect(marksOf(asked).page).toBe("consent");
    await consent(agent, asked, { remember: true }, shop.isOurs);
    const spared = await agent.open(shop.authorizationUrl(), shop.isOurs);
    expect(spared.status).toBe(0);
    expect(new URL(spared.url).searchParams.get("code")).toMatch(/^gry_ac_/);
  });

  it("never asks for a client whose consent is skipped", async () => {
    const trusting = await projectWithClient({ skip_consent: true });
    const agent = new UserAgent();
    const login = await agent.open(trusting.authorizationUrl(), trusting.isOurs);
    const end = await signUp(agent, login, newPerson(), trusting.isOurs);
    expect(new URL(end.url).searchParams.get("code")).toMatch(/^gry_ac_/);
  });

  it("signs in without a client, welcomes, signs out", async () => {
    const agent = new UserAgent();
    const person = newPerson();
    const form = await agent.open(`${shop.issuer}/ui/registration`);
    const welcome = await signUp(agent, form, person, shop.isOurs);
    expect(marksOf(welcome).page).toBe("welcome");
    expect(textOf(welcome)).toContain(`You are signed in as ${person.email}.`);
    const question = await agent.open(`${shop.issuer}/ui/logout`);
    expect(textOf(question)).toContain("Sign out of Acme Account?");
    const stayed = await agent.submit(question, "logout-form", { button: "reject" });
    expect(marksOf(stayed).page).toBe("welcome");
    const again = await agent.open(`${shop.issuer}/ui/logout`);
    const gone = await agent.submit(again, "logout-form", { button: "accept" });
    expect(marksOf(gone).page).toBe("logged-out");
    expect(textOf(gone)).toContain("You are signed out. Sign in again");
    const login = await agent.open(`${shop.issuer}/ui/welcome`);
    expect(marksOf(login).page).toBe("login");
    expect(marksOf(await signIn(agent, login, person, shop.isOurs)).page).toBe("welcome");
  });

  it("asks a signed-in user to confirm with prompt=login, and offers another account", async () => {
    const agent = new UserAgent();
    const person = newPerson();
    await authorize(agent, shop.authorizationUrl(), person);
    const confirm = await agent.open(shop.authorizationUrl({ prompt: "login" }), shop.isOurs);
    expect(textOf(confirm)).toContain("Confirm it is you");
    expect(confirm.html).toMatch(new RegExp(`value="${person.email}"[^>]* readonly`));
    const [another = ""] = linksOf(confirm.html, confirm.url, "account=other");
    const form = await agent.open(another);
    expect(textOf(form)).toContain("Sign in");
    expect(form.html).not.toContain(person.email);
  });

  it("opens sign-up for prompt=create and leads from there to sign-in", async () => {
    const agent = new UserAgent();
    const form = await agent.open(shop.authorizationUrl({ prompt: "create" }), shop.isOurs);
    expect(marksOf(form).page).toBe("registration");
    const [signInLink = ""] = linksOf(form.html, form.url, "/ui/login");
    expect(marksOf(await agent.open(signInLink)).page).toBe("login");
  });

  it("fills in login_hint and follows ui_locales", async () => {
    const page = await new UserAgent().open(
      shop.authorizationUrl({ login_hint: "ada@example.com", ui_locales: "de" }),
      shop.isOurs,
    );
    expect(page.html).toContain('value="ada@example.com"');
    expect(page.html).toContain('<html lang="de" dir="ltr">');
    expect(textOf(page)).toContain("Anmelden");
  });

  it("keeps the language chosen in the footer", async () => {
    const agent = new UserAgent();
    const page = await agent.open(shop.authorizationUrl(), shop.isOurs);
    const french = await agent.open(`${page.url}&locale=fr`);
    expect(french.html).toContain('<html lang="fr"');
    expect(french.url).toBe(page.url);
  });
});
