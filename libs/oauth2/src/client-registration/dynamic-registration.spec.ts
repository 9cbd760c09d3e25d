import { anIssuer } from "../testing/builders.js";
import { registerClient, updateRegisteredClient } from "./dynamic-registration.js";

const API = "https://api.example.com";
const document = { redirect_uris: ["https://app.example.com/callback"] };

describe("the audience of clients that register themselves (RFC 8707 §2)", () => {
  test("is what the project says when they name none, also after an update", async () => {
    const issuer = await anIssuer({
      config: {
        oidc: { dynamic_client_registration: { enabled: true, default_audience: [API] } },
      },
    });
    const { record } = await registerClient(issuer, document, "one");
    expect(record.metadata.audience).toEqual([API]);
    const { clientId } = record;
    const updated = await updateRegisteredClient(issuer, clientId, "one", document, "two");
    expect(updated.record.metadata.audience).toEqual([API]);
  });

  test("is their own when they name one", async () => {
    const issuer = await anIssuer({
      config: {
        oidc: { dynamic_client_registration: { enabled: true, default_audience: [API] } },
      },
    });
    const own = { ...document, audience: ["https://own.example.com"] };
    const { record } = await registerClient(issuer, own, "one");
    expect(record.metadata.audience).toEqual(["https://own.example.com"]);
  });

  test("is nothing by default", async () => {
    const issuer = await anIssuer({
      config: { oidc: { dynamic_client_registration: { enabled: true } } },
    });
    const { record } = await registerClient(issuer, document, "one");
    expect(record.metadata.audience).toEqual([]);
  });
});
