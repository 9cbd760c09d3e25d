import { consentWarnings } from "./consent-warnings.js";
import type { ConsentFacts } from "./consent-warnings.js";

const facts: ConsentFacts = {
  redirectUri: "https://photos.acme.example/callback",
  clientUri: "https://www.acme.example",
  verified: true,
};
const marks = (changed: Partial<ConsentFacts>): string[] =>
  consentWarnings({ ...facts, ...changed }).map(({ mark }) => mark);

describe("consent warnings (RFC 8252 §8.6, RFC 9700 §4.14)", () => {
  it("says nothing of an app on its own site", () => {
    expect(marks({})).toEqual([]);
    expect(marks({ clientUri: "" })).toEqual([]);
  });

  test.each([
    "http://127.0.0.1:4446/callback",
    "http://[::1]:9/cb",
    "http://localhost/cb",
    "com.acme.photos:/callback",
  ])("warns that %s is on this device", (redirectUri) => {
    expect(marks({ redirectUri })).toEqual(["device"]);
  });

  it("knows that a device waits somewhere else than in this browser", () => {
    const { redirectUri: _page, ...device } = facts;
    expect(consentWarnings(device)).toEqual([]);
    const [warning] = consentWarnings({ ...device, verified: false });
    expect(warning).toMatchObject({ mark: "unverified", values: { host: "www.acme.example" } });
    const [nowhere] = consentWarnings({ clientUri: "", verified: false });
    expect(nowhere).toMatchObject({ message: "warning.unverifiedNowhere", values: {} });
  });

  it("warns of an app nobody has verified, naming the host", () => {
    const [warning] = consentWarnings({ ...facts, verified: false });
    expect(warning).toMatchObject({ mark: "unverified", values: { host: "photos.acme.example" } });
  });

  it("warns when the data goes to another site than the app names", () => {
    expect(marks({ redirectUri: "https://evil.example/cb" })).toEqual(["host-differs"]);
    expect(marks({ redirectUri: "https://notacme.example/cb" })).toEqual(["host-differs"]);
    expect(marks({ redirectUri: "https://acme.example/cb" })).toEqual([]);
  });

  it("warns of look-alike letters, written as typed or in punycode", () => {
    const cyrillic = "https://аcme.example/cb";
    expect(marks({ redirectUri: cyrillic, clientUri: "" })).toEqual(["lookalike"]);
    expect(marks({ redirectUri: "https://xn--cme-7cd.example/cb", clientUri: "" })).toEqual([
      "lookalike",
    ]);
  });

  it("warns of a new name", () => {
    expect(marks({ formerName: "Holiday Photos" })).toEqual(["renamed"]);
  });
});
