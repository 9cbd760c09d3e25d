import { randomBytes } from "node:crypto";
import {
  generatePersonalAccessToken,
  isPersonalAccessToken,
  personalAccessTokenDigest,
  tokenStanding,
} from "./personal-access-token.js";

describe("personal access token", () => {
  const key = randomBytes(32);

  it("is well formed, and only its keyed hash is kept", () => {
    const { value, digest, lastCharacters } = generatePersonalAccessToken(key);
    expect(isPersonalAccessToken(value)).toBe(true);
    expect(personalAccessTokenDigest(key, value).equals(digest)).toBe(true);
    expect(personalAccessTokenDigest(randomBytes(32), value).equals(digest)).toBe(false);
    expect(value.endsWith(lastCharacters)).toBe(true);
    expect(lastCharacters).toHaveLength(4);
  });

  const now = new Date("2026-11-22T12:00:00Z");
  const token = { revokedAt: null, expiresAt: null, allowedCidrs: [], approval: null };

  it.each([
    ["usable", {}],
    ["usable", { expiresAt: new Date("2026-11-22T12:00:01Z") }],
    ["expired", { expiresAt: now }],
    ["revoked", { revokedAt: now, expiresAt: new Date("2020-01-01T00:00:00Z") }],
    ["usable", { allowedCidrs: ["203.0.113.0/24"] }],
    ["pending", { approval: "pending" as const }],
    ["rejected", { approval: "rejected" as const, revokedAt: now }],
    ["usable", { approval: "approved" as const }],
    ["address_not_allowed", { allowedCidrs: ["198.51.100.0/24", "2001:db8::/32"] }],
  ])("is %s with %j", (standing, changes) => {
    const use = { now, address: "203.0.113.9" };
    expect(tokenStanding({ ...token, ...changes }, use)).toBe(standing);
  });

  it("does not work from outside its workspace's networks", () => {
    const use = { now, address: "203.0.113.9", policyCidrs: ["198.51.100.0/24"] };
    expect(tokenStanding(token, use)).toBe("address_not_allowed");
  });
});
