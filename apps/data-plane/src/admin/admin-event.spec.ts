import { describeWrite, shownAfter, targetOf } from "./admin-event.js";

describe("a write at the admin API in the words of the audit log", () => {
  it.each([
    ["POST", "/admin/clients", "clients.create", ""],
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
    expect(describeWrite(method, url)).toMatchObject({ action, targetId });
  });

  it.each([
    ["GET", "/admin/clients"],
    ["POST", "/admin/oauth2/introspect"],
    ["POST", "/admin/client-set/plan"],
    ["PUT", "/admin/oauth2/auth/requests/login/accept?login_challenge=x"],
  ])("%s %s writes nothing", (method, url) => {
    expect(describeWrite(method, url)).toBeUndefined();
  });

  it("names what was made by the answer and leaves its secrets out", () => {
    const write = { action: "clients.create", targetType: "clients", targetId: "" };
    const answered = { client_id: "c", client_secret: "s", client_name: "n" };
    expect(targetOf(write, answered)).toBe("c");
    expect(shownAfter("clients", answered)).toEqual({ client_id: "c", client_name: "n" });
    expect(shownAfter("keys", { keys: [{ d: "private" }] })).toBeUndefined();
  });
});
