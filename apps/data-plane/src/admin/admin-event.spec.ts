import { describeWrite, shownAfter, shownAfterAll } from "./admin-event.js";

describe("a write at the admin API in the words of the audit log", () => {
  it.each([
    ["POST", "/admin/clients", "clients.create", undefined],
    ["POST", "/admin/trust/grants/jwt-bearer/issuers", "trust.create", undefined],
    ["DELETE", "/admin/identities/x/sessions", "identities.delete", "x/sessions"],
    ["PATCH", "/admin/clients/a%20b", "clients.update", "a b"],
    ["DELETE", "/admin/clients/x", "clients.delete", "x"],
    ["POST", "/admin/clients/x/secrets/rotate", "clients.roll_secret", "x"],
    ["PUT", "/admin/clients/x/lifespans", "clients.update", "x/lifespans"],
    ["PUT", "/admin/client-set", "clients.apply", ""],
    ["DELETE", "/admin/oauth2/tokens?client_id=x", "tokens.revoke", "x"],
    ["DELETE", "/admin/oauth2/auth/sessions/consent?subject=s&all=true", "consents.revoke", "s"],
    ["DELETE", "/admin/oauth2/auth/sessions/login?subject=s", "sessions.end", "s"],
    ["POST", "/admin/keys/a-set", "keys.create", "a-set"],
    ["POST", "/admin/signing-keys/a-kid/retire", "keys.rotate", "a-kid"],
    ["DELETE", "/admin/keys/a-set/%E0%A4", "keys.delete", "a-set/%E0%A4"],
  ])("%s %s is %s of '%s'", (method, url, action, targetId) => {
    const write = describeWrite(method, url);
    expect([write?.action, write?.targetId]).toEqual([action, targetId]);
  });

  it.each([
    ["GET", "/admin/clients"],
    ["POST", "/admin/oauth2/introspect"],
    ["POST", "/admin/client-set/plan"],
    ["PUT", "/admin/oauth2/auth/requests/login/accept?login_challenge=x"],
  ])("%s %s writes nothing", (method, url) => {
    expect(describeWrite(method, url)).toBeUndefined();
  });

  it("shows a client without its secrets", () => {
    const client = { client_id: "c", client_secret: "s", client_name: "n", jwks: { keys: [] } };
    const shown = { client_id: "c", client_name: "n" };
    expect(shownAfter(client)).toBe(JSON.stringify(shown));
    expect(shownAfter({ ...client, client_name: "n".repeat(20_000) })).toBeUndefined();
    const created = { client_id: "c", action: "create" };
    const removed = { client_id: "d", action: "delete" };
    expect(shownAfterAll([{ ...created, after: client }, removed])).toBe(
      JSON.stringify({ changes: [{ ...created, after: shown }, removed] }),
    );
  });
});
