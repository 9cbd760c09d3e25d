import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  AuditEvent,
  AuditKeySet,
  AuditVerification,
  ListAuditEvents,
  ListAuditHeads,
} from "@grantry/contracts";
import pg from "pg";
import { openTerminal, type Terminal } from "../cli/terminal.js";
import { eventually } from "../jobs/eventually.js";
import { type OwnGrantry, startGrantry } from "../support/grantry.js";
import { ControlApi } from "./control-api.js";

/** A system of its own: its log is broken on purpose. */
describe("proofs of the audit log", () => {
  let grantry: OwnGrantry;
  let api: ControlApi;
  let owner: pg.Client;
  let terminal: Terminal;
  let folder: string;

  beforeAll(async () => {
    grantry = await startGrantry();
    api = new ControlApi(grantry.addresses.api, grantry.token);
    owner = new pg.Client({ connectionString: grantry.facts.stores.databaseUrl });
    await owner.connect();
    terminal = openTerminal({ GRANTRY_URL: grantry.addresses.console, GRANTRY_PAT: grantry.token });
    folder = mkdtempSync(join(tmpdir(), "grantry-audit-"));
    await Promise.all(
      ["One", "Two", "Three", "Four"].map((name) => api.call("POST", "/projects", { name })),
    );
  });

  afterAll(async () => {
    terminal?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
    await owner?.end();
    await grantry?.stop();
  });

  const list = async (query: string) =>
    (await api.call<ListAuditEvents>("GET", `/audit-events?${query}`)).body.events;
  const verify = async () =>
    (await api.call<AuditVerification>("GET", "/audit-events/verify")).body;
  const exported = async (query = "") => {
    const answer = await grantry.fetch(`${grantry.addresses.api}/audit-events/export${query}`, {
      headers: { authorization: `Bearer ${grantry.token}` },
    });
    expect(answer.headers.get("content-type")).toContain("application/x-ndjson");
    return (await answer.text()).trim().split("\n");
  };
  const checked = async (lines: readonly string[], ...words: string[]) => {
    const file = join(folder, "export.jsonl");
    writeFileSync(file, `${lines.join("\n")}\n`);
    return terminal.run(["audit", "verify", file, ...words]);
  };
  /** Runs statements as nobody can at run time: the owner with every trigger taken off. */
  const tampered = async (statements: string, look: () => Promise<void>) => {
    await owner.query("begin");
    try {
      await owner.query(
        `alter table audit_events disable trigger user; ${statements};
         alter table audit_events enable always trigger audit_events_stay;
         alter table audit_events enable always trigger audit_events_are_not_emptied;
         alter table audit_events enable always trigger audit_tails_grow`,
      );
      await owner.query("commit");
      await look();
    } finally {
      await owner.query("rollback");
    }
  };

  it("finds events by actor, action, target, request, project and time", async () => {
    const [newest] = await list("action=project.create&page_size=1");
    expect(newest).toBeDefined();
    const { target, actor, request_id, project_id, occurred_at, id } = newest as AuditEvent;
    for (const query of [
      `target=${target.id}`,
      `target=${encodeURIComponent(target.label)}&action=project.*`,
      `request_id=${request_id}`,
      `project_id=${project_id}`,
      `actor=${actor.id}&action=project.create&page_size=1`,
      `actor=${encodeURIComponent(actor.label)}&since=${encodeURIComponent(occurred_at)}`,
    ]) {
      expect([query, (await list(query)).map((event) => event.id)]).toEqual([
        query,
        expect.arrayContaining([id]),
      ]);
    }
    expect(await list("actor=nobody")).toEqual([]);
    expect(await list(`until=2020-01-01T00:00:00Z`)).toEqual([]);
    const wrong = await api.call("GET", "/audit-events?since=yesterday");
    expect(wrong.status).toBe(400);
  });

  it("lets a page follow a page without a gap", async () => {
    const all = await list("page_size=500");
    const paged: AuditEvent[] = [];
    let token = "";
    do {
      const path = `/audit-events?page_size=3&page_token=${token}`;
      const { body } = await api.call<ListAuditEvents>("GET", path);
      paged.push(...body.events);
      token = body.next_page_token;
    } while (token !== "");
    expect(paged).toEqual(all);
  });

  it("has its heads signed by the worker, with a key that everybody may read", async () => {
    await eventually(async () => {
      const { body } = await api.call<ListAuditHeads>("GET", "/audit-heads");
      if (body.heads.length === 0) throw new Error("no head was signed");
    });
    const { heads } = (await api.call<ListAuditHeads>("GET", "/audit-heads")).body;
    const keys = await api.as(undefined).call<AuditKeySet>("GET", "/audit-keys");
    expect(keys.status).toBe(200);
    expect(keys.body.keys.map(({ kid }) => kid)).toContain(heads[0]?.key_id);
    expect(JSON.stringify(keys.body)).not.toContain('"d"');
    expect(await verify()).toMatchObject({ intact: true, broken_at: null });
  });

  it("exports what grantry audit verify finds intact, also a part of it", async () => {
    const whole = await checked(await exported());
    expect([whole.code, whole.out]).toEqual([0, expect.stringMatching(/INTACT\s+true/)]);
    const first = (await list("page_size=500")).at(-3);
    const part = await exported(`?since=${encodeURIComponent(first?.occurred_at ?? "")}`);
    expect((await checked(part)).code).toBe(0);
    const keys = join(folder, "keys.json");
    writeFileSync(keys, JSON.stringify((await api.call("GET", "/audit-keys")).body));
    expect((await checked(part, "--keys", keys)).code).toBe(0);
    writeFileSync(keys, JSON.stringify({ keys: [] }));
    expect((await checked(part, "--keys", keys)).code).toBe(1);
  });

  it("finds a changed, removed, moved, added and cut-off line offline", async () => {
    const lines = await exported();
    const events = lines.flatMap((line, at) => (line.includes('"kind":"event"') ? [at] : []));
    const [second = 0, third = 0] = events.slice(1);
    const cases: [string, string[], RegExp][] = [
      [
        "changed",
        lines.with(second, (lines[second] ?? "").replace(/"action":"[^"]*"/, '"action":"x.y"')),
        /event 2 .*was changed/,
      ],
      ["removed", lines.toSpliced(second, 1), /Events are missing: 2/],
      [
        "moved",
        lines.with(second, lines[third] ?? "").with(third, lines[second] ?? ""),
        /Events are missing: 2/,
      ],
      ["added", lines.toSpliced(second, 0, lines[second] ?? ""), /out of order/],
      ["cut off", lines.slice(0, third), /cut off/],
      ["cut off before its proof", lines.toSpliced(events.at(-1) ?? 0, 1), /missing/],
      ["cut at the front", lines.toSpliced(events[0] ?? 0, 1), /missing/],
      [
        "signed for something else",
        lines.with(-1, (lines.at(-1) ?? "").replace(/"count":\d+/, '"count":1')),
        /signature does not fit/,
      ],
    ];
    for (const [name, changed, finding] of cases) {
      const { code, err } = await checked(changed);
      expect([name, code, err]).toEqual([name, 1, expect.stringMatching(finding)]);
    }
  });

  it.each([
    ["grantry_control", "42501"],
    ["grantry_plane", "42501"],
    ["grantry_provisioner", "42501"],
    [undefined, "42501"],
  ])("cannot be changed, removed or emptied as %s", async (role, code) => {
    const client = new pg.Client({
      connectionString: grantry.facts.stores.databaseUrl,
      ...(role && { options: `-c role=${role}` }),
    });
    await client.connect();
    try {
      for (const table of ["audit_events", "audit_heads", "audit_tails"]) {
        for (const statement of [
          `update ${table} set hash = 'x', sequence = sequence`,
          `delete from ${table}`,
          `truncate ${table}`,
        ]) {
          await expect(client.query(statement)).rejects.toMatchObject({ code });
        }
      }
    } finally {
      await client.end();
    }
  });

  it("keeps its triggers also for a login that plays the replica", async () => {
    const { rows } = await owner.query<{ name: string; enabled: string }>(
      `select tgname as name, tgenabled as enabled from pg_trigger
        where tgrelid = any (array['audit_events', 'audit_heads', 'audit_tails']::regclass[])
          and not tgisinternal`,
    );
    expect(rows).toHaveLength(8);
    expect(rows.filter(({ enabled }) => enabled !== "A")).toEqual([]);
  });

  it("finds that the newest event was removed, before and after others follow", async () => {
    const before = await verify();
    const last = before.head?.sequence ?? 0;
    const removed = await owner.query("select * from audit_events where sequence = $1", [last]);
    await tampered(`delete from audit_events where sequence = ${last}`, async () => {
      expect(await verify()).toMatchObject({
        intact: false,
        broken_at: { sequence: last, reason: expect.stringContaining("removed from the end") },
      });
      await api.call("POST", "/projects", { name: "After the cut" });
      expect(await verify()).toMatchObject({
        intact: false,
        broken_at: { sequence: last, reason: `Event ${last} is missing.` },
      });
    });
    const [row] = removed.rows as Record<string, unknown>[];
    await owner.query(
      `insert into audit_events select * from jsonb_populate_record(null::audit_events, $1)`,
      [JSON.stringify(row)],
    );
    expect(await verify()).toMatchObject({ intact: true });
  });

  it("finds the first broken event when somebody takes the triggers off", async () => {
    const original = (await list("page_size=500")).find(({ sequence }) => sequence === 3);
    await tampered("update audit_events set action = 'x.y' where sequence = 3", async () => {
      expect(await verify()).toMatchObject({ intact: false, broken_at: { sequence: 3 } });
    });
    await tampered(
      `update audit_events set action = '${original?.action}' where sequence = 3`,
      async () => {
        expect(await verify()).toMatchObject({ intact: true });
      },
    );
    const [head] = (await api.call<ListAuditHeads>("GET", "/audit-heads")).body.heads;
    await tampered(`delete from audit_events where sequence >= ${head?.sequence}`, async () => {
      expect(await verify()).toMatchObject({
        intact: false,
        broken_at: { sequence: head?.sequence, reason: expect.stringContaining("removed") },
      });
    });
  });
});
