import { AccessDenied, TemporarilyUnavailable } from "../errors.js";
import { anIssuer, registerClient } from "../testing/builders.js";
import type { HookAnswer, HookCall } from "./hook-caller.js";
import { askHooks } from "./token-hook.js";

const CONFIG = {
  oauth2: {
    token_hook: "https://hook.example.com/token",
    refresh_token_hook: "https://hook.example.com/refresh",
  },
};
const BEFORE = { accessToken: { kept: 1, tier: "silver" }, idToken: { email: "a@example.com" } };

async function ask(
  answer: (call: HookCall) => HookAnswer,
  grantType = "authorization_code",
  config: unknown = CONFIG,
) {
  const calls: HookCall[] = [];
  const hooks = {
    ask: async (call: HookCall) => {
      calls.push(call);
      return answer(call);
    },
  };
  const issuer = await anIssuer({ config, hooks });
  const { client } = await registerClient(issuer);
  const facts = { requestedScope: ["openid"], scope: ["openid"], audience: [], claims: BEFORE };
  const claims = await askHooks(issuer, { client, grantType, subject: "ada", ...facts });
  return { claims, calls };
}

function session(body: unknown): HookAnswer {
  return { status: 200, body: JSON.stringify({ session: body }) };
}

describe("hooks", () => {
  test("merge their claims over those there are: what they leave out stays", async () => {
    const { claims } = await ask(() => session({ access_token: { tier: "gold" } }));
    expect(claims).toEqual({
      accessToken: { kept: 1, tier: "gold" },
      idToken: { email: "a@example.com" },
    });
  });

  test.each([
    ["204", { status: 204, body: "" }],
    ["an empty 200", { status: 200, body: "" }],
    ["200 with an empty session", { status: 200, body: "{}" }],
  ])("leave the claims as they are with %s", async (_, answer) => {
    expect((await ask(() => answer)).claims).toEqual(BEFORE);
  });

  test("are asked refresh hook first; the token hook sees what it gave", async () => {
    const { calls, claims } = await ask(
      ({ kind }) =>
        kind === "token_hook"
          ? { status: 204, body: "" }
          : session({ id_token: { role: "admin" } }),
      "refresh_token",
    );
    expect(calls.map(({ kind }) => kind)).toEqual(["refresh_token_hook", "token_hook"]);
    expect(calls[1]?.document).toMatchObject({
      session: { id_token: { id_token_claims: { ext: { role: "admin" } } } },
    });
    expect(claims.idToken).toEqual({ email: "a@example.com", role: "admin" });
  });

  test("are asked only about what they are for", async () => {
    const never = () => {
      throw new Error("asked");
    };
    const { calls } = await ask(never, "client_credentials", {
      oauth2: { refresh_token_hook: "https://hook.example.com/refresh" },
    });
    expect(calls).toEqual([]);
  });

  test("refuse with access_denied", async () => {
    await expect(ask(() => ({ status: 403, body: "" }))).rejects.toThrow(AccessDenied);
  });

  test.each([
    [500, ""],
    [401, ""],
    [200, "no json"],
    [200, "[]"],
    [200, JSON.stringify({ session: [] })],
    [200, JSON.stringify({ session: { access_token: "text" } })],
    [200, JSON.stringify({ session: { id_token: { flood: "x".repeat(5_000) } } })],
  ])("that answer %s with %j are a server_error, never a fault", async (status, body) => {
    await expect(ask(() => ({ status, body }))).rejects.toMatchObject({
      code: "server_error",
      status: 503,
    });
  });

  test("that cannot be asked are temporarily_unavailable", async () => {
    const issuer = await anIssuer({ config: CONFIG });
    const { client } = await registerClient(issuer);
    const facts = { requestedScope: [], scope: [], audience: [], claims: BEFORE };
    const asked = askHooks(issuer, { client, grantType: "x", subject: "ada", ...facts });
    await expect(asked).rejects.toThrow(TemporarilyUnavailable);
  });
});
