import { addressesOf } from "./addresses.js";

describe("addresses derived from the console (contract, section 2)", () => {
  test("path mode keeps everything under one origin", () => {
    const addresses = addressesOf("http://localhost:4000");
    expect(addresses.api).toBe("http://localhost:4000/api");
    expect(addresses.issuer("calm-hopper-0123456789")).toBe(
      "http://localhost:4000/p/calm-hopper-0123456789",
    );
  });

  test("host mode has an address per project and keeps scheme and port", () => {
    const addresses = addressesOf("http://console.example.test:8443");
    expect(addresses.api).toBe("http://api.console.example.test:8443");
    expect(addresses.issuer("calm-hopper-0123456789")).toBe(
      "http://calm-hopper-0123456789.projects.example.test:8443",
    );
    expect(addresses.issuer("console")).toBe("http://project.console.example.test:8443");
  });
});
