import { type Operation, OPERATIONS, type Role, type ServiceAccount } from "@grantry/contracts";
import type { z } from "zod";
import { type Grantry, sharedGrantry } from "../support/grantry.js";
import { ConsoleBrowser } from "./console-browser.js";
import { type Answer, ControlApi, type ErrorAnswer } from "./control-api.js";
import { addMember } from "./new-member.js";
import { makeSecondWorkspace, type SecondWorkspace } from "./second-workspace.js";

/** Short lists that the release decides about. */
const FIXED = ["listEventTypes", "listTrustedIssuerPresets"];

/** What has pages in its body, or holds something that others write meanwhile. */
const ELSEWHERE = [
  "listSessions",
  "listJobRuns",
  "listProjectJobRuns",
  "listMails",
  "listDataPlanes",
];

type Row = Record<string, unknown>;

describe("pages of lists (contract §5, RFC 8288)", () => {
  let grantry: Grantry;
  let workspace: SecondWorkspace;
  let api: ControlApi;
  let project: string;

  const operations = OPERATIONS as readonly Operation[];
  const isPaged = ({ query = [] }: Operation) => query.includes("page_token");
  const isArray = (answer?: z.ZodType) => answer?.def.type === "array";
  const lists = operations.filter(
    (each) =>
      isPaged(each) &&
      (isArray(each.answer) || each.id === "listEventStreams") &&
      !ELSEWHERE.includes(each.id),
  );

  beforeAll(async () => {
    grantry = await sharedGrantry();
    workspace = await makeSecondWorkspace(grantry);
    api = new ControlApi(grantry.addresses.api, workspace.token);
    const made = async <Body = { id: string }>(path: string, body: unknown) =>
      (await api.call<Body>("POST", path, body)).body;
    ({ id: project } = await made("/projects", { name: "One" }));
    for (const name of ["Two", "Three"]) await made("/projects", { name });
    for (const name of ["a", "b", "c"]) {
      await addMember(grantry, workspace.id, "viewer");
      await made<ServiceAccount>("/service-accounts", { name, role: "viewer" });
      await made<Role>("/roles", { name, based_on: "viewer" });
      await made("/invitations", { email: `${name}-${workspace.id}@example.com` });
      await made("/personal-access-tokens", { name, permissions: ["project:read"] });
      await made(`/projects/${project}/eventstreams`, {
        type: "https",
        https_endpoint: `https://example.com/${name}`,
        types: [],
      });
      const hostname = `${name}-${project}.example.com`;
      await made(`/projects/${project}/custom-domains`, { hostname });
      await made(`/workspaces/${workspace.id}/trusted-issuers`, {
        name,
        issuer: "https://ci.example.com",
        audience: "grantry",
        conditions: [{ claim: "sub", operator: "equals", value: name }],
        permissions: ["project:read"],
      });
    }
  });

  const pathOf = ({ path }: Operation) =>
    path.replace("{project}", project).replace("{workspace}", workspace.id);
  const rowsOf = ({ body }: Answer<unknown>): Row[] =>
    Array.isArray(body) ? (body as Row[]) : (body as { event_streams: Row[] }).event_streams;
  const nextOf = ({ headers }: Answer<unknown>) =>
    /^<([^>]+)>; rel="next"$/.exec(headers.get("link") ?? "")?.[1];
  const idsOf = (rows: Row[]) => rows.map(({ id }) => id);

  it("every list has them, but those that a release decides about", () => {
    const unpaged = operations.filter(
      (each) => each.method === "get" && isArray(each.answer) && !isPaged(each),
    );
    expect(unpaged.map(({ id }) => id).toSorted()).toEqual(FIXED);
    expect(lists.length).toBeGreaterThanOrEqual(12);
  });

  it.each(lists.map((each) => [each.id, each] as const))(
    "%s is the same in one piece and page by page",
    async (_, operation) => {
      const whole = await api.call("GET", pathOf(operation));
      const all = idsOf(rowsOf(whole));
      expect([whole.status, whole.headers.get("link")]).toEqual([200, null]);
      expect(all.length).toBeGreaterThanOrEqual(3);
      const gathered: unknown[] = [];
      let at: string | undefined = `${api.address}${pathOf(operation)}?page_size=2`;
      while (at !== undefined) {
        const page: Answer<unknown> = await api.call("GET", at.slice(api.address.length));
        const rows = rowsOf(page);
        gathered.push(...idsOf(rows));
        at = nextOf(page);
        expect([page.status, rows.length]).toEqual([200, at === undefined ? rows.length : 2]);
      }
      expect(gathered).toEqual(all);
      const beyond = await api.call("GET", `${pathOf(operation)}?page_token=cDk5OTk`);
      expect(rowsOf(beyond)).toEqual([]);
      for (const wrong of ["page_size=0", "page_size=1001", "page_size=x", "page_token=x"]) {
        const refused = await api.call<ErrorAnswer>("GET", `${pathOf(operation)}?${wrong}`);
        expect([wrong, refused.status]).toEqual([wrong, 400]);
      }
    },
  );

  it("keeps what else was asked for in the link", async () => {
    const path = "/personal-access-tokens?state=active&page_size=1";
    const next = nextOf(await api.call("GET", path)) ?? "";
    expect(new URL(next).searchParams.get("state")).toBe("active");
    expect(next.startsWith(`${grantry.addresses.api}/personal-access-tokens?`)).toBe(true);
  });

  it("the mailbox and one's browsers have them too", async () => {
    const browser = new ConsoleBrowser(grantry);
    await browser.signIn(grantry.owner);
    for (const path of ["/sessions", "/mailbox", "/jobs", "/data-planes"]) {
      const answer = await browser.call<Row[] | { mails: Row[] }>("GET", `${path}?page_size=1`);
      const rows = Array.isArray(answer.body) ? answer.body : answer.body.mails;
      expect([path, answer.status, rows.length <= 1]).toEqual([path, 200, true]);
      expect((await browser.call("GET", `${path}?page_size=x`)).status).toBe(400);
    }
  });
});
