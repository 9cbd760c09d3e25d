import type { Browser, BrowserContext, Page } from "playwright-core";
import { launchChromium } from "../support/chromium.js";
import { newPerson, type Person } from "../support/sign-in.js";
import { inEachMode, newTenant, type Tenant } from "../oauth2/tenant.js";
import { SinglePageApp } from "./single-page-app.js";

/** The parts of oidc-client-ts's user that the promises are about. */
interface SignedInUser {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly scope?: string;
  readonly profile: { readonly sub: string; readonly email?: string; readonly name?: string };
}

/** What the page itself holds, seen from scripts that run in it. */
declare const manager: {
  signinRedirect(): Promise<void>;
  signinSilent(options?: object): Promise<SignedInUser | null>;
  signoutRedirect(): Promise<void>;
  revokeTokens(): Promise<void>;
  getUser(): Promise<SignedInUser | null>;
};

inEachMode((mode) => {
  let tenant: Tenant;
  let app: SinglePageApp;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    const hostname = mode === "path" ? "localhost" : "app.projects.localhost";
    [tenant, app, browser] = await Promise.all([
      newTenant(mode),
      SinglePageApp.start(hostname),
      launchChromium(),
    ]);
    const client = await tenant.grantry.admin.createClient(tenant.project, {
      client_name: "The app",
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
      redirect_uris: [`${app.origin}/callback`, `${app.origin}/silent`],
      post_logout_redirect_uris: [`${app.origin}/signed-out`],
      scope: "openid email profile offline_access",
    });
    app.settings = {
      authority: tenant.issuer,
      client_id: client.client_id,
      scope: "openid email profile offline_access",
    };
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(async () => {
    await context.close();
  });

  async function untilReady(): Promise<void> {
    const state = page.locator("#state", { hasNotText: "starting" });
    await state.waitFor();
    expect(await state.textContent()).toBe("ready");
  }

  /** Has the page go to the project, whose pages take over. */
  async function leaveBy(script: () => void): Promise<void> {
    await Promise.all([page.waitForURL(`${tenant.issuer}/**`), page.evaluate(script)]);
  }

  /** From the app through sign-up and consent back to the app. */
  async function signUp(person: Person): Promise<SignedInUser> {
    await page.goto(app.origin);
    await untilReady();
    await leaveBy(() => void manager.signinRedirect());
    await page.click("a[href*='/ui/registration']");
    await page.fill("[name='traits.email']", person.email);
    await page.fill("[name='traits.name']", person.name ?? "");
    await page.fill("[name=password]", person.password);
    await page.click("#registration-submit");
    await page.check("[name=remember]");
    await page.click("#accept");
    await page.waitForURL(`${app.origin}/callback?**`);
    await untilReady();
    return await userInPage();
  }

  async function userInPage(): Promise<SignedInUser> {
    const user = await page.evaluate(() => manager.getUser());
    if (user === null) throw new Error("nobody is signed in");
    return user;
  }

  describe("oidc-client-ts in Chromium, from another origin", () => {
    test("signs somebody up by redirect and reads who they are from userinfo", async () => {
      const person = newPerson();
      const user = await signUp(person);
      expect(user.profile).toMatchObject({ email: person.email, name: person.name });
      expect(user.scope).toBe("openid email profile offline_access");
    });

    test("renews silently by its refresh token", async () => {
      const before = await signUp(newPerson());
      const renewed = await page.evaluate(() => manager.signinSilent());
      expect(renewed?.access_token).not.toBe(before.access_token);
      expect(renewed?.refresh_token).not.toBe(before.refresh_token);
      expect(renewed?.profile.sub).toBe(before.profile.sub);
    });

    test("renews silently in a frame by prompt=none", async () => {
      const before = await signUp(newPerson());
      const renewed = await page.evaluate(() => manager.signinSilent({ forceIframeAuth: true }));
      expect(renewed?.access_token).not.toBe(before.access_token);
      expect(renewed?.profile.sub).toBe(before.profile.sub);
    });

    test("learns in a frame that nobody is signed in", async () => {
      await page.goto(app.origin);
      await untilReady();
      const error = await page.evaluate(() =>
        manager.signinSilent().then(
          () => "signed in",
          (reason: { error?: string; message: string }) => reason.error ?? reason.message,
        ),
      );
      expect(error).toBe("login_required");
    });

    test("revokes its tokens", async () => {
      const { access_token: token } = await signUp(newPerson());
      await page.evaluate(() => manager.revokeTokens());
      const status = await page.evaluate(
        async ([url, bearer]) => {
          const headers = { authorization: `Bearer ${bearer}` };
          return (await fetch(url ?? "", { headers })).status;
        },
        [`${tenant.issuer}/userinfo`, token],
      );
      expect(status).toBe(401);
    });

    test("signs out at the project and comes back", async () => {
      await signUp(newPerson());
      await leaveBy(() => void manager.signoutRedirect());
      await page.click("#accept");
      await page.waitForURL(`${app.origin}/signed-out**`);
      await untilReady();
      expect(await page.evaluate(() => manager.getUser())).toBeNull();
      const error = await page.evaluate(() =>
        manager.signinSilent().catch((reason: { error?: string }) => reason.error),
      );
      expect(error).toBe("login_required");
    });
  });
});
