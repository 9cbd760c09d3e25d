import { generateClientSecret } from "./client-secret.js";

describe("a generated client secret", () => {
  const secrets = Array.from({ length: 2_000 }, generateClientSecret);

  it("has 26 characters of Hydra's alphabet", () => {
    for (const secret of secrets) expect(secret).toMatch(/^[a-zA-Z0-9\-_.~]{26}$/);
    expect(new Set(secrets.join("")).size).toBe(66);
  });

  it("is never given twice, nor a part of it", () => {
    expect(new Set(secrets.map((secret) => secret.slice(0, 13))).size).toBe(2_000);
    expect(new Set(secrets.map((secret) => secret.slice(13))).size).toBe(2_000);
  });
});
