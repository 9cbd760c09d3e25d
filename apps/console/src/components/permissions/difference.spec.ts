import { permissionDifference } from "./difference.js";

describe("what another role gives and takes (console, section 6.16)", () => {
  test("names each permission on its side", () => {
    expect(permissionDifference(["clients:read", "logs:read"], ["clients:write"])).toEqual({
      gained: ["clients:write"],
      lost: ["logs:read"],
    });
  });

  test("write contains read", () => {
    expect(permissionDifference(["clients:write"], ["clients:read"])).toEqual({
      gained: [],
      lost: ["clients:write"],
    });
  });
});
