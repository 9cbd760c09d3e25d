import { randomUUID } from "node:crypto";
import { newProjectDocument } from "@grantry/control";
import pg from "pg";
import { startTestDatabase, type TestDatabase } from "../testing/test-database.js";
import { type ControlDatabase, openControl } from "./control-database.js";
import { migrateControl, pendingControlMigrations } from "./migrate.js";
import type { OutboxMessage } from "./stores/outbox.store.js";

describe("the control database", () => {
  let server: TestDatabase;
  let url: string;
  let control: ControlDatabase;

  beforeAll(async () => {
    server = await startTestDatabase();
    url = await server.create();
    await migrateControl(url);
    control = await openControl({ databaseUrl: url });
  }, 60_000);

  afterAll(async () => {
    await control?.close();
    await server?.stop();
  });

  const aProject = async () => {
    const workspace = await control.workspaces.create("Somebody's");
    return control.projects.create({
      workspaceId: workspace.id,
      slug: `slug-${randomUUID()}`,
      planeId: "plane-1",
      homeRegion: "global",
      document: newProjectDocument("A project", "dev"),
      createdBy: "a spec",
    });
  };

  it("is migrated once, also by two processes at once", async () => {
    const empty = await server.create();
    const before = await pendingControlMigrations(empty);
    expect(before.length).toBeGreaterThan(0);
    const [first, second] = await Promise.all([migrateControl(empty), migrateControl(empty)]);
    expect([...first, ...second]).toHaveLength(before.length);
    expect(await pendingControlMigrations(empty)).toEqual([]);
  });

  it.each([
    ["create table x (id int)"],
    ["alter table projects add column x int"],
    ["drop table projects"],
    ["update audit_events set action = 'x'"],
    ["delete from project_revisions"],
    ["delete from used_slugs"],
    ["set role postgres; set session authorization postgres; create table y (id int)"],
  ])("refuses its role: %s", async (statement) => {
    const options = "-c role=grantry_control";
    const login = new URL(url);
    const owner = new pg.Client({ connectionString: url });
    await owner.connect();
    await owner.query(`do $$ begin create role plain_login login; exception when others then null;
      end $$; grant grantry_control to plain_login`);
    await owner.end();
    login.username = "plain_login";
    const client = new pg.Client({ connectionString: login.href, options });
    await client.connect();
    await expect(client.query(statement)).rejects.toMatchObject({ code: "42501" });
    await client.end();
  });

  it("gives a slug once", async () => {
    const slug = `slug-${randomUUID()}`;
    const takes = Array.from({ length: 5 }, () => control.projects.takeSlug(slug, randomUUID()));
    const taken = (await Promise.all(takes)).filter(Boolean);
    expect(taken).toHaveLength(1);
  });

  it("lets one of two revisions of the same project stand", async () => {
    const project = await aProject();
    const outcomes = await Promise.all(
      ["One", "Two"].map((name) =>
        control.transaction((stores) =>
          stores.projects.revise(project, newProjectDocument(name, "dev"), {
            author: { type: "system", id: "", label: "a spec" },
            source: "system",
            note: "",
            restoredFrom: null,
            changedPaths: ["/name"],
          }),
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === "stale")).toHaveLength(1);
  });

  it("rolls back the change when its audit event cannot be written", async () => {
    const project = await aProject();
    const change = control.transaction(async (stores) => {
      await stores.projects.markDeleted(project, new Date());
      await stores.audit.record({
        workspaceId: randomUUID(),
        projectId: null,
        actor: {
          type: "system",
          id: "x",
          label: "x",
          address: null,
          userAgent: null,
          requestId: "r",
        },
        action: "project.delete",
        target: { type: "project", id: project.id, label: "x" },
        before: null,
        after: null,
      });
    });
    await expect(change).rejects.toThrow("foreign key");
    expect(await control.projects.find(project.workspaceId, project.id)).not.toBeNull();
  });

  it("delivers a message that failed again, and each to one of two drains", async () => {
    const past = new Date(Date.now() - 60_000);
    const subjects = [randomUUID(), randomUUID(), randomUUID()];
    for (const subject of subjects) await control.outbox.add("project.put", subject, past);
    const failing = await control.outbox.drain(() => Promise.reject(new Error("away")));
    expect(failing).toEqual({ delivered: 0, failed: 3 });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const delivered: string[] = [];
    const deliver = ({ subjectId }: OutboxMessage) => {
      delivered.push(subjectId);
      return Promise.resolve();
    };
    await Promise.all([control.outbox.drain(deliver), control.outbox.drain(deliver)]);
    const order = (list: string[]) => list.toSorted((a, b) => (a < b ? -1 : 1));
    expect(order(delivered)).toEqual(order(subjects));
  });

  it("keeps the newest version that a plane is known to have", async () => {
    const project = await aProject();
    await control.projects.recordProvisioned(project.id, 3);
    await control.projects.recordProvisioned(project.id, 2);
    const kept = await control.projects.findForDelivery(project.id);
    expect(kept?.provisionedVersion).toBe(3);
  });

  it("runs work of one name one at a time", async () => {
    let running = 0;
    let most = 0;
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 30));
      running -= 1;
    };
    await Promise.all([1, 2, 3].map(() => control.exclusively("work", work)));
    expect(most).toBe(1);
  });

  it("shows the last results of each schedule", async () => {
    const at = (second: number) => new Date(1_800_000_000_000 + second * 1_000);
    for (const second of [1, 2, 3]) {
      await control.jobRuns.record({
        schedule: "cleanup",
        projectId: null,
        startedAt: at(second),
        finishedAt: at(second),
        outcome: "succeeded",
        counts: { grants: second },
        error: null,
      });
    }
    const latest = await control.jobRuns.latest(2);
    expect(latest.map(({ counts }) => counts)).toEqual([{ grants: 3 }, { grants: 2 }]);
  });

  it("shows the results in some projects without those of others", async () => {
    const [ours, theirs] = [randomUUID(), randomUUID()];
    const schedule = `rotation ${ours}`;
    const at = new Date();
    for (const projectId of [ours, theirs, null]) {
      await control.jobRuns.record({
        schedule,
        projectId,
        startedAt: at,
        finishedAt: at,
        outcome: "succeeded",
        counts: {},
        error: null,
      });
    }
    const projectsOf = (runs: readonly { schedule: string; projectId: string | null }[]) =>
      runs.filter((run) => run.schedule === schedule).map(({ projectId }) => projectId);
    const reached = projectsOf(await control.jobRuns.latestReached([ours], 10));
    expect(new Set(reached)).toEqual(new Set([ours, null]));
    expect(projectsOf(await control.jobRuns.latestOf(ours, 10))).toEqual([ours]);
  });
});
