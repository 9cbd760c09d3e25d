import fc from "fast-check";
import { authenticateClient } from "../client-authentication/authenticate-client.js";
import { readParameters } from "../parameters.js";
import { anIssuer, basic } from "../testing/builders.js";
import type { TestIssuer } from "../testing/builders.js";
import { outcomeOf, refusalOf } from "../testing/refusal.js";
import { describeClient } from "./describe-client.js";
import { readClientMetadata } from "./read-metadata.js";
import { createClient, findClient, removeClient, replaceClient } from "./register-client.js";

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await anIssuer();
});

async function authenticates(clientId: string, secret: string): Promise<boolean> {
  const authorization = basic(clientId, secret);
  const none = readParameters(new URLSearchParams());
  try {
    await authenticateClient(issuer, { authorization }, none);
    return true;
  } catch {
    return false;
  }
}

describe("a client document (RFC 7591 §2)", () => {
  test("has Hydra's defaults where it says nothing (ory-hydra §1.4)", async () => {
    expect(await readClientMetadata(issuer, {})).toMatchObject({
      client_name: "",
      redirect_uris: null,
      grant_types: null,
      response_types: null,
      scope: "offline_access offline openid",
      token_endpoint_auth_method: "client_secret_basic",
      subject_type: "public",
      skip_consent: false,
      skip_logout_consent: null,
      metadata: {},
    });
  });

  test("keeps grant_types and response_types as they were given (contract §6)", async () => {
    const document = { grant_types: ["made", "up"], response_types: ["code", "refresh_token"] };
    expect(await readClientMetadata(issuer, document)).toMatchObject(document);
  });

  test("takes null for absent", async () => {
    const document = { client_name: null, redirect_uris: null, skip_consent: null };
    const nothing = await readClientMetadata(issuer, {});
    expect(await readClientMetadata(issuer, document)).toEqual(nothing);
  });

  test("is read again as it was written (property)", async () => {
    const exactUri = fc.webUrl({ validSchemes: ["https"] }).filter((uri) => !uri.includes("*"));
    const document = fc.record(
      {
        client_name: fc.string({ maxLength: 20 }).filter((name) => !name.includes("\0")),
        redirect_uris: fc.array(exactUri, { maxLength: 3 }),
        scope: fc.stringMatching(/^[a-z]{1,5}( [a-z]{1,5}){0,3}$/),
        metadata: fc.jsonValue().filter((value) => value !== null),
        skip_consent: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(document, async (sent) => {
        const read = await readClientMetadata(issuer, sent);
        expect(await readClientMetadata(issuer, read)).toEqual(read);
        expect(read).toMatchObject({ client_name: sent.client_name ?? "" });
      }),
    );
  });

  test("is read or refused with a registered error, whatever it is (property)", async () => {
    const names = ["client_name", "redirect_uris", "scope", "jwks", "logo_uri", "contacts"];
    const member = fc.tuple(fc.constantFrom(...names), fc.jsonValue());
    const document = fc.oneof(
      fc.jsonValue(),
      member.map(([name, value]) => ({ [name]: value })),
    );
    await fc.assert(
      fc.asyncProperty(document, async (sent) => {
        const outcome = await outcomeOf(() => readClientMetadata(issuer, sent));
        expect(outcome).toMatch(/^(accepted|invalid_client_metadata|invalid_redirect_uri)$/);
      }),
    );
  });
});

describe("registration (RFC 7591 §3)", () => {
  test("makes a secret of 26 characters that works and is stored as a digest only", async () => {
    const { record, secret = "" } = await createClient(issuer, {});
    expect(secret).toMatch(/^[A-Za-z0-9\-_.~]{26}$/);
    expect(await authenticates(record.clientId, secret)).toBe(true);
    expect(JSON.stringify(await findClient(issuer, record.clientId))).not.toContain(secret);
    expect(describeClient(record)).not.toHaveProperty("client_secret");
  });

  test("takes a chosen secret, shown once", async () => {
    const { record, secret } = await createClient(issuer, { client_secret: "a chosen secret" });
    expect(secret).toBe("a chosen secret");
    expect(await authenticates(record.clientId, "a chosen secret")).toBe(true);
    expect(await authenticates(record.clientId, "a chosen secreT")).toBe(false);
  });

  test("gives none to a client without one", async () => {
    const written = await createClient(issuer, { token_endpoint_auth_method: "none" });
    expect(written).not.toHaveProperty("secret");
    expect(written.record.secrets).toEqual([]);
  });

  test("refuses an id that is taken with 409", async () => {
    const { record } = await createClient(issuer, { client_id: "taken" });
    const again = () => createClient(issuer, { client_id: record.clientId });
    expect((await refusalOf(again)).status).toBe(409);
  });

  test("replaces the document; the secret stays unless a new one comes", async () => {
    const { record, secret = "" } = await createClient(issuer, { client_name: "Before" });
    const kept = await replaceClient(issuer, record.clientId, { client_name: "After" });
    expect(kept).not.toHaveProperty("secret");
    expect(await authenticates(record.clientId, secret)).toBe(true);
    await replaceClient(issuer, record.clientId, { client_secret: "another secret" });
    expect(await authenticates(record.clientId, secret)).toBe(false);
    expect(await authenticates(record.clientId, "another secret")).toBe(true);
  });

  test("gives a secret to a client that had none and now needs one", async () => {
    const { record } = await createClient(issuer, { token_endpoint_auth_method: "none" });
    const { secret = "" } = await replaceClient(issuer, record.clientId, {});
    expect(await authenticates(record.clientId, secret)).toBe(true);
  });

  test("refuses everything about a client that is not there with 404", async () => {
    const missing = { code: "Unable to locate the resource", status: 404 };
    for (const attempt of [
      () => findClient(issuer, "nobody"),
      () => findClient(issuer, "nul\0"),
      () => replaceClient(issuer, "nobody", {}),
      () => removeClient(issuer, "nobody"),
    ]) {
      expect(await refusalOf(attempt)).toEqual(missing);
    }
  });
});
