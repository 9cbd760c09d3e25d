import { startGrantry, type OwnGrantry } from "../support/grantry.js";
import { newPerson, signUp } from "../support/sign-in.js";
import { UserAgent } from "../support/user-agent.js";
import { projectWithClient, textOf } from "./project-with-client.js";
import type { ProjectWithClient } from "./project-with-client.js";

describe("sign-in with rate limits on", () => {
  let grantry: OwnGrantry;
  let shop: ProjectWithClient;

  beforeAll(async () => {
    grantry = await startGrantry({ env: { GRANTRY_RATE_LIMITS: "on" } });
    shop = await projectWithClient({}, grantry);
  }, 120_000);
  afterAll(() => grantry?.stop());

  it("holds an address and identifier back after ten wrong passwords, known or not", async () => {
    const person = newPerson();
    const agent = new UserAgent();
    const form = await agent.open(`${shop.issuer}/ui/registration`);
    await signUp(agent, form, person, shop.isOurs);
    for (const identifier of [person.email, newPerson().email]) {
      const browser = new UserAgent();
      let page = await browser.open(`${shop.issuer}/ui/login`);
      for (let tries = 0; tries < 10; tries += 1) {
        const fields = { identifier, password: "not the password" };
        page = await browser.submit(page, "login-form", { fields }, shop.isOurs);
        expect(page.status).toBe(200);
      }
      const fields = { identifier, password: person.password };
      const held = await browser.submit(page, "login-form", { fields }, shop.isOurs);
      expect(held.status).toBe(429);
      expect(Number(held.headers.get("retry-after"))).toBeGreaterThan(800);
      expect(textOf(held)).toContain("Too many attempts. Try again in 15 minutes.");
      expect(held.html).toContain('id="login-submit"');
    }
  });
});
