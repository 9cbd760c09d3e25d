import { rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { send } from "@grantry/api-client";
import { apiConnection } from "./credential.js";
import { openSession, remember, type Session } from "./session.js";
import { readSettings } from "./settings-file.js";
import { recordingWorld } from "./testing/recording-world.js";

/** The console project's token endpoint and an API that tells which credential it was sent. */
describe("the credential of a run", () => {
  let server: Server;
  let address: string;
  let refusal: { error: string } | undefined;
  let refreshes: string[];
  let settingsPath: string;

  beforeEach(async () => {
    refusal = undefined;
    refreshes = [];
    server = createServer((request, response) => {
      const answer = (status: number, body: unknown) =>
        response
          .writeHead(status, { "content-type": "application/json" })
          .end(JSON.stringify(body));
      if (request.url?.startsWith("/api")) return answer(200, request.headers.authorization);
      if (request.url?.endsWith("/openid-configuration")) {
        const issuer = `${address}/p/console`;
        const endpoint = `${issuer}/oauth2/token`;
        return answer(200, { issuer, authorization_endpoint: endpoint, token_endpoint: endpoint });
      }
      return void text(request).then((body) => {
        refreshes.push(body);
        if (refusal !== undefined) return answer(400, refusal);
        const fresh = { access_token: "gry_at_new", refresh_token: "gry_rt_new" };
        return answer(200, { ...fresh, token_type: "bearer", expires_in: 3600 });
      });
    });
    server.listen(0, "127.0.0.1");
    await new Promise((ready) => server.once("listening", ready));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
    rmSync(settingsPath, { force: true });
  });

  function open(variables: NodeJS.ProcessEnv = {}): Session {
    const world = recordingWorld({ GRANTRY_URL: address, ...variables });
    ({ settingsPath } = world.environment);
    return openSession(world, {});
  }

  function signedIn(expiry: string): Session {
    const session = open();
    const token = { access_token: "gry_at_old", refresh_token: "gry_rt_old", token_type: "bearer" };
    remember(session, { access_token: { ...token, expiry } });
    return session;
  }

  async function sentCredential(session: Session): Promise<unknown> {
    return (await send(apiConnection(session), { path: "/whoami" })).body;
  }

  it("is GRANTRY_PAT before anything else", async () => {
    expect(await sentCredential(open({ GRANTRY_PAT: "gry_pat_x" }))).toBe("Bearer gry_pat_x");
  });

  it("is the token of the last sign-in while it is fresh", async () => {
    expect(await sentCredential(signedIn("2026-11-22T15:03:07Z"))).toBe("Bearer gry_at_old");
    expect(refreshes).toEqual([]);
  });

  it("is renewed shortly before it expires, and kept (RFC 6749 §6)", async () => {
    const session = signedIn("2026-11-22T14:03:30Z");
    expect(await sentCredential(session)).toBe("Bearer gry_at_new");
    expect(Object.fromEntries(new URLSearchParams(refreshes[0]))).toEqual({
      grant_type: "refresh_token",
      refresh_token: "gry_rt_old",
      client_id: "grantry-cli",
    });
    const kept = readSettings(session.settingsPath, address).access_token;
    expect(kept).toMatchObject({ refresh_token: "gry_rt_new", expiry: "2026-11-22T15:03:07.000Z" });
  });

  it("is forgotten when the sign-in has ended, and a person is asked to sign in", async () => {
    refusal = { error: "invalid_grant" };
    const session = signedIn("2026-11-22T14:00:00Z");
    await expect(sentCredential(session)).rejects.toThrow("You are not signed in.");
    expect(readSettings(session.settingsPath, address).access_token).toBeNull();
  });

  it("stays when renewing failed for another reason", async () => {
    refusal = { error: "temporarily_unavailable" };
    const session = signedIn("2026-11-22T14:00:00Z");
    await expect(sentCredential(session)).rejects.toMatchObject({
      code: "temporarily_unavailable",
    });
    expect(readSettings(session.settingsPath, address).access_token).toMatchObject({
      refresh_token: "gry_rt_old",
    });
  });
});
