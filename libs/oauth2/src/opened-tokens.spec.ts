import { issueAccessToken, readAccessToken } from "./access-token.js";
import type { AccessTokenFacts } from "./artefacts.js";
import { openedOnce } from "./opened-tokens.js";
import { SigningKeys } from "./signing-keys.js";
import { anIssuer, registerClient, signingKeys } from "./testing/index.js";

const FACTS: AccessTokenFacts = {
  tokenId: "t",
  clientId: "c",
  subject: "s",
  scope: [],
  audience: [],
  issuedAtMs: 0,
  expiresAt: 1,
};

describe("an access token that was opened before", () => {
  test("is not opened again, by its own issuer only", async () => {
    const [issuer, other] = [await anIssuer(), await anIssuer()];
    const open = jest.fn(() => FACTS);
    expect(openedOnce(issuer, "token", open)).toBe(FACTS);
    expect(openedOnce(issuer, "token", open)).toBe(FACTS);
    expect(open).toHaveBeenCalledTimes(1);
    expect(openedOnce(other, "token", () => undefined)).toBeUndefined();
    expect(openedOnce(issuer, "another token", () => undefined)).toBeUndefined();
  });

  test("is opened again where it was none", async () => {
    const issuer = await anIssuer();
    expect(openedOnce(issuer, "not yet", () => undefined)).toBeUndefined();
    expect(openedOnce(issuer, "not yet", () => FACTS)).toBe(FACTS);
  });

  test("is verified again when the keys of its issuer have changed (RFC 7517 §5)", async () => {
    const issuer = await anIssuer();
    const { client } = await registerClient(issuer, { access_token_strategy: "jwt" });
    const token = await issueAccessToken(issuer, {
      client,
      subject: client.id,
      scope: [],
      audience: [],
      lifetime: 60,
    });
    expect(readAccessToken(issuer, token)?.clientId).toBe(client.id);
    const withoutKeys = { ...issuer, keys: new SigningKeys([]) };
    expect(readAccessToken(withoutKeys, token)).toBeUndefined();
    const withSameKeys = { ...issuer, keys: new SigningKeys(await signingKeys()) };
    expect(readAccessToken(withSameKeys, token)?.clientId).toBe(client.id);
  });

  test("is forgotten when many others were opened since", async () => {
    const issuer = await anIssuer();
    const open = jest.fn(() => FACTS);
    openedOnce(issuer, "first", open);
    for (let count = 0; count < 20_000; count += 1) openedOnce(issuer, `token ${count}`, open);
    open.mockClear();
    openedOnce(issuer, "first", open);
    expect(open).toHaveBeenCalledTimes(1);
  });
});
