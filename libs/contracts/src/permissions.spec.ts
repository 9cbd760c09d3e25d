import { commonPermissions } from "./permissions.js";

describe("what two lists of permissions have in common", () => {
  it.each([
    [["clients:write"], ["clients:write"], ["clients:write"]],
    [["clients:write"], ["clients:read"], ["clients:read"]],
    [["clients:read"], ["clients:write"], ["clients:read"]],
    [["clients:write"], ["clients:read", "clients:write"], ["clients:write"]],
    [["clients:write"], ["users:write"], []],
    [["keys:revoke", "keys:read"], ["keys:write"], ["keys:read"]],
  ])("%j and %j: %j", (one, other, common) => {
    expect(commonPermissions(one, other)).toEqual(common);
  });
});
