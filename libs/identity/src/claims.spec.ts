import { claimsOf } from "./claims.js";
import type { Identity } from "./identity.js";

const ada: Identity = {
  id: "5f0c1a9e-8a53-4f5e-9c0a-3f0c7b7f2a11",
  state: "active",
  traits: { email: "Ada@example.com", name: "Ada Lovelace" },
  createdAt: new Date("2026-01-01T00:00:00Z"),
  updatedAt: new Date("2026-02-03T04:05:06.789Z"),
};

describe("claims by scope (OpenID Connect Core §5.4)", () => {
  it("gives nothing for openid alone", () => {
    expect(claimsOf(ada, ["openid"])).toEqual({});
  });

  it("gives the name and updated_at as a number for profile", () => {
    expect(claimsOf(ada, ["openid", "profile"])).toEqual({
      name: "Ada Lovelace",
      updated_at: 1770091506,
    });
  });

  it("gives given and family name when the person has them", () => {
    const person = {
      ...ada,
      traits: { ...ada.traits, given_name: "Ada", family_name: "Lovelace" },
    };
    expect(claimsOf(person, ["profile"])).toMatchObject({
      given_name: "Ada",
      family_name: "Lovelace",
    });
  });

  it("gives the address and whether it was verified for email", () => {
    expect(claimsOf(ada, ["email"])).toEqual({ email: "Ada@example.com", email_verified: false });
    expect(claimsOf({ ...ada, emailVerifiedAt: new Date() }, ["email"]).email_verified).toBe(true);
  });

  it("gives number and postal address for phone and address, of those who have them", () => {
    const address = { locality: "London", country: "GB" };
    const person = { ...ada, traits: { ...ada.traits, phone_number: "+441234567890", address } };
    expect(claimsOf(person, ["phone"])).toEqual({
      phone_number: "+441234567890",
      phone_number_verified: false,
    });
    expect(claimsOf(person, ["address"])).toEqual({ address });
    expect(claimsOf(person, ["openid", "email", "profile"])).not.toHaveProperty("address");
    expect(claimsOf(ada, ["phone", "address"])).toEqual({});
  });

  it("leaves out claims without a value (§5.3.2)", () => {
    const nameless = { ...ada, traits: { email: "ada@example.com" } };
    expect(claimsOf(nameless, ["profile"])).not.toHaveProperty("name");
  });
});
