import { callOperation, listEvery, rehearseOperation } from "./operation.js";
import type { Connection } from "./connection.js";

function answering(status: number, body?: unknown): { api: Connection; asked: Request[] } {
  const asked: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    asked.push(new Request(input, init));
    return new Response(body === undefined ? null : JSON.stringify(body), { status });
  };
  return { api: { baseUrl: "http://api.invalid/api", fetch }, asked };
}

describe("an operation by its name", () => {
  it("fills in the path, the query and the body", async () => {
    const { api, asked } = answering(200, {
      events: [],
      next_page_token: "",
      has_next_page: false,
    });
    const query = { page_size: 2, action: "project.create" };
    const found = await callOperation(api, "listAuditEvents", { query });
    expect(found.events).toEqual([]);
    expect(asked[0]?.url).toBe(
      "http://api.invalid/api/audit-events?page_size=2&action=project.create",
    );
  });

  it("encodes the parts of a path and expects nothing of a 204", async () => {
    const { api, asked } = answering(204);
    const headers = { "idempotency-key": "once" };
    await callOperation(api, "deleteProject", { path: { project: "a/b" }, headers });
    expect(asked[0]?.method).toBe("DELETE");
    expect(asked[0]?.url).toBe("http://api.invalid/api/projects/a%2Fb");
    expect(asked[0]?.headers.get("idempotency-key")).toBe("once");
  });

  it("refuses an answer of another shape", async () => {
    const { api } = answering(200, { something: "else" });
    await expect(callOperation(api, "whoami", {})).rejects.toMatchObject({
      code: "unexpected_answer",
    });
  });

  it("asks what it would do without doing it", async () => {
    const { api, asked } = answering(200, { dry_run: true, effects: [] });
    const told = await rehearseOperation(api, "removeMember", { path: { member: "m" } });
    expect(told.effects).toEqual([]);
    expect(asked[0]?.url).toBe("http://api.invalid/api/members/m?dry_run=true");
  });

  it("goes through the pages of a list", async () => {
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = async (input) => {
      asked.push(new Request(input).url);
      const next = '<http://api.invalid/api/roles?page_token=second>; rel="next"';
      const headers = new Headers(asked.length === 1 ? { link: next } : undefined);
      return new Response("[]", { status: 200, headers });
    };
    await listEvery({ baseUrl: "http://api.invalid/api", fetch }, "listRoles", {});
    expect(asked).toEqual([
      "http://api.invalid/api/roles",
      "http://api.invalid/api/roles?page_token=second",
    ]);
  });
});
