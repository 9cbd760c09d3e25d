import { discover, requestToken, revokeToken, type Transport } from "./authorization-server.js";

interface Attempt {
  authorization: string | null;
  form: URLSearchParams;
}

/** A server that answers attempt after attempt, and what it was sent. */
function answering(
  ...answers: [status: number, body: unknown][]
): Transport & { attempts: Attempt[] } {
  const attempts: Attempt[] = [];
  return {
    attempts,
    fetch: (_url, init) => {
      const headers = new Headers(init?.headers);
      const body = typeof init?.body === "string" ? init.body : "";
      attempts.push({
        authorization: headers.get("authorization"),
        form: new URLSearchParams(body),
      });
      const [status, answer] = answers.shift() ?? [500, {}];
      return Promise.resolve(new Response(JSON.stringify(answer), { status }));
    },
  };
}

const TOKENS = { access_token: "gry_at_x", token_type: "bearer" };
const grant = { grant_type: "client_credentials", scope: undefined };

describe("client authentication (RFC 6749 §2.3.1)", () => {
  it("form-encodes both parts of the Basic credentials", async () => {
    const server = answering([200, TOKENS]);
    await requestToken(
      "http://as.test/token",
      { clientId: "a:b", clientSecret: "ü~+ %" },
      grant,
      server,
    );
    const [scheme, value = ""] = server.attempts[0]?.authorization?.split(" ") ?? [];
    expect(scheme).toBe("Basic");
    expect(Buffer.from(value, "base64").toString()).toBe("a%3Ab:%C3%BC%7E%2B+%25");
    expect(server.attempts[0]?.form.toString()).toBe("grant_type=client_credentials");
  });

  it("falls back to the body when Basic is refused", async () => {
    const server = answering([401, { error: "invalid_client" }], [200, TOKENS]);
    await requestToken("http://as.test/token", { clientId: "a", clientSecret: "b" }, grant, server);
    expect(server.attempts[1]?.authorization).toBeNull();
    expect(server.attempts[1]?.form.get("client_secret")).toBe("b");
  });

  it("does not try again after another refusal", async () => {
    const server = answering([400, { error: "invalid_scope", error_description: "No." }]);
    const call = requestToken(
      "http://as.test/token",
      { clientId: "a", clientSecret: "b" },
      grant,
      server,
    );
    await expect(call).rejects.toMatchObject({ code: "invalid_scope", reason: "No." });
    expect(server.attempts).toHaveLength(1);
  });

  it("sends only the client ID of a public client", async () => {
    const server = answering([200, undefined]);
    await revokeToken("http://as.test/revoke", { clientId: "a" }, "gry_rt_x", server);
    expect(server.attempts[0]?.authorization).toBeNull();
    expect(server.attempts[0]?.form.toString()).toBe("token=gry_rt_x&client_id=a");
  });
});

describe("discovery (OpenID Connect Discovery §4.3)", () => {
  const metadata = {
    issuer: "http://as.test/p/a",
    authorization_endpoint: "http://as.test/p/a/oauth2/auth",
    token_endpoint: "http://as.test/p/a/oauth2/token",
  };

  it("reads the metadata of an issuer", async () => {
    await expect(discover("http://as.test/p/a", answering([200, metadata]))).resolves.toMatchObject(
      metadata,
    );
  });

  it("refuses the metadata of another issuer", async () => {
    const call = discover("http://as.test/p/b", answering([200, metadata]));
    await expect(call).rejects.toMatchObject({ code: "issuer_mismatch" });
  });
});
