import type { PlaneProvisioner, PlaneStores } from "@grantry/persistence";
import { inDatabase } from "../support/engines.js";
import { openPlaneFixture, type PlaneFixture } from "./plane-fixture.js";
import { EVENT_CASES, fillEvents, type HeldEvents } from "./event-cases.js";
import { aCredential, CASES, fill, type Credential, type Holdings } from "./store-cases.js";

let fixture: PlaneFixture;
let holder: { id: string; slug: string };
let held: Holdings & { credential: Credential };
let heldEvents: HeldEvents;
beforeAll(async () => {
  fixture = await openPlaneFixture();
  holder = await fixture.createProject();
  const credential = aCredential(holder.id);
  await fixture.provisioner.putAdminCredential(credential);
  heldEvents = await fillEvents(fixture.provisioner, holder.id);
  held = { ...(await fill(fixture.plane.inProject(holder.id))), credential };
});
afterAll(() => fixture.close());

/** Every row of a project in every table, as the owner sees them. */
async function everyRow(projectId: string): Promise<string> {
  return inDatabase(fixture.ownerUrl, async (client) => {
    const tables = await client.query<{ name: string }>(
      `select attrelid::regclass::text as name from pg_attribute join pg_class on oid = attrelid
        where attname = 'project_id' and relkind in ('r', 'p')
          and relnamespace = 'plane'::regnamespace order by 1`,
    );
    const rows: unknown[] = [];
    for (const { name } of tables.rows) {
      const found = await client.query(
        `select row_to_json(held)::text as row from ${name} held where project_id = $1 order by 1`,
        [projectId],
      );
      rows.push(name, found.rows);
    }
    return JSON.stringify(rows, undefined, 1);
  });
}

function methodsOf(stores: object): string[] {
  return Object.entries(stores).flatMap(([name, store]: [string, object]) =>
    Object.getOwnPropertyNames(Object.getPrototypeOf(store))
      .filter((method) => method !== "constructor")
      .map((method) => `${name}.${method}`),
  );
}

describe("every method of every store of a plane", () => {
  it("has an isolation case", () => {
    const methods = methodsOf(fixture.plane.inProject(holder.id));
    expect(Object.keys(CASES)).toEqual(expect.arrayContaining(methods));
    expect(methods).toEqual(expect.arrayContaining(Object.keys(CASES)));
  });

  it.each(Object.entries(CASES))("%s knows nothing of another project", async (_, isolation) => {
    const stranger = fixture.plane.inProject(await fixture.createEmptyProject());
    const before = await everyRow(holder.id);
    expect(await isolation.ask(stranger, held)).toEqual(isolation.answer);
    expect(await everyRow(holder.id)).toBe(before);
  });
});

describe("the provisioner, who sees every project,", () => {
  it("has stores whose every method is a case", () => {
    const methods = methodsOf(fixture.provisioner.inProject(holder.id));
    const cases = [...Object.keys(CASES), ...Object.keys(EVENT_CASES)];
    expect(cases).toEqual(expect.arrayContaining(methods));
  });

  it.each(Object.entries(EVENT_CASES))("stays in its project with %s", async (_, isolation) => {
    const id = await fixture.createEmptyProject();
    const before = await everyRow(holder.id);
    const { events } = fixture.provisioner.inProject(id);
    expect(await isolation.ask(events, heldEvents)).toEqual(isolation.answer);
    expect(await everyRow(holder.id)).toBe(before);
  });

  it.each(
    Object.entries(CASES).filter(([name]) =>
      /^(?:clients|identities|signingKeys|deliveries\.(?!record))/u.test(name),
    ),
  )("stays in its project with %s", async (_, isolation) => {
    const id = await fixture.createEmptyProject();
    const stranger: PlaneStores = {
      ...fixture.plane.inProject(id),
      ...fixture.provisioner.inProject(id),
    };
    const before = await everyRow(holder.id);
    expect(await isolation.ask(stranger, held)).toEqual(isolation.answer);
    expect(await everyRow(holder.id)).toBe(before);
  });
});

describe("what acts on one project by its id", () => {
  type Act = (provisioner: PlaneProvisioner, id: string) => unknown;
  const end = new Date("2100-01-01T00:00:00.000Z");
  const acts: Record<string, Act> = {
    putProject: async (provisioner, id) => {
      const project = await provisioner.findProject(id);
      if (project === undefined) throw new Error("the project is gone");
      await provisioner.putProject({ ...project, name: "Renamed", version: 2 });
    },
    findProject: (provisioner, id) => provisioner.findProject(id),
    putAdminCredential: (provisioner, id) =>
      provisioner.putAdminCredential({ ...aCredential(id), tokenId: held.credential.tokenId }),
    ensureIdentity: (provisioner, id) =>
      provisioner.ensureIdentity(id, { email: held.email, name: "Stranger" }),
    ensureClient: (provisioner, id) =>
      provisioner.ensureClient(id, { ...held.client, secrets: [] }),
    putEventStreams: (provisioner, id) => provisioner.putEventStreams(id, []),
    holdings: async (provisioner, id) =>
      expect(await provisioner.holdings(id, new Date())).toMatchObject({
        clients: 0,
        users: 0,
        sessions: 0,
        grants: 0,
        tokensLastDay: 0,
      }),
    purgeExpired: (provisioner, id) => provisioner.purgeExpired(id, { at: end, limit: 10 }),
    purgeProject: (provisioner, id) => provisioner.purgeProject(id),
  };

  it.each(Object.entries(acts))("%s leaves another as it is", async (_, act) => {
    const { id } = await fixture.createProject();
    const before = await everyRow(holder.id);
    await act(fixture.provisioner, id);
    expect(await everyRow(holder.id)).toBe(before);
  });

  it("is the whole of the provisioner, but for what spans projects by nature", () => {
    const spanning = [
      "inProject",
      "listProjectIds",
      "removeAdminCredential",
      "lastUses",
      "permissionUses",
    ];
    const plain = ["adminEvents", "usage", "dueDeliveries", "dueEventDeliveries", "ping", "close"];
    expect(Object.keys(fixture.provisioner).toSorted()).toEqual(
      [...Object.keys(acts), ...spanning, ...plain].toSorted(),
    );
  });

  it("the plane's own purge leaves another as it is", async () => {
    const id = await fixture.createEmptyProject();
    await fill(fixture.plane.inProject(id));
    const before = await everyRow(holder.id);
    const purged = await fixture.plane.maintenance.purgeExpired(id, { at: end, limit: 10 });
    expect(purged).toMatchObject({ sessions: 1, revocations: 1, deliveries: 1, requests: 1 });
    expect(await everyRow(holder.id)).toBe(before);
  });
});

describe("a slug", () => {
  it("opens its own project, whose secret is its own", async () => {
    const other = await fixture.createProject();
    const [one, two] = await Promise.all([
      fixture.plane.resolve(holder.slug),
      fixture.plane.resolve(other.slug),
    ]);
    expect([one?.id, two?.id]).toEqual([holder.id, other.id]);
    expect(one?.secret.equals(two?.secret ?? Buffer.alloc(0))).toBe(false);
  });
});

describe("a private key", () => {
  it("that is copied into another project does not open there", async () => {
    const id = await fixture.createEmptyProject();
    await inDatabase(fixture.ownerUrl, async (client) => {
      await client.query(
        `insert into plane.signing_keys
         select $1, kid, algorithm, state, public_jwk, private_key, created_at, activated_at,
                retired_at, expires_at
           from plane.signing_keys where project_id = $2 and kid = $3`,
        [id, holder.id, held.key.kid],
      );
    });
    await expect(fixture.plane.inProject(id).signingKeys.list()).rejects.toThrow();
  });
});
