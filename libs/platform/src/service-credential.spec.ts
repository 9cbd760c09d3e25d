import { mintServiceCredential, verifyServiceCredential } from "./service-credential.js";

const key = Buffer.alloc(32, 7);
const claims = { projectId: "project-1", actor: "member:1", permissions: ["clients:read"] };

describe("service credential", () => {
  it("carries its claims", () => {
    expect(verifyServiceCredential(key, mintServiceCredential(key, claims))).toEqual(claims);
  });

  it("ends after its lifetime", () => {
    const token = mintServiceCredential(key, { ...claims, expiresInSeconds: 10 });
    expect(verifyServiceCredential(key, token, new Date(Date.now() + 8_000))).toEqual(claims);
    expect(verifyServiceCredential(key, token, new Date(Date.now() + 11_000))).toBeUndefined();
  });

  it("refuses another key, changed claims and other forms", () => {
    const token = mintServiceCredential(key, claims);
    const [, tag] = token.split(".");
    const forged = Buffer.from(JSON.stringify({ ...claims, expiresAt: 9e9 })).toString("base64url");
    expect(verifyServiceCredential(Buffer.alloc(32, 8), token)).toBeUndefined();
    expect(verifyServiceCredential(key, `gry_svc_${forged}.${tag}`)).toBeUndefined();
    expect(verifyServiceCredential(key, `${token}.x`)).toBeUndefined();
    expect(verifyServiceCredential(key, token.slice(0, -4))).toBeUndefined();
    expect(verifyServiceCredential(key, "gry_svc_")).toBeUndefined();
    expect(verifyServiceCredential(key, "gry_pat_x.y")).toBeUndefined();
  });
});
