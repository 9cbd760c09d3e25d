import { newPerson, signIn, signUp } from "../support/sign-in.js";
import { UserAgent } from "../support/user-agent.js";
import { linksOf } from "../support/html-form.js";
import { marksOf, projectWithClient, textOf } from "./project-with-client.js";
import type { ProjectWithClient } from "./project-with-client.js";

describe("prompt=select_account (OpenID Connect Core §3.1.2.1)", () => {
  let shop: ProjectWithClient;
  beforeAll(async () => {
    shop = await projectWithClient({ skip_consent: true });
  });

  async function signedIn() {
    const agent = new UserAgent();
    const person = newPerson();
    const page = await agent.open(shop.authorizationUrl(), shop.isOurs);
    await signUp(agent, page, person, shop.isOurs);
    return { agent, person };
  }

  const asking = () => shop.authorizationUrl({ prompt: "select_account" });

  it("shows who is signed in, and goes on with that account without a password", async () => {
    const { agent, person } = await signedIn();
    const page = await agent.open(asking(), shop.isOurs);
    expect(marksOf(page)).toEqual({ page: "login", step: "account" });
    expect(textOf(page)).toContain(person.email);
    const form = agent.form(page, "account-form");
    const account = /name="account" value="([^"]+)"/.exec(page.html)?.[1] ?? "";
    const submission = { fields: { account }, button: "account-submit" };
    const done = await agent.submit(page, form, submission, shop.isOurs);
    expect(marksOf(done).page).not.toBe("login");
  });

  it("leads to the sign-in page for another account", async () => {
    const { agent } = await signedIn();
    const other = newPerson();
    const elsewhere = new UserAgent();
    const first = await elsewhere.open(shop.authorizationUrl(), shop.isOurs);
    await signUp(elsewhere, first, other, shop.isOurs);
    const page = await agent.open(asking(), shop.isOurs);
    const [link = ""] = linksOf(page.html, page.url, "account=other");
    const form = await agent.open(link, shop.isOurs);
    expect(marksOf(form)).toEqual({ page: "login", step: "password" });
    const done = await signIn(agent, form, other, shop.isOurs);
    expect(marksOf(done).page).not.toBe("login");
  });

  it("takes no account that is not signed in here", async () => {
    const { agent } = await signedIn();
    const page = await agent.open(asking(), shop.isOurs);
    const fields = { account: "6c1f1f3e-0000-4000-8000-000000000000" };
    const submission = { fields, button: "account-submit" };
    const again = await agent.submit(page, "account-form", submission, shop.isOurs);
    expect(marksOf(again)).toEqual({ page: "login", step: "account" });
  });

  it("shows the sign-in page where nobody is signed in", async () => {
    const page = await new UserAgent().open(asking(), shop.isOurs);
    expect(marksOf(page)).toEqual({ page: "login", step: "password" });
  });
});
