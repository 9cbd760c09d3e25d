import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { aClient } from "@grantry/oauth2/testing";

import { startPlaneFixture } from "../testing/plane-fixture.js";
import type { PlaneFixture } from "../testing/plane-fixture.js";
import { execute } from "../testing/test-database.js";
import { Connections, withOptions } from "./connections.js";
import { PLANE_ROLE } from "./roles.js";

jest.setTimeout(60_000);

let fixture: PlaneFixture;
let connections: Connections;
beforeAll(async () => {
  fixture = await startPlaneFixture();
});
beforeEach(() => {
  connections = new Connections({ databaseUrl: fixture.url, role: PLANE_ROLE, size: 1 });
});
afterEach(() => connections.close());
afterAll(() => fixture.stop());

const SETTING = {
  name: "setting",
  text: "select current_setting('grantry.project_id', true) as project, $1::text as wanted",
};
const OUTSIDE = {
  name: "outside",
  text: "select current_setting('grantry.project_id', true) as project",
};
const COUNT = { name: "count", text: "select count(*)::int as rows from plane.clients" };
const FAIL = { name: "fail", text: "select 1 / ($1::text = '')::int" };

describe("a statement in a project", () => {
  test("sees that project, many at once on one connection, and leaves nothing behind", async () => {
    const ids = Array.from({ length: 40 }, () => randomUUID());
    const inside = ids.map((id) => connections.runInProject({ projectId: id }, SETTING, []));
    const outside = ids.map(() => connections.run(OUTSIDE, []));
    expect((await Promise.all(inside)).flat()).toEqual(
      ids.map((id) => ({ project: id, wanted: id })),
    );
    expect((await Promise.all(outside)).flat()).toEqual(ids.map(() => ({ project: "" })));
  });

  test("that fails takes no other down and undoes its setting", async () => {
    const id = randomUUID();
    const outcomes = await Promise.allSettled([
      connections.runInProject({ projectId: id }, SETTING, []),
      connections.runInProject({ projectId: id }, FAIL, []),
      connections.run(OUTSIDE, []),
      connections.runInProject({ projectId: id }, SETTING, []),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      "fulfilled",
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
    expect(outcomes[2]).toMatchObject({ value: [{ project: "" }] });
  });

  test("is all or nothing", async () => {
    const id = await fixture.project();
    const insertAndFail = {
      name: "insert_and_fail",
      text: `
        with inserted as (
          insert into plane.used_assertions values ($1, '\\x00', now()) returning 1
        )
        select 1 / (count(*) - 1) from inserted`,
    };
    await expect(connections.runInProject({ projectId: id }, insertAndFail, [])).rejects.toThrow(
      "division",
    );
    const rows = { name: "rows", text: "select 1 from plane.used_assertions where $1 = $1::uuid" };
    expect(await connections.runInProject({ projectId: id }, rows, [])).toEqual([]);
  });
});

describe("outside a project", () => {
  test("nothing is seen", async () => {
    const id = await fixture.project();
    await fixture.plane.inProject(id).clients.insert(aClient());
    expect(await connections.run(COUNT, [])).toEqual([{ rows: 0 }]);
  });
});

describe("connections", () => {
  test("come back after the server ended them", async () => {
    await connections.run(OUTSIDE, []);
    await execute(
      fixture.url,
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await sleep(50);
    expect(await connections.run(OUTSIDE, [])).toHaveLength(1);
    expect(await fixture.plane.resolve("nobody")).toBeUndefined();
  });

  test("do not open more than they may", async () => {
    await Promise.all(Array.from({ length: 50 }, () => connections.run(OUTSIDE, [])));
    const rows = await execute<{ count: number }>(
      fixture.url,
      "select count(*)::int from pg_stat_activity where query like '%as project%' and pid <> pg_backend_pid()",
    );
    expect(rows).toEqual([{ count: 1 }]);
  });

  test("say so when the database cannot be reached, and when they are closed", async () => {
    const nowhere = new Connections({
      databaseUrl: "postgres://postgres@127.0.0.1:1/x",
      role: PLANE_ROLE,
      size: 1,
    });
    await expect(nowhere.run(OUTSIDE, [])).rejects.toThrow("ECONNREFUSED");
    await nowhere.close();
    await expect(nowhere.run(OUTSIDE, [])).rejects.toThrow("closed");
  });

  test("keep their role whatever the address says", async () => {
    const bold = `${fixture.url}?options=-c%20role%3Dpostgres%20-c%20work_mem%3D1MB`;
    const meek = new Connections({ databaseUrl: bold, role: PLANE_ROLE, size: 1 });
    const who = { name: "who", text: "select current_user::text as name" };
    expect(await meek.run(who, [])).toEqual([{ name: PLANE_ROLE }]);
    await meek.close();
    expect(withOptions("postgres://h/d", "-c a=b")).toBe("postgres://h/d?options=-c%20a%3Db");
  });
});
