import { createPrivateKey, randomBytes, randomUUID } from "node:crypto";

import { thumbprint } from "@grantry/oauth2";

import { Envelope } from "../envelope.js";
import { aClient, NOON } from "@grantry/oauth2/testing";

import { aProject, startPlaneFixture } from "../testing/plane-fixture.js";
import type { PlaneFixture } from "../testing/plane-fixture.js";
import { execute } from "../testing/test-database.js";
import { openPlane } from "./plane.js";

jest.setTimeout(60_000);

let fixture: PlaneFixture;
beforeAll(async () => {
  fixture = await startPlaneFixture();
});
afterAll(() => fixture.stop());

describe("a project is put", () => {
  test("and resolves by its slug with a secret of its own", async () => {
    const project = aProject();
    await fixture.provisioner.putProject(project);
    const resolved = await fixture.plane.resolve(project.slug);
    expect(resolved).toMatchObject(project);
    expect(resolved?.secret).toHaveLength(32);
    expect(await fixture.provisioner.findProject(project.id)).toEqual(resolved);
    expect(await fixture.plane.resolve("nobody")).toBeUndefined();
    expect(await fixture.plane.resolve("x\0'; --")).toBeUndefined();
  });

  test("with a current and a next key of each algorithm, named by thumbprint (RFC 7638)", async () => {
    const keys = await fixture.plane.inProject(await fixture.project()).signingKeys.list();
    expect(keys.map(({ algorithm, state }) => `${algorithm} ${state}`).toSorted()).toEqual([
      "ES256 current",
      "ES256 next",
      "RS256 current",
      "RS256 next",
    ]);
    for (const key of keys) {
      expect(key.kid).toBe(thumbprint(key.publicJwk));
      createPrivateKey({ key: key.privateKey, format: "der", type: "pkcs8" });
    }
  });

  test("twice at once and keeps one secret and one set of keys", async () => {
    const project = aProject();
    await Promise.all([1, 2, 3].map(() => fixture.provisioner.putProject(project)));
    const keys = await fixture.plane.inProject(project.id).signingKeys.list();
    expect(keys).toHaveLength(4);
  });

  test("by version: an older one changes nothing, a newer one keeps secret and keys", async () => {
    const project = aProject({ version: 5 });
    await fixture.provisioner.putProject(project);
    const before = await fixture.plane.resolve(project.slug);
    await fixture.provisioner.putProject({ ...project, name: "Older", version: 4 });
    expect((await fixture.plane.resolve(project.slug))?.name).toBe("Test");
    await fixture.provisioner.putProject({ ...project, name: "Newer", version: 6 });
    expect(await fixture.plane.resolve(project.slug)).toEqual({
      ...before,
      name: "Newer",
      version: 6,
    });
  });

  test("and nobody without the master key opens it", async () => {
    const project = aProject();
    await fixture.provisioner.putProject(project);
    const stranger = openPlane({
      databaseUrl: fixture.url,
      envelope: new Envelope([randomBytes(32).toString("base64")]),
    });
    await expect(stranger.resolve(project.slug)).rejects.toThrow("No listed master key");
    await stranger.close();
  });
});

describe("a project is purged", () => {
  test("with every row it has, and nothing of another project", async () => {
    const [gone, kept] = [await fixture.project(), await fixture.project()];
    for (const id of [gone, kept]) {
      await fixture.plane.inProject(id).clients.insert(aClient());
      await fixture.provisioner.ensureIdentity(id, { email: "a@localhost", passwordHash: "phc" });
    }
    await fixture.provisioner.purgeProject(gone);
    expect(await fixture.provisioner.findProject(gone)).toBeUndefined();
    expect(await fixture.provisioner.listProjectIds()).toEqual(expect.arrayContaining([kept]));
    for (const table of [
      "projects",
      "clients",
      "signing_keys",
      "identities",
      "identity_credentials",
    ]) {
      const count = `select count(*)::int as rows from plane.${table} where project_id = $1`;
      expect(await execute(fixture.url, count, [gone])).toEqual([{ rows: 0 }]);
      expect(await execute(fixture.url, count, [kept])).not.toEqual([{ rows: 0 }]);
    }
    await fixture.provisioner.purgeProject(gone);
  });
});

describe("an admin credential", () => {
  const credential = (projectId: string) => ({
    projectId,
    tokenId: randomUUID(),
    digest: randomBytes(32),
    permissions: ["clients:read"],
    ownerLabel: "Ada",
    allowedCidrs: ["10.0.0.0/8"],
  });

  test("is found by its digest in its project, changed in place and removed everywhere", async () => {
    const [one, two] = [await fixture.project(), await fixture.project()];
    const token = credential(one);
    await fixture.provisioner.putAdminCredential(token);
    const stores = fixture.plane.inProject(one);
    const { tokenId, permissions, ownerLabel, allowedCidrs } = token;
    const found = { tokenId, permissions, ownerLabel, allowedCidrs };
    expect(await stores.adminCredentials.find(token.digest)).toEqual(found);
    expect(await fixture.plane.inProject(two).adminCredentials.find(token.digest)).toBeUndefined();
    await fixture.provisioner.putAdminCredential({ ...token, permissions: [], expiresAt: NOON });
    expect(await stores.adminCredentials.find(token.digest)).toEqual({
      ...found,
      permissions: [],
      expiresAt: NOON,
    });
    await fixture.provisioner.putAdminCredential({ ...token, projectId: two });
    await fixture.provisioner.removeAdminCredential(token.tokenId);
    expect(await stores.adminCredentials.find(token.digest)).toBeUndefined();
    expect(await fixture.plane.inProject(two).adminCredentials.find(token.digest)).toBeUndefined();
  });

  test("keeps its last use, written at most once a minute", async () => {
    const id = await fixture.project();
    const token = credential(id);
    await fixture.provisioner.putAdminCredential(token);
    const use = (seconds: number, address: string) =>
      fixture.plane.inProject(id).adminCredentials.used(token.tokenId, {
        at: new Date(NOON.getTime() + seconds * 1000),
        address,
        userAgent: "curl/8\0",
      });
    expect(await fixture.provisioner.lastUses([token.tokenId])).toEqual(new Map());
    await use(0, "10.0.0.1");
    await use(59, "10.0.0.2");
    const first = { at: NOON, address: "10.0.0.1", userAgent: "curl/8" };
    expect(await fixture.provisioner.lastUses([token.tokenId])).toEqual(
      new Map([[token.tokenId, first]]),
    );
    await use(60, "10.0.0.3");
    const uses = await fixture.provisioner.lastUses([token.tokenId, randomUUID()]);
    expect(uses.get(token.tokenId)?.address).toBe("10.0.0.3");
  });
});

describe("built-in people and clients", () => {
  test("an identity is made once and then left as it is", async () => {
    const id = await fixture.project();
    const first = await fixture.provisioner.ensureIdentity(id, {
      email: "Admin@localhost",
      passwordHash: "first",
    });
    const second = await fixture.provisioner.ensureIdentity(id, {
      email: "admin@LOCALHOST",
      passwordHash: "second",
    });
    expect(second).toBe(first);
    const found = await fixture.plane.inProject(id).identities.findByEmail("admin@localhost");
    expect(found).toMatchObject({ identity: { id: first }, passwordHash: "first" });
  });

  test("a client is made, changed when its settings differ, and else not written", async () => {
    const id = await fixture.project();
    const record = aClient({ clientId: "grantry-console" });
    const { clients } = fixture.plane.inProject(id);
    await fixture.provisioner.ensureClient(id, record);
    await fixture.provisioner.ensureClient(id, { ...record, updatedAt: new Date(), revision: 9 });
    expect(await clients.find("grantry-console")).toEqual(record);
    const metadata = { ...record.metadata, redirect_uris: ["http://localhost:4100/callback"] };
    await Promise.all(
      [1, 2, 3].map(() => fixture.provisioner.ensureClient(id, { ...record, metadata })),
    );
    expect(await clients.find("grantry-console")).toEqual({ ...record, metadata, revision: 2 });
  });
});
