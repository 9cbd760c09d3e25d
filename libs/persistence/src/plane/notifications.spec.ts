import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { aClient, aGrant } from "@grantry/oauth2/testing";

import { aProject, startPlaneFixture } from "../testing/plane-fixture.js";
import type { PlaneFixture } from "../testing/plane-fixture.js";
import { execute } from "../testing/test-database.js";
import type { PlaneEvent } from "./notifications.js";

jest.setTimeout(60_000);

let fixture: PlaneFixture;
let heard: PlaneEvent[];
let unsubscribe: () => void;
beforeAll(async () => {
  fixture = await startPlaneFixture();
});
beforeEach(async () => {
  heard = [];
  unsubscribe = fixture.plane.subscribe((event) => heard.push(event));
  await until(() => fixture.plane.listening);
  heard.length = 0;
});
afterEach(() => unsubscribe());
afterAll(() => fixture.stop());

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 10) {
    if (waited > 5_000) throw new Error(`never came to be; heard ${JSON.stringify(heard)}`);
    await sleep(10);
  }
}

function kinds(): string[] {
  return [...new Set(heard.map(({ kind }) => kind))].toSorted((a, b) => a.localeCompare(b));
}

describe("a plane hears", () => {
  test("of projects and their keys", async () => {
    const project = aProject();
    await fixture.provisioner.putProject(project);
    await until(() => heard.length >= 5);
    expect(kinds()).toEqual(["keys", "project"]);
    heard.length = 0;
    await fixture.provisioner.putProject({ ...project, version: 2 });
    await until(() => heard.length > 0);
    expect(heard).toEqual([{ kind: "project", projectId: project.id, id: project.id }]);
  });

  test("of changed clients and admin credentials, but not of grants and last uses", async () => {
    const projectId = await fixture.project();
    const { clients, grants, adminCredentials } = fixture.plane.inProject(projectId);
    await until(() => heard.length >= 5);
    heard.length = 0;
    const client = aClient({ clientId: `"odd' client` });
    const tokenId = randomUUID();
    await clients.insert(client);
    await clients.replace(client);
    await grants.insert(aGrant());
    await fixture.provisioner.putAdminCredential({
      projectId,
      tokenId,
      digest: randomBytes(32),
      permissions: [],
      ownerLabel: "",
      allowedCidrs: [],
    });
    await adminCredentials.used(tokenId, { at: new Date(), address: "::1", userAgent: "" });
    await clients.remove(client.clientId);
    await fixture.provisioner.removeAdminCredential(tokenId);
    await until(() => heard.length >= 4);
    await sleep(50);
    const id = client.clientId;
    expect(heard).toEqual([
      { kind: "client", projectId, id },
      { kind: "admin_credential", projectId, id: tokenId },
      { kind: "client", projectId, id },
      { kind: "admin_credential", projectId, id: tokenId },
    ]);
  });

  test("of a client with a very long id as of its whole project", async () => {
    const projectId = await fixture.project();
    await until(() => heard.length >= 5);
    heard.length = 0;
    const { clients } = fixture.plane.inProject(projectId);
    const client = aClient({ clientId: "x".repeat(1_001) });
    await clients.insert(client);
    await clients.remove(client.clientId);
    await until(() => heard.length > 0);
    expect(heard).toEqual([{ kind: "project", projectId, id: projectId }]);
  });

  test("a message that is none of ours as a reason to forget everything", async () => {
    const foreign = ["x", "", "null", "{}", '{"kind":"client"}'];
    for (const payload of foreign) {
      await execute(fixture.url, "select pg_notify('grantry_plane', $1)", [payload]);
    }
    await until(() => heard.length >= 2 * foreign.length);
    expect(heard.slice(0, 2)).toEqual([{ kind: "down" }, { kind: "up" }]);
    expect(fixture.plane.listening).toBe(true);
  });

  test("that it heard nothing for a while", async () => {
    await execute(
      fixture.url,
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query ilike any (array['listen%', 'select 1'])`,
    );
    await until(() => heard.some(({ kind }) => kind === "up"));
    expect(heard).toEqual([{ kind: "down" }, { kind: "up" }]);
    expect(fixture.plane.listening).toBe(true);
    const projectId = await fixture.project();
    await until(() => heard.some((event) => "projectId" in event && event.projectId === projectId));
  });
});
