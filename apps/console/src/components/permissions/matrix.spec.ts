import { areaGroups, levelIn, templates, withAll, within, withLevel } from "./matrix.js";

describe("the permission matrix (console, sections 2.2 and 6.15)", () => {
  test("has a row for every area, once", () => {
    const areas = areaGroups.flatMap(({ rows }) => rows.map(({ area }) => area));
    expect(new Set(areas).size).toBe(areas.length);
    expect(areas).toContain("clients");
    expect(areas).toContain("audit");
  });

  test("puts creating projects with the workspace", () => {
    const workspace = areaGroups.find(({ name }) => name === "workspace");
    const row = workspace?.rows.find(({ area }) => area === "workspace");
    expect(row?.extras).toEqual(["projects:create", "workspace:delete"]);
  });

  test("write contains read: a level is one permission", () => {
    const list = withLevel(["clients:read", "keys:read"], "clients", "write");
    expect(list).toEqual(["keys:read", "clients:write"]);
    expect(levelIn(list, "clients")).toBe("write");
    expect(withLevel(list, "clients", "none")).toEqual(["keys:read"]);
  });

  test("a template never gives more than its maker holds", () => {
    expect(within(["clients:read", "tokens:write"], templates.deploy)).toEqual([]);
    expect(within(["clients:write", "project:read"], templates.deploy)).toEqual([
      "clients:write",
      "project:read",
    ]);
  });

  test("setting a column to write falls back to what is held", () => {
    const rows = [
      { area: "clients", hasWrite: true, extras: [] },
      { area: "logs", hasWrite: false, extras: [] },
      { area: "keys", hasWrite: true, extras: [] },
    ];
    expect(withAll([], rows, "write", ["clients:read", "logs:read"])).toEqual([
      "clients:read",
      "logs:read",
    ]);
  });
});
