import { changesBetween, patchOf, settingsOf } from "./settings-form.js";

const client = {
  client_id: "3f2b1c9e-8f9a-4b39-9a2f-0d2a3f4d5e6f",
  client_name: "photos-web",
  scope: "openid offline_access",
  redirect_uris: ["https://app.example.com/cb"],
};

describe("saving the settings of a client", () => {
  test("sends only what was changed", () => {
    const before = settingsOf(client);
    const after = { ...before, client_name: "photos", scope: ["openid"] };
    const changes = changesBetween(before, after);
    expect(changes.map(({ path }) => path)).toEqual(["client_name", "scope"]);
    expect(patchOf(changes, after)).toEqual([
      { op: "add", path: "/client_name", value: "photos" },
      { op: "add", path: "/scope", value: "openid" },
    ]);
  });

  test("a list in another order is a change, the same list is none", () => {
    const before = settingsOf(client);
    expect(changesBetween(before, { ...before, redirect_uris: [...before.redirect_uris] })).toEqual(
      [],
    );
  });
});
