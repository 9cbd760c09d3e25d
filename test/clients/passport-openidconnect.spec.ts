import { decodeJwt } from "jose";
import { authorize, newPerson, signIn } from "../support/sign-in.js";
import { UserAgent } from "../support/user-agent.js";
import { newTenant, type Tenant } from "../oauth2/tenant.js";
import { PassportApp } from "./passport-app.js";

interface SignedIn {
  readonly user: {
    readonly profile: {
      readonly id: string;
      readonly displayName: string;
      readonly emails: unknown;
    };
    readonly idToken: string;
  };
}

let tenant: Tenant;
let app: PassportApp;
beforeAll(async () => {
  [tenant, app] = await Promise.all([newTenant(), PassportApp.start()]);
  const client = await tenant.grantry.admin.createClient(tenant.project, {
    redirect_uris: [`${app.url}/callback`],
    grant_types: ["authorization_code"],
    token_endpoint_auth_method: "client_secret_post",
  });
  app.use(tenant, client);
});
afterAll(async () => {
  await app?.stop();
});

const atTheProject = (url: string): boolean => url.startsWith(tenant.issuer);

/** Starts at the app's sign-in link; ends where the app answers its callback. */
async function enter(agent: UserAgent, person = newPerson(), known = false) {
  const begun = await agent.open(`${app.url}/sign-in`, (url) => url.startsWith(app.url));
  const callback = await authorize(agent, begun.url, person, { known, remember: true });
  return await agent.open(callback.href);
}

describe("passport-openidconnect with express-session", () => {
  test("lets somebody in who signs up, with the claims of userinfo, and remembers them", async () => {
    const [agent, person] = [new UserAgent(), newPerson()];
    const page = await enter(agent, person);
    const { user } = JSON.parse(page.html) as SignedIn;
    expect(user.profile).toMatchObject({
      displayName: person.name,
      emails: [{ value: person.email }],
    });
    expect(decodeJwt(user.idToken)).toMatchObject({ iss: tenant.issuer, sub: user.profile.id });
    const later = await agent.open(`${app.url}/`);
    expect((JSON.parse(later.html) as SignedIn).user.profile.id).toBe(user.profile.id);
  });

  test("goes straight through for somebody who is signed in at the project", async () => {
    const agent = new UserAgent();
    await enter(agent);
    const again = await agent.open(`${app.url}/sign-in`);
    expect(again.status).toBe(200);
    expect(again.url).toContain(`${app.url}/callback?code=`);
  });

  test("knows somebody again who signs in elsewhere", async () => {
    const person = newPerson();
    const first = JSON.parse((await enter(new UserAgent(), person)).html) as SignedIn;
    const second = JSON.parse((await enter(new UserAgent(), person, true)).html) as SignedIn;
    expect(second.user.profile.id).toBe(first.user.profile.id);
  });

  test("refuses a callback that it did not ask for", async () => {
    const victim = new UserAgent();
    const begun = await victim.open(`${app.url}/sign-in`, (url) => url.startsWith(app.url));
    const callback = await authorize(victim, begun.url, newPerson());
    const stranger = await new UserAgent().open(callback.href);
    expect(stranger.status).toBe(403);
  });

  test("stays at the sign-in page after a wrong password", async () => {
    const [agent, person] = [new UserAgent(), newPerson()];
    await enter(new UserAgent(), person);
    const page = await agent.open(`${app.url}/sign-in`);
    const wrong = { ...person, password: "not the password at all" };
    const refused = await signIn(agent, page, wrong, atTheProject);
    expect(refused.url).toContain(tenant.issuer);
    expect((await agent.open(`${app.url}/`)).status).toBe(401);
  });
});
