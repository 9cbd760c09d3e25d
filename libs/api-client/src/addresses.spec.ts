import { addressesOf, issuerOf } from "./addresses.js";

describe("addresses seen from the console (contract §2)", () => {
  it("puts everything under paths of one local origin", () => {
    expect(addressesOf("http://localhost:4000/")).toEqual({
      console: "http://localhost:4000",
      api: "http://localhost:4000/api",
      consoleIssuer: "http://localhost:4000/p/console",
    });
  });

  it("gives each part its host when the console has one", () => {
    expect(addressesOf("https://console.example.com:8443")).toEqual({
      console: "https://console.example.com:8443",
      api: "https://api.console.example.com:8443",
      consoleIssuer: "https://project.console.example.com:8443",
    });
  });

  it("takes the issuer that the API names", () => {
    const project = { slug: "eager-meitner-4b8zq1v9k2", issuer: "https://id.acme.example/" };
    expect(issuerOf("http://localhost:4000", project)).toBe("https://id.acme.example");
  });

  it.each([
    ["http://localhost:4000", "photos", "http://localhost:4000/p/photos"],
    ["https://console.example.com", "photos", "https://photos.projects.example.com"],
    ["http://console.example.com:8080", "photos", "http://photos.projects.example.com:8080"],
    ["https://console.example.com", "console", "https://project.console.example.com"],
  ])("derives the issuer from %s for %s", (console, slug, issuer) => {
    expect(issuerOf(console, { slug })).toBe(issuer);
  });

  it.each(["localhost:4000", "ftp://localhost", ""])("refuses %j", (address) => {
    expect(() => addressesOf(address)).toThrow(TypeError);
  });
});
