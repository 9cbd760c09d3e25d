import { CorsPolicy, readProjectCors } from "./cors-policy.js";

describe("the CORS settings of a project", () => {
  it("name origins exactly, or by a pattern of one scheme and domain", () => {
    const policy = new CorsPolicy(["https://app.example.com", "https://*.acme.example"]);
    const origins = [
      "https://app.example.com",
      "https://one.acme.example",
      "https://one.two.acme.example",
      "http://app.example.com",
      "https://app.example.com:8443",
      "https://acme.example",
      "http://one.acme.example",
      "https://one.acme.example.evil.example",
      "https://evilacme.example",
      "https://oneXacmeXexample",
      "null",
    ];
    expect(origins.filter((origin) => policy.names(origin))).toEqual(origins.slice(0, 3));
  });

  it("know everybody apart from those who are named", () => {
    const policy = new CorsPolicy(["*", "https://app.example.com"]);
    expect(policy.everybody).toBe(true);
    expect(policy.names("https://other.example.com")).toBe(false);
    expect(policy.names("https://app.example.com")).toBe(true);
  });

  it("are off unless they are switched on, and when they are malformed", () => {
    expect(readProjectCors({})).toEqual({});
    expect(readProjectCors({ cors_public: { enabled: false, origins: ["*"] } })).toEqual({});
    expect(readProjectCors({ cors_public: "on", cors_admin: null })).toEqual({});
    expect(readProjectCors({ cors_admin: { enabled: true, origins: "*" } }).admin?.everybody).toBe(
      false,
    );
  });
});
