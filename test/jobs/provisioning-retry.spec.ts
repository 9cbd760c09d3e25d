import { generateSlug, newProjectDocument } from "@grantry/control";
import { inDatabase } from "../support/engines.js";
import { eventually } from "./eventually.js";
import { startFixture, type WorkerFixture } from "./worker-fixture.js";

jest.setTimeout(90_000);

let fixture: WorkerFixture;

beforeAll(async () => {
  fixture = await startFixture("postgresql");
});

afterAll(async () => {
  await fixture.stop();
});

/** A project whose creation was recorded by a control plane that died before the plane knew it. */
async function recordProject(name: string): Promise<string> {
  return fixture.control.transaction(async (stores) => {
    const workspace = await stores.workspaces.create("A workspace");
    const project = await stores.projects.create({
      workspaceId: workspace.id,
      slug: generateSlug(),
      planeId: "plane-1",
      homeRegion: "global",
      document: newProjectDocument(name, "dev"),
      createdBy: "owner@grantry.test",
    });
    await stores.outbox.add("project.put", project.id, new Date());
    return project.id;
  });
}

async function onPlane(statement: string): Promise<void> {
  await inDatabase(fixture.planeDatabaseUrl, async (client) => {
    await client.query(statement);
  });
}

describe("what the control plane could not bring to a plane", () => {
  it("arrives as soon as a worker runs, and the result says so", async () => {
    const id = await recordProject("Left behind");
    await fixture.startWorker();
    await eventually(async () =>
      expect(await fixture.plane.findProject(id)).toMatchObject({ id, name: "Left behind" }),
    );
    await eventually(async () => {
      const runs = await fixture.control.jobRuns.latest(100);
      const delivered = runs.filter(({ counts }) => (counts["delivered"] ?? 0) > 0);
      expect(delivered).toMatchObject([
        { schedule: "provisioning-retry", projectId: null, outcome: "succeeded" },
      ]);
    });
  });

  it("is tried again until the plane takes it", async () => {
    await onPlane("alter table plane.projects rename to projects_away");
    const id = await recordProject("Refused at first");
    await eventually(async () => {
      await fixture.queues.add({ name: "drain-outbox", payload: {} });
      const runs = await fixture.control.jobRuns.latest(100);
      expect(runs.filter(({ counts }) => (counts["failed"] ?? 0) > 0)).not.toEqual([]);
    });
    await onPlane("alter table plane.projects_away rename to projects");
    await eventually(async () => {
      await fixture.queues.add({ name: "drain-outbox", payload: {} });
      expect(await fixture.plane.findProject(id)).toMatchObject({ name: "Refused at first" });
    });
    expect(await fixture.queues.deadLetters("provisioning")).toEqual([]);
  });
});
