import fc from "fast-check";
import { InvalidJob, jobKey, JOBS, parseJob, QUEUES, queueOf, type Job } from "./job-list.js";
import { SCHEDULE_OF_JOB, SCHEDULES } from "./schedule-list.js";

const projectId = fc.uuid();
const keyId = fc.string({ minLength: 1, maxLength: 255 });

const job: fc.Arbitrary<Job> = fc.oneof(
  fc.constantFrom<Job>(
    { name: "rotate-due-signing-keys-everywhere", payload: {} },
    { name: "purge-expired-everywhere", payload: {} },
    { name: "purge-expired-in-control-plane", payload: {} },
    { name: "drain-outbox", payload: {} },
  ),
  fc.record({ projectId }).map((payload): Job => ({ name: "rotate-due-signing-keys", payload })),
  fc.record({ projectId }).map((payload): Job => ({ name: "purge-expired", payload })),
  fc.record({ projectId, keyId }).map((payload): Job => ({ name: "rotate-signing-key", payload })),
);

/** The job or the refusal; anything else is thrown on. */
function readOrRefuse(name: string, payload: unknown): Job | InvalidJob {
  try {
    return parseJob(name, payload);
  } catch (error) {
    if (error instanceof InvalidJob) return error;
    throw error;
  }
}

describe("the list of jobs", () => {
  it("names each job once and each in a queue that exists", () => {
    const names = JOBS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(JOBS.filter(({ queue }) => !QUEUES.includes(queue))).toEqual([]);
  });

  it("has a schedule for the results of every job, and a job for every schedule", () => {
    const schedules = SCHEDULES.map(({ name }) => name);
    expect(JOBS.filter(({ name }) => !schedules.includes(SCHEDULE_OF_JOB[name]))).toEqual([]);
    for (const { name, job: scheduled } of SCHEDULES) {
      expect(SCHEDULE_OF_JOB[scheduled]).toBe(name);
      expect(parseJob(scheduled, {})).toEqual({ name: scheduled, payload: {} });
    }
  });
});

describe("reading a job", () => {
  it("gives back every job of ours as it went through JSON", () => {
    fc.assert(
      fc.property(job, (sent) => {
        expect(parseJob(sent.name, JSON.parse(JSON.stringify(sent.payload)))).toEqual(sent);
      }),
    );
  });

  it("refuses a name that is not in the list", () => {
    const known = new Set<string>(JOBS.map(({ name }) => name));
    const unknown = fc.oneof(
      fc.string().filter((name) => !known.has(name)),
      fc.constantFrom("constructor", "toString", "__proto__", "hasOwnProperty"),
    );
    fc.assert(
      fc.property(unknown, fc.anything(), (name, payload) => {
        expect(() => parseJob(name, payload)).toThrow(InvalidJob);
      }),
    );
  });

  it("refuses a payload with a member too many", () => {
    const extra = fc.string().filter((name) => !["projectId", "keyId", "__proto__"].includes(name));
    fc.assert(
      fc.property(job, extra, fc.jsonValue(), (sent, name, value) => {
        expect(() => parseJob(sent.name, { ...sent.payload, [name]: value })).toThrow(InvalidJob);
      }),
    );
  });

  it("refuses a payload with a member too few", () => {
    fc.assert(
      fc.property(job, fc.nat(), (sent, pick) => {
        const members = Object.entries(sent.payload);
        fc.pre(members.length > 0);
        const kept = members.filter((_, index) => index !== pick % members.length);
        expect(() => parseJob(sent.name, Object.fromEntries(kept))).toThrow(InvalidJob);
      }),
    );
  });

  it("answers anything else with a job of exactly its declared members, or refuses it", () => {
    const name = fc.constantFrom(...JOBS.map((declared) => declared.name));
    const payload = fc.oneof(
      fc.anything(),
      fc.record({ projectId: fc.anything(), keyId: fc.anything() }, { requiredKeys: [] }),
    );
    fc.assert(
      fc.property(name, payload, (given, value) => {
        const read = readOrRefuse(given, value);
        if (read instanceof InvalidJob) return;
        const values: unknown[] = Object.values(read.payload);
        expect(values.filter((member) => typeof member !== "string")).toEqual([]);
      }),
    );
  });

  it("does not repeat what it refuses: a payload may hold anything", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{20}$/), (secret) => {
        expect(() => parseJob("purge-expired", { projectId: secret })).toThrow(
          expect.objectContaining({ message: expect.not.stringContaining(secret) }),
        );
      }),
    );
  });
});

describe("the key of a job", () => {
  it("is equal for equal jobs, in whatever order the members stand", () => {
    fc.assert(
      fc.property(projectId, keyId, (project, key) => {
        const one: Job = {
          name: "rotate-signing-key",
          payload: { projectId: project, keyId: key },
        };
        const other: Job = {
          name: "rotate-signing-key",
          payload: { keyId: key, projectId: project },
        };
        expect(jobKey(one)).toBe(jobKey(other));
      }),
    );
  });

  it("differs for different jobs", () => {
    fc.assert(
      fc.property(job, job, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        expect(jobKey(one)).not.toBe(jobKey(other));
      }),
    );
  });

  it("names the queue the job waits in", () => {
    fc.assert(fc.property(job, (sent) => expect(QUEUES).toContain(queueOf(sent.name))));
  });
});
