import fc from "fast-check";
import { readParameters } from "../parameters.js";
import { anIssuer, basic, registerClient } from "../testing/builders.js";
import type { RegisteredClient, TestIssuer } from "../testing/builders.js";
import { outcomeOf, refusalOf } from "../testing/refusal.js";
import { authenticateClient } from "./authenticate-client.js";
import { readBasicCredentials } from "./client-secret-basic.js";

const INVALID_CLIENT = { code: "invalid_client", status: 401 };
const INVALID_REQUEST = { code: "invalid_request", status: 400 };

let issuer: TestIssuer;
let withBasic: RegisteredClient;
let withPost: RegisteredClient;
let withNone: RegisteredClient;
beforeAll(async () => {
  issuer = await anIssuer();
  withBasic = await registerClient(issuer);
  withPost = await registerClient(issuer, { token_endpoint_auth_method: "client_secret_post" });
  withNone = await registerClient(issuer, { token_endpoint_auth_method: "none" });
});

const authenticate = (authorization: string | undefined, fields: Record<string, string> = {}) =>
  authenticateClient(issuer, { authorization }, readParameters(new URLSearchParams(fields)));

describe("client authentication (RFC 6749 §2.3)", () => {
  test("answers the client that proved itself by its registered method", async () => {
    const { client, authorization } = withBasic;
    expect((await authenticate(authorization)).id).toBe(client.id);
    const posted = { client_id: withPost.client.id, client_secret: withPost.secret };
    expect((await authenticate(undefined, posted)).id).toBe(withPost.client.id);
    const bare = { client_id: withNone.client.id };
    expect((await authenticate(undefined, bare)).id).toBe(withNone.client.id);
  });

  test("refuses every other method, although the secret is right", async () => {
    const posted = { client_id: withBasic.client.id, client_secret: withBasic.secret };
    expect(await refusalOf(() => authenticate(undefined, posted))).toEqual(INVALID_CLIENT);
    expect(await refusalOf(() => authenticate(withPost.authorization))).toEqual(INVALID_CLIENT);
    const bare = { client_id: withBasic.client.id };
    expect(await refusalOf(() => authenticate(undefined, bare))).toEqual(INVALID_CLIENT);
    expect(await refusalOf(() => authenticate(withNone.authorization))).toEqual(INVALID_CLIENT);
  });

  test("refuses two methods at once and contradictions as invalid_request (§2.3)", async () => {
    const { authorization, client, secret } = withBasic;
    const twice = { client_id: client.id, client_secret: secret };
    expect(await refusalOf(() => authenticate(authorization, twice))).toEqual(INVALID_REQUEST);
    const other = { client_id: withPost.client.id };
    expect(await refusalOf(() => authenticate(authorization, other))).toEqual(INVALID_REQUEST);
  });

  test("refuses nothing at all as invalid_client (§5.2)", async () => {
    expect(await refusalOf(() => authenticate(undefined))).toEqual(INVALID_CLIENT);
  });

  test("refuses a secret that differs in any way (property)", async () => {
    const { client, secret } = withPost;
    const edit = fc.tuple(fc.nat(secret.length), fc.nat(2), fc.string({ maxLength: 3 }));
    await fc.assert(
      fc.asyncProperty(edit, async ([at, length, text]) => {
        const wrong = secret.slice(0, at) + text + secret.slice(at + length);
        fc.pre(wrong !== secret && !wrong.includes("\0"));
        const fields = { client_id: client.id, client_secret: wrong };
        expect(await refusalOf(() => authenticate(undefined, fields))).toEqual(INVALID_CLIENT);
      }),
    );
  });
});

describe("Basic credentials (RFC 6749 §2.3.1)", () => {
  test("come back whatever characters they have (property)", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(text, text, (clientId, secret) => {
        fc.pre(!`${clientId}${secret}`.includes("\0") && isWellFormed(`${clientId}${secret}`));
        expect(readBasicCredentials(basic(clientId, secret))).toEqual({ clientId, secret });
      }),
    );
  });

  test("are read or refused as invalid_client, whatever the header is (property)", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), fc.boolean(), async (text, encoded) => {
        const header = `Basic ${encoded ? Buffer.from(text).toString("base64") : text}`;
        const outcome = await outcomeOf(() => readBasicCredentials(header));
        expect(outcome).toMatch(/^(accepted|invalid_client)$/);
      }),
    );
  });

  test("take a plus as a space, as forms do (Appendix B)", () => {
    const header = `Basic ${Buffer.from("a+b:c%2Bd").toString("base64")}`;
    expect(readBasicCredentials(header)).toEqual({ clientId: "a b", secret: "c+d" });
  });
});

function isWellFormed(text: string): boolean {
  return Buffer.from(text).toString() === text;
}
