import { type OwnGrantry, startGrantry } from "../../support/grantry.js";
import { expectRefusal } from "../answer.js";
import { RelyingParty, tokensOf } from "../relying-party.js";

jest.setTimeout(120_000);

let grantry: OwnGrantry;
let client: RelyingParty;
beforeAll(async () => {
  grantry = await startGrantry({ planes: 2 });
  const project = await grantry.admin.createProject("Two planes");
  client = await RelyingParty.register({ grantry, project, issuer: project.issuer });
});
afterAll(() => grantry.stop());

const fifty = <Answer>(call: () => Promise<Answer>) =>
  Promise.all(Array.from({ length: 50 }, call));

describe("two data planes behind one gateway", () => {
  test("redeem a code once, whoever is asked (RFC 6749 §4.1.2)", async () => {
    const code = await client.code();
    const answers = await fifty(() => client.redeem(code));
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    for (const lost of answers.filter((answer) => !won.includes(answer))) {
      expectRefusal(lost, 400, "invalid_grant");
    }
  });

  test("give one successor for a refresh token (RFC 9700 §4.14.2)", async () => {
    const { refresh_token: token } = await client.tokens();
    const answers = await fifty(() => client.refresh(token));
    expect(new Set(answers.map((answer) => tokensOf(answer).refresh_token)).size).toBe(1);
  });

  test("agree at once that a token is revoked (RFC 7009 §2)", async () => {
    const { access_token: token } = await client.tokens();
    await client.post("/oauth2/revoke", { token });
    expect(await Promise.all([client.isAlive(token), client.isAlive(token)])).toEqual([
      false,
      false,
    ]);
  });

  test("go through a flow that the other one began", async () => {
    for (let count = 0; count < 3; count += 1) {
      expect(await client.tokens()).toHaveProperty("access_token");
    }
  });
});
