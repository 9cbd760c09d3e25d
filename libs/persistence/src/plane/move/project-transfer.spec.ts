import { randomBytes, randomUUID } from "node:crypto";

import pg from "pg";

import { Envelope } from "../../envelope.js";
import { startTestDatabase } from "../../testing/test-database.js";
import { aProject } from "../../testing/plane-fixture.js";
import { migratePlane } from "../migrate.js";
import { openPlane } from "../plane.js";
import type { PlaneDatabase } from "../plane.js";
import { openProvisioner } from "../provisioner.js";
import type { PlaneProvisioner } from "../provisioner.js";
import { isOnItsWay } from "../writes-rest.js";
import { openTransfer } from "./project-transfer.js";
import type { ProjectTransfer } from "./project-transfer.js";

interface Side {
  readonly url: string;
  readonly plane: PlaneDatabase;
  readonly provisioner: PlaneProvisioner;
}

let server: Awaited<ReturnType<typeof startTestDatabase>>;
let source: Side;
let target: Side;
const open: ProjectTransfer[] = [];

beforeAll(async () => {
  server = await startTestDatabase();
  const envelope = new Envelope([randomBytes(32).toString("base64")]);
  const side = async (): Promise<Side> => {
    const url = await server.create();
    await migratePlane(url);
    return {
      url,
      plane: openPlane({ databaseUrl: url, envelope }),
      provisioner: openProvisioner({ databaseUrl: url, envelope }),
    };
  };
  source = await side();
  target = await side();
}, 120_000);

afterEach(async () => {
  for (const transfer of open.splice(0)) await transfer.end();
});

afterAll(async () => {
  for (const { plane, provisioner } of [source, target]) {
    await Promise.all([plane.close(), provisioner.close()]);
  }
  await server.stop();
});

async function transfer(projectId: string): Promise<ProjectTransfer> {
  const opened = await openTransfer({
    projectId,
    sourceUrl: source.url,
    targetUrl: target.url,
  });
  open.push(opened);
  return opened;
}

async function inSource<Row extends pg.QueryResultRow>(text: string, values: unknown[]) {
  const client = new pg.Client({ connectionString: source.url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** A row in every table that holds rows of projects, made from what the catalogue says of it. */
async function fill(projectId: string): Promise<void> {
  const stores = source.plane.inProject(projectId);
  const identityId = await source.provisioner.ensureIdentity(projectId, {
    email: `${randomUUID()}@example.com`,
    passwordHash: "a digest",
  });
  await stores.revocations.add(`token ${identityId}`, new Date(Date.now() + 60_000));
  await source.provisioner.putAdminCredential({
    projectId,
    tokenId: identityId,
    digest: randomBytes(32),
    permissions: ["clients:read"],
    ownerLabel: "somebody",
    allowedCidrs: ["10.0.0.0/8"],
  });
}

async function moved(projectId: string): Promise<void> {
  const move = await transfer(projectId);
  await move.copyAll();
  await move.pause(30, 5_000);
  await move.finishCopy();
  await move.leave();
  await move.arrive();
  await move.close();
  await move.clean();
}

describe("a project that moves", () => {
  it("arrives with its secret, its keys and all of its rows, and leaves none behind", async () => {
    const project = aProject();
    await source.provisioner.putProject(project);
    for (let row = 0; row < 3; row += 1) await fill(project.id);
    const before = await source.plane.resolve(project.slug);
    const keys = await source.plane.inProject(project.id).signingKeys.list();
    await moved(project.id);
    expect(await target.plane.resolve(project.slug)).toEqual(before);
    expect(await target.plane.inProject(project.id).signingKeys.list()).toEqual(keys);
    const left = await inSource<{ count: string }>(
      "select count(*) from plane.signing_keys where project_id = $1",
      [project.id],
    );
    expect(left).toEqual([{ count: "0" }]);
    expect((await source.plane.resolve(project.slug))?.placement).toBe("moved");
    expect(await source.provisioner.listProjectIds()).not.toContain(project.id);
  });

  it("takes along what was written, changed and removed after the first copy", async () => {
    const project = aProject();
    await source.provisioner.putProject(project);
    await fill(project.id);
    const move = await transfer(project.id);
    await move.copyAll();
    await fill(project.id);
    const changed = { ...project, name: "Changed meanwhile", version: 2 };
    await source.provisioner.putProject(changed);
    await inSource("delete from plane.identities where project_id = $1", [project.id]);
    expect(await move.copyChanges()).toBeGreaterThan(0);
    await fill(project.id);
    await move.pause(30, 5_000);
    await move.finishCopy();
    await move.leave();
    await move.arrive();
    expect((await target.plane.resolve(project.slug))?.name).toBe("Changed meanwhile");
  });

  it("comes back", async () => {
    const project = aProject();
    await source.provisioner.putProject(project);
    await moved(project.id);
    [source, target] = [target, source];
    await moved(project.id);
    [source, target] = [target, source];
    expect((await source.plane.resolve(project.slug))?.placement).toBe("here");
  });

  it("is moved by one process at a time", async () => {
    const project = aProject();
    await source.provisioner.putProject(project);
    await transfer(project.id);
    await expect(transfer(project.id)).rejects.toThrow("Another process");
  });
});

describe("a plane that gives a project away", () => {
  it("refuses every write while it is paused, by the plane and by the provisioner, and reads on", async () => {
    const project = aProject();
    await source.provisioner.putProject(project);
    const other = aProject();
    await source.provisioner.putProject(other);
    const move = await transfer(project.id);
    await move.copyAll();
    await move.pause(30, 5_000);
    for (const write of [
      () => source.plane.inProject(project.id).revocations.add("a token", new Date()),
      () => source.provisioner.putProject({ ...project, version: 2 }),
      () => fill(project.id),
    ]) {
      const refused = await write().then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(isOnItsWay(refused)).toBe(true);
    }
    expect(await source.plane.inProject(project.id).signingKeys.list()).not.toEqual([]);
    await source.plane.inProject(other.id).revocations.add("a token", new Date());
    await move.resume();
    await source.plane.inProject(project.id).revocations.add("a token", new Date());
  });

  it("takes writes again when nobody comes back, and is not left then", async () => {
    const project = aProject();
    await source.provisioner.putProject(project);
    const move = await transfer(project.id);
    await move.copyAll();
    await move.pause(1, 5_000);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await source.plane.inProject(project.id).revocations.add("a token", new Date());
    await expect(move.leave()).rejects.toThrow("ran out");
  });

  it("waits for a write that began before the pause", async () => {
    const project = aProject();
    await source.provisioner.putProject(project);
    const writer = new pg.Client({ connectionString: source.url });
    await writer.connect();
    await writer.query("begin");
    await writer.query("insert into plane.revocations values ($1, 'late', now())", [project.id]);
    const move = await transfer(project.id);
    await move.copyAll();
    await expect(move.pause(30, 200)).rejects.toThrow("do not end");
    const pausing = move.pause(30, 5_000);
    await writer.query("commit");
    await writer.end();
    await pausing;
    expect(await move.finishCopy()).toBeGreaterThan(0);
  });
});
