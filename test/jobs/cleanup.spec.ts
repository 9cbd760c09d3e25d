import { randomBytes, randomUUID } from "node:crypto";
import { generateSigningKey } from "@grantry/oauth2";
import { inDatabase } from "../support/engines.js";
import { eventually } from "./eventually.js";
import { startFixture, type WorkerFixture } from "./worker-fixture.js";

jest.setTimeout(90_000);

const HOUR_MS = 3_600_000;
const TABLES = ["grants", "sessions", "revocations", "used_assertions", "signing_keys"] as const;

let fixture: WorkerFixture;

beforeAll(async () => {
  fixture = await startFixture("postgresql");
});

afterAll(async () => {
  await fixture.stop();
});

/** One row of each kind that ends then; answers what identifies them. */
async function addRows(projectId: string, expiresAt: Date): Promise<void> {
  const stores = fixture.data.inProject(projectId);
  const at = new Date(expiresAt.getTime() - HOUR_MS);
  await stores.grants.insert({
    id: randomUUID(),
    clientId: "a-client",
    subject: "a-subject",
    scope: ["openid"],
    audience: [],
    details: {},
    authTime: at,
    requestedAt: at,
    generation: 0,
    remember: false,
    expiresAt,
  });
  await stores.sessions.insert({
    id: randomUUID(),
    subject: "a-subject",
    authenticatedAt: at,
    amr: ["pwd"],
    persistent: false,
    remembered: false,
    expiresAt,
  });
  await stores.revocations.add(randomBytes(16).toString("hex"), expiresAt);
  await stores.assertions.use("an-issuer", randomUUID(), expiresAt);
  const key = await generateSigningKey("ES256", "retired", at);
  await stores.signingKeys.insert({ ...key, retiredAt: at, expiresAt });
}

async function countRows(projectId: string): Promise<Record<string, number>> {
  return inDatabase(fixture.planeDatabaseUrl, async (client) => {
    const counts: Record<string, number> = {};
    for (const table of TABLES) {
      const { rows } = await client.query<{ count: number }>(
        `select count(*)::int as count from plane.${table} where project_id = $1`,
        [projectId],
      );
      counts[table] = rows[0]?.count ?? 0;
    }
    return counts;
  });
}

/** What a new project has: a key that signs and one that is announced, for each algorithm. */
const FIRST_KEYS = 4;

describe("the cleanup of what has expired", () => {
  it("removes in every project exactly what expired, and says how much", async () => {
    const past = new Date(Date.now() - HOUR_MS);
    const future = new Date(Date.now() + 48 * HOUR_MS);
    const projects = await Promise.all([fixture.createProject(), fixture.createProject()]);
    const untouched = await fixture.createProject();
    for (const project of projects) {
      for (const end of [past, past, past, future, future]) await addRows(project, end);
    }
    await addRows(untouched, future);
    await fixture.startWorker();
    await fixture.queues.add({ name: "purge-expired-everywhere", payload: {} });

    for (const project of projects) {
      const [run] = await eventually(async () => {
        const runs = await fixture.runsOf(project, "cleanup");
        expect(runs).toHaveLength(1);
        return runs;
      });
      expect(run).toMatchObject({
        outcome: "succeeded",
        counts: { grants: 3, sessions: 3, revocations: 3, assertions: 3, keys: 3 },
        error: null,
      });
      expect(await countRows(project)).toEqual({
        grants: 2,
        sessions: 2,
        revocations: 2,
        used_assertions: 2,
        signing_keys: FIRST_KEYS + 2,
      });
    }
    expect(await countRows(untouched)).toMatchObject({ grants: 1, signing_keys: FIRST_KEYS + 1 });
  });

  it("leaves what expired a moment ago: the clock of a plane may be behind", async () => {
    const projectId = await fixture.createProject();
    await addRows(projectId, new Date(Date.now() - 10_000));
    const before = await countRows(projectId);
    await fixture.queues.add({ name: "purge-expired", payload: { projectId } });
    await fixture.idle("cleanup");
    expect(await countRows(projectId)).toEqual(before);
  });

  it("shares the work when it runs twice at once: no row is counted twice, none is left", async () => {
    const project = await fixture.createProject();
    const past = new Date(Date.now() - HOUR_MS);
    for (let row = 0; row < 40; row += 1) {
      await fixture.data.inProject(project).revocations.add(randomBytes(16).toString("hex"), past);
    }
    const purge = () => fixture.plane.purgeExpired(project, { at: new Date(), limit: 5 });
    const purged = await Promise.all([purge(), purge(), purge()]);
    const total = purged.reduce((sum, { revocations }) => sum + revocations, 0);
    expect(total).toBe(40);
    expect(await countRows(project)).toMatchObject({ revocations: 0 });
  });

  it("runs once at a time for a project, however often it is asked for", async () => {
    const projectId = await fixture.createProject();
    const ids = await Promise.all(
      Array.from({ length: 20 }, () =>
        fixture.queues.add({ name: "purge-expired", payload: { projectId } }),
      ),
    );
    expect(new Set(ids).size).toBeLessThan(20);
    await fixture.idle("cleanup");
    expect((await fixture.queues.deadLetters("cleanup")).length).toBe(0);
  });
});
