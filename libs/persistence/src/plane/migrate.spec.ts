import { execute, startTestDatabase } from "../testing/test-database.js";
import type { TestDatabase } from "../testing/test-database.js";
import { migratePlane, pendingPlaneMigrations } from "./migrate.js";

jest.setTimeout(60_000);

let server: TestDatabase;
beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(() => server.stop());

describe("migrations of a plane", () => {
  test("run as a login without superuser rights, which then takes on the roles", async () => {
    await execute(server.url, "create role migrator login createrole");
    const url = await server.create("migrator");
    const every = await pendingPlaneMigrations(url);
    expect(await migratePlane(url)).toEqual(every);
    const asPlane = `${url}?options=${encodeURIComponent("-c role=grantry_plane")}`;
    expect(await execute(asPlane, "select current_user::text as name")).toEqual([
      { name: "grantry_plane" },
    ]);
    expect(await execute(asPlane, "select * from plane.grants")).toEqual([]);
    await expect(execute(asPlane, "create table plane.x ()")).rejects.toThrow("permission denied");
    expect(await migratePlane(await server.create("migrator"))).toEqual(every);
  });

  test("run once, whoever comes at the same time", async () => {
    const url = await server.create();
    const every = await pendingPlaneMigrations(url);
    const ran = await Promise.all([migratePlane(url), migratePlane(url), migratePlane(url)]);
    expect(ran.flat()).toEqual(every);
    expect(await pendingPlaneMigrations(url)).toEqual([]);
    expect(await migratePlane(url)).toEqual([]);
  });

  test("run at once for two databases of one server", async () => {
    const urls = await Promise.all([server.create(), server.create()]);
    const [one, two] = await Promise.all(urls.map(migratePlane));
    expect(one).toEqual(two);
    expect(one?.length).toBeGreaterThan(0);
  });
});
