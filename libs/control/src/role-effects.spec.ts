import { rightsChange, rightsEffects } from "./role-effects.js";

describe("what a change of rights gives and takes", () => {
  it("is told by permission, and writing contains reading", () => {
    const change = rightsChange(["clients:write", "logs:read"], ["clients:read", "users:write"]);
    expect(change).toEqual({ gained: ["users:write"], lost: ["clients:write", "logs:read"] });
    expect(rightsChange(["clients:read", "clients:write"], ["clients:write"])).toEqual({
      gained: [],
      lost: [],
    });
  });

  it("names three and counts the rest", () => {
    const lost = ["a:read", "b:read", "c:read", "d:read", "e:read"];
    const [effect] = rightsEffects("ada@example.com", { gained: [], lost }, "in this project");
    expect(effect).toEqual({
      code: "permissions_lost",
      severity: "warning",
      message:
        "ada@example.com loses a:read, b:read, c:read and 2 more permissions in this project.",
      counts: { permissions: 5 },
    });
  });
});
