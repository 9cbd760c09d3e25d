import { grants, PERMISSIONS } from "@grantry/contracts";
import { rolePermissions } from "./roles.js";

describe("roles", () => {
  const may = (role: Parameters<typeof rolePermissions>[0], permission: string) =>
    grants(rolePermissions(role), permission);

  it("give the owner everything and the admin everything but deleting the workspace", () => {
    expect(PERMISSIONS.filter((permission) => !may("owner", permission))).toEqual([]);
    expect(PERMISSIONS.filter((permission) => !may("admin", permission))).toEqual([
      "workspace:delete",
    ]);
  });

  it.each([
    ["developer", "clients:secrets", true],
    ["developer", "projects:create", true],
    ["developer", "users:read", true],
    ["developer", "users:write", false],
    ["developer", "keys:revoke", false],
    ["developer", "project:delete", false],
    ["developer", "pats:read", false],
    ["support", "users:write", true],
    ["support", "tokens:read", true],
    ["support", "clients:write", false],
    ["viewer", "clients:read", true],
    ["viewer", "mail:read", false],
    ["viewer", "pats:read", false],
    ["viewer", "audit:read", false],
    ["viewer", "project:write", false],
  ] as const)("%s, %s: %s", (role, permission, expected) => {
    expect(may(role, permission)).toBe(expected);
  });
});
