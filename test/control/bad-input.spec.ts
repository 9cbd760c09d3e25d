import { type Grantry, sharedGrantry } from "../support/grantry.js";
import { ControlApi, type ErrorAnswer } from "./control-api.js";

describe("what the control plane refuses", () => {
  let grantry: Grantry;
  let api: ControlApi;

  beforeAll(async () => {
    grantry = await sharedGrantry();
    api = new ControlApi(grantry.addresses.api, grantry.token);
  });

  const bodies = [
    ["malformed JSON", '{"name":', 400],
    ["an empty body", "", 400],
    ["an array", "[]", 400],
    ["null", "null", 400],
    ["a text", '"x"', 400],
    ["a prototype member", '{"name":"x","__proto__":{"a":1}}', 400],
    ["a NUL character", '{"name":"a\\u0000b"}', 400],
    ["half a surrogate pair", '{"name":"a\\ud800"}', 400],
    ["a line break in a name", '{"name":"a\\nb"}', 400],
    ["an empty name", '{"name":"  "}', 400],
    ["a name of 101 characters", JSON.stringify({ name: "a".repeat(101) }), 400],
    ["a name that is a number", '{"name":1}', 400],
    ["an unknown environment", '{"name":"x","environment":"moon"}', 400],
    ["an unknown workspace", '{"name":"x","workspace_id":"1"}', 404],
    ["a body over a mebibyte", JSON.stringify({ name: "a".repeat(1_100_000) }), 413],
  ] as const;

  it.each(bodies)("%s", async (_, body, status) => {
    const answer = await api.call<ErrorAnswer>("POST", "/projects", body);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatchObject({
      code: status,
      request: answer.headers.get("x-request-id"),
      reason: expect.any(String),
      details: expect.any(Object),
    });
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])(
    "a body of type %s",
    async (type) => {
      const answer = await api.call("POST", "/projects", "name=x", { "content-type": type });
      expect(answer.status).toBe(415);
    },
  );

  it("ignores members that it does not know", async () => {
    const body = { name: "Known", colour: "blue", id: "x", state: "deleted" };
    const answer = await api.call("POST", "/projects", body);
    expect(answer).toMatchObject({ status: 201, body: { name: "Known", state: "running" } });
  });

  it("accepts a content type without a body where none is needed", async () => {
    const id = "00000000-0000-4000-8000-00000000000a";
    const type = { "content-type": "application/json" };
    const path = `/personal-access-tokens/${id}`;
    expect((await api.call("DELETE", path, undefined, type)).status).toBe(404);
  });

  const addresses = [
    ["/projects/not-an-id", 404],
    ["/projects/a%00b", 400],
    ["/projects/%zz", 400],

    ["/personal-access-tokens/not-an-id", 404],
    ["/workspaces/not-an-id", 404],
    ["/audit-events?page_size=0", 400],
    ["/audit-events?page_size=1e9", 400],
    ["/audit-events?page_token=%F0%9F%92%A9", 400],
    ["/audit-events?project_id=x", 400],
    ["/audit-events?project_id=x&project_id=y", 400],
    ["/nothing-here", 404],
    ["/internal/routing-table", 404],
  ] as const;

  it.each(addresses)("the address %s", async (path, status) => {
    const answer = await api.call<ErrorAnswer>("GET", path);
    expect(answer.status).toBe(status);
    expect(answer.body.error.code).toBe(status);
  });

  it("answers an address that ends with a slash like the one without", async () => {
    expect((await api.call("GET", "/projects/")).status).toBe(200);
    expect((await api.call("GET", "/whoami/?x=1")).status).toBe(200);
  });

  const operations = [
    [{ op: "replace", path: "/id", value: "x" }, 400],
    [{ op: "replace", path: "", value: null }, 400],
    [{ op: "remove", path: "/name" }, 400],
    [{ op: "replace", path: "/name/x/y", value: 1 }, 400],
    [{ op: "add", path: "/__proto__/x", value: 1 }, 400],
    [{ op: "copy", from: "/constructor", path: "/name" }, 400],
    [{ op: "explode", path: "/name" }, 400],
    [{ op: "replace", path: "name", value: "x" }, 400],
    [{ op: "test", path: "/name", value: "other" }, 409],
  ] as const;

  it.each(operations)("the patch %j", async (operation, status) => {
    const project = await grantry.admin.createProject("Kept");
    const path = `/projects/${project.id}`;
    expect((await api.call("PATCH", path, [operation])).status).toBe(status);
    expect((await api.call<{ name: string }>("GET", path)).body.name).toBe("Kept");
  });

  it.each([
    ["nothing", undefined],
    ["another scheme", "Basic eDp5"],
    ["a mistyped token", "Bearer gry_pat_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA000000"],
    ["an unknown access token", "Bearer gry_at_unknown"],
    ["two words", "Bearer a b"],
  ])("%s as a credential", async (_, authorization) => {
    const headers: Record<string, string> = authorization ? { authorization } : {};
    const answer = await api
      .as(undefined)
      .call<ErrorAnswer>("GET", "/projects", undefined, headers);
    expect(answer.status).toBe(401);
    expect(answer.body.error.id).toBe("unauthorized");
    expect(answer.headers.get("www-authenticate")).toContain("Bearer");
  });

  it("describes itself as OpenAPI 3.1, with a readable page beside it", async () => {
    const document = await api.as(undefined).call("GET", "/openapi.json");
    expect(document.body).toMatchObject({ openapi: "3.1.0", paths: { "/projects": {} } });
    expect(JSON.stringify(document.body)).not.toContain("#/$defs");
    const page = await grantry.fetch(`${grantry.addresses.api}/docs`);
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(await page.text()).toContain("/personal-access-tokens");
  });
});
