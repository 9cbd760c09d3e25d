import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from "jose";
import type { JobRun } from "@grantry/contracts";
import { openJobQueues, queueAddress, type JobQueues } from "@grantry/queue";
import { expectJson, type CreatedClient, type CreatedProject } from "../support/admin-client.js";
import { inDatabase } from "../support/engines.js";
import { sharedGrantry, type Grantry } from "../support/grantry.js";
import { eventually } from "./eventually.js";

jest.setTimeout(90_000);

const DAY_MS = 86_400_000;

let grantry: Grantry;
let queues: JobQueues;

beforeAll(async () => {
  grantry = await sharedGrantry();
  queues = openJobQueues(queueAddress(grantry.facts.stores), () => undefined);
});

afterAll(async () => {
  await queues.close();
});

interface Key {
  kid: string;
  state: string;
  expires_at: Date | null;
  retired_at: Date | null;
}

async function keysOf(project: CreatedProject): Promise<Key[]> {
  return inDatabase(grantry.facts.stores.planeDatabaseUrl, async (client) => {
    const { rows } = await client.query<Key>(
      `select kid, state, expires_at, retired_at from plane.signing_keys
        where project_id = $1 and algorithm = 'RS256'`,
      [project.id],
    );
    return rows;
  });
}

async function kidOf(project: CreatedProject, state: string): Promise<string> {
  const key = (await keysOf(project)).find((each) => each.state === state);
  if (key === undefined) throw new Error(`${project.slug} has no ${state} key`);
  return key.kid;
}

/** Lets days pass for the keys of a project. */
async function age(project: CreatedProject, days: number, states: string[]): Promise<void> {
  await inDatabase(grantry.facts.stores.planeDatabaseUrl, async (client) => {
    await client.query(
      `update plane.signing_keys
          set created_at = created_at - make_interval(days => $2),
              activated_at = activated_at - make_interval(days => $2),
              retired_at = retired_at - make_interval(days => $2),
              expires_at = expires_at - make_interval(days => $2)
        where project_id = $1 and state = any($3)`,
      [project.id, days, states],
    );
  });
}

async function rotateWhatIsDue(project: CreatedProject): Promise<void> {
  const before = await kidOf(project, "current");
  await queues.add({ name: "rotate-due-signing-keys", payload: { projectId: project.id } });
  await eventually(async () => expect(await kidOf(project, "current")).not.toBe(before));
}

async function createJwtClient(project: CreatedProject, more = {}): Promise<CreatedClient> {
  return grantry.admin.createClient(project, {
    grant_types: ["client_credentials"],
    access_token_strategy: "jwt",
    ...more,
  });
}

async function accessToken(project: CreatedProject, client: CreatedClient): Promise<string> {
  const basic = Buffer.from(`${client.client_id}:${client.client_secret}`).toString("base64");
  const answer = await grantry.fetch(`${project.issuer}/oauth2/token`, {
    method: "POST",
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  const body = await expectJson<{ access_token: string }>(answer, 200);
  return body.access_token;
}

async function jwks(project: CreatedProject): Promise<JSONWebKeySet> {
  const answer = await grantry.fetch(`${project.issuer}/.well-known/jwks.json`);
  return expectJson<JSONWebKeySet>(answer, 200);
}

async function kids(project: CreatedProject): Promise<(string | undefined)[]> {
  return (await jwks(project)).keys.map(({ kid }) => kid);
}

async function verify(project: CreatedProject, token: string): Promise<string | undefined> {
  const keySet = createLocalJWKSet(await jwks(project));
  const { payload } = await jwtVerify(token, keySet, { issuer: project.issuer });
  return payload.iss;
}

describe("the rotation of signing keys", () => {
  it("signs with the announced key after the period; tokens from before keep verifying", async () => {
    const project = await grantry.admin.createProject();
    const client = await createJwtClient(project);
    const announced = await kidOf(project, "next");
    const before = await accessToken(project, client);
    expect(await kids(project)).toContain(announced);

    await age(project, 91, ["current", "next"]);
    await rotateWhatIsDue(project);

    const after = await eventually(async () => {
      const token = await accessToken(project, client);
      expect(decodeProtectedHeader(token).kid).toBe(announced);
      return token;
    });
    expect(decodeProtectedHeader(before).kid).not.toBe(announced);
    expect(await verify(project, before)).toBe(project.issuer);
    expect(await verify(project, after)).toBe(project.issuer);
    expect(await kids(project)).toContain(await kidOf(project, "next"));
  });

  it("leaves a result that the control plane shows", async () => {
    const project = await grantry.admin.createProject();
    await age(project, 91, ["current", "next"]);
    await rotateWhatIsDue(project);
    const runsAt = async (path: string) => {
      const answer = await grantry.admin.call("GET", `${grantry.addresses.api}${path}`);
      return await expectJson<JobRun[]>(answer, 200);
    };
    const rotation = { schedule: "signing-key-rotation", project_id: project.id };
    await eventually(async () => {
      expect(await runsAt("/jobs")).toEqual(
        expect.arrayContaining([expect.objectContaining(rotation)]),
      );
      const ofProject = await runsAt(`/projects/${project.id}/jobs`);
      expect(ofProject).toEqual([expect.objectContaining({ ...rotation, outcome: "succeeded" })]);
    });
  });

  it("leaves a key alone whose successor was announced a moment ago", async () => {
    const project = await grantry.admin.createProject();
    await age(project, 91, ["current"]);
    const before = await keysOf(project);
    await queues.add({ name: "rotate-due-signing-keys", payload: { projectId: project.id } });
    await settled();
    expect(await keysOf(project)).toEqual(before);
  });

  it("keeps a retired key for 30 days, then deletes it and what it signed is no longer trusted", async () => {
    const project = await grantry.admin.createProject();
    const client = await createJwtClient(project);
    const retired = await kidOf(project, "current");
    const token = await accessToken(project, client);
    await age(project, 91, ["current", "next"]);
    await rotateWhatIsDue(project);
    expect(await daysKept(project, retired)).toBe(30);

    await age(project, 29, ["retired"]);
    await purge(project);
    expect(await kids(project)).toContain(retired);

    await age(project, 2, ["retired"]);
    await purge(project);
    await eventually(async () => expect(await kids(project)).not.toContain(retired));
    await expect(verify(project, token)).rejects.toMatchObject({
      code: "ERR_JWKS_NO_MATCHING_KEY",
    });
  });

  it("keeps a retired key as long as the longest token that a client may have from it", async () => {
    const project = await grantry.admin.createProject();
    await createJwtClient(project, { client_credentials_grant_access_token_lifespan: "1440h" });
    const retired = await kidOf(project, "current");
    await age(project, 91, ["current", "next"]);
    await rotateWhatIsDue(project);
    expect(await daysKept(project, retired)).toBe(60);
  });

  it("on request retires the named key once, however often it is asked for", async () => {
    const project = await grantry.admin.createProject();
    const keyId = await kidOf(project, "current");
    const successor = await kidOf(project, "next");
    await age(project, 1, ["current", "next"]);
    const job = {
      name: "rotate-signing-key",
      payload: { projectId: project.id, keyId },
    } as const;
    await Promise.all([queues.add(job), queues.add(job), queues.add(job)]);
    await eventually(async () => expect(await kidOf(project, "current")).toBe(successor));
    await queues.add(job);
    await settled();
    expect(await kidOf(project, "current")).toBe(successor);
    expect((await keysOf(project)).map(({ state }) => state).toSorted()).toEqual([
      "current",
      "next",
      "retired",
    ]);
  });

  it("on request waits until verifiers have seen the successor", async () => {
    const project = await grantry.admin.createProject();
    const keyId = await kidOf(project, "current");
    const delayedBefore = await delayedJobs();
    await queues.add({ name: "rotate-signing-key", payload: { projectId: project.id, keyId } });
    await eventually(async () => expect(await delayedJobs()).toBe(delayedBefore + 1));
    expect(await kidOf(project, "current")).toBe(keyId);
  });
});

async function delayedJobs(): Promise<number> {
  const counts = await queues.counts();
  return counts.find(({ queue }) => queue === "signing-keys")?.delayed ?? 0;
}

/** Whatever was added to the signing keys' queue has run. */
async function settled(): Promise<void> {
  await eventually(async () => {
    const counts = await queues.counts();
    const { waiting, active } = counts.find(({ queue }) => queue === "signing-keys") ?? {};
    expect({ waiting, active }).toEqual({ waiting: 0, active: 0 });
  });
}

async function purge(project: CreatedProject): Promise<void> {
  await queues.add({ name: "purge-expired", payload: { projectId: project.id } });
  await eventually(async () => {
    const counts = await queues.counts();
    const { waiting, active } = counts.find(({ queue }) => queue === "cleanup") ?? {};
    expect({ waiting, active }).toEqual({ waiting: 0, active: 0 });
  });
}

async function daysKept(project: CreatedProject, kid: string): Promise<number> {
  const key = (await keysOf(project)).find((each) => each.kid === kid);
  if (!key?.retired_at || !key.expires_at) throw new Error(`${kid} is not retired`);
  return (key.expires_at.getTime() - key.retired_at.getTime()) / DAY_MS;
}
