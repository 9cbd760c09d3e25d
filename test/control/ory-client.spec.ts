import { Configuration, EventsApi, ProjectApi, WorkspaceApi } from "@ory/client";
import { z } from "zod";
import { type Grantry, sharedGrantry } from "../support/grantry.js";
import { ControlApi } from "./control-api.js";
import { addMember } from "./new-member.js";
import { ORY_SHAPES } from "./ory-shapes.js";
import { makeSecondWorkspace, type SecondWorkspace } from "./second-workspace.js";

/** Organizations come later (contract §5). */
const LATER = /Organization/;

describe("@ory/client against the control plane (contract §5)", () => {
  let grantry: Grantry;
  let workspace: SecondWorkspace;
  let api: ControlApi;
  let projects: ProjectApi;
  let workspaces: WorkspaceApi;
  let events: EventsApi;
  const called = new Set<string>();

  beforeAll(async () => {
    grantry = await sharedGrantry("path");
    workspace = await makeSecondWorkspace(grantry);
    api = new ControlApi(grantry.addresses.api, workspace.token);
    const configuration = new Configuration({
      basePath: grantry.addresses.api,
      accessToken: workspace.token,
    });
    projects = watched(new ProjectApi(configuration));
    workspaces = watched(new WorkspaceApi(configuration));
    events = watched(new EventsApi(configuration));
  });

  /** The same API; each of its answers is held against Ory's description. */
  function watched<Api extends object>(sdk: Api): Api {
    return new Proxy(sdk, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== "function" || typeof name !== "string") return method;
        return async (...given: unknown[]) => {
          const answer: unknown = await Reflect.apply(method, target, given);
          check(name, answer as { status: number; data: unknown });
          return answer;
        };
      },
    });
  }

  function check(method: string, answer: { status: number; data: unknown }): void {
    const shape = ORY_SHAPES[method];
    if (shape === undefined) throw new Error(`Nothing says what ${method} answers.`);
    called.add(method);
    const { status, data } = answer;
    expect([method, status]).toEqual([method, shape.status]);
    const read = shape.answer.safeParse(data);
    if (!read.success) throw new Error(`${method}: ${z.prettifyError(read.error)}`);
  }

  const created = async (name: string) => {
    const createProjectBody = { name, environment: "dev" } as const;
    return (await projects.createProject({ createProjectBody })).data;
  };
  const refusedWith = (status: number) =>
    expect.objectContaining({ response: expect.objectContaining({ status }) });

  it("creates, reads, patches, replaces, lists and deletes a project", async () => {
    const project = await created("By SDK");
    const { data: read } = await projects.getProject({ projectId: project.id });
    expect(read).toEqual(project);
    const { data: patched } = await projects.patchProject({
      projectId: project.id,
      jsonPatch: [{ op: "replace", path: "/name", value: "Patched by SDK" }],
    });
    expect(patched.project.name).toBe("Patched by SDK");
    const { data: set } = await projects.setProject({
      projectId: project.id,
      setProject: {
        name: "Set by SDK",
        cors_admin: {},
        cors_public: {},
        organizations: [],
        services: { oauth2: { config: {} } },
      },
    });
    expect(set.project.name).toBe("Set by SDK");
    const { data: list } = await projects.listProjects();
    expect(list.map(({ id }) => id)).toContain(project.id);
    await projects.purgeProject({ projectId: project.id });
    const gone = projects.getProject({ projectId: project.id });
    await expect(gone).rejects.toEqual(refusedWith(404));
  });

  it("patches a revision, and is refused when there is a newer one", async () => {
    const project = await created("Revisions");
    const revision = { projectId: project.id, revisionId: project.revision_id };
    const { data: patched } = await projects.patchProjectWithRevision({
      ...revision,
      jsonPatch: [
        { op: "replace", path: "/services/oauth2/config/ttl/access_token", value: "2h0m0s" },
      ],
    });
    expect(patched.warnings).toEqual([]);
    expect(patched.project.revision_id).not.toBe(project.revision_id);
    const stale = projects.patchProjectWithRevision({
      ...revision,
      jsonPatch: [{ op: "replace", path: "/name", value: "Stale" }],
    });
    await expect(stale).rejects.toEqual(refusedWith(409));
    const warned = await projects.patchProject({
      projectId: project.id,
      jsonPatch: [{ op: "add", path: "/services/oauth2/config/unheard_of", value: 1 }],
    });
    expect(warned.data.warnings).toHaveLength(1);
  });

  it("lists the members of a project and removes one of chosen projects", async () => {
    const project = await created("Members");
    const kept = await created("Kept");
    const projectIds = [project.id, kept.id];
    const member = await addMember(grantry, workspace.id, "developer", { projectIds });
    const { data: members } = await projects.getProjectMembers({ project: project.id });
    expect(members).toMatchObject([
      { id: workspace.memberId, role: "owner", source: "workspace" },
      { id: member.id, email: member.email, role: "developer", source: "project" },
    ]);
    await projects.removeProjectMember({ project: project.id, member: member.id });
    const { data: left } = await projects.getProjectMembers({ project: project.id });
    expect(left.map(({ id }) => id)).toEqual([workspace.memberId]);
  });

  it("creates, lists and deletes the keys of a project", async () => {
    const project = await created("Keys");
    const { data: key } = await projects.createProjectApiKey({
      project: project.id,
      createProjectApiKeyBody: {
        name: "key",
        expires_at: new Date(Date.now() + 3_600_000) as never,
      },
    });
    expect(key.value).toMatch(/^gry_pat_/);
    const { data: keys } = await projects.listProjectApiKeys({ project: project.id });
    expect(keys).toContainEqual(expect.objectContaining({ id: key.id, project_id: project.id }));
    expect(keys.every(({ value }) => value === undefined)).toBe(true);
    await projects.deleteProjectApiKey({ project: project.id, tokenId: key.id });
    const { data: left } = await projects.listProjectApiKeys({ project: project.id });
    expect(left.map(({ id }) => id)).not.toContain(key.id);
  });

  it("creates, sets, lists and deletes event streams", async () => {
    const { id: projectId } = await created("Streams");
    const { data: stream } = await events.createEventStream({
      projectId,
      createEventStreamBody: { type: "https", https_endpoint: "https://example.com/events" },
    });
    expect(stream).toMatchObject({ type: "https", status: "active" });
    const eventStreamId = stream.id ?? "";
    const { data: paused } = await events.setEventStream({
      projectId,
      eventStreamId,
      setEventStreamBody: {
        type: "https",
        https_endpoint: "https://example.com/elsewhere",
        status: "paused",
      },
    });
    expect(paused).toMatchObject({
      https_endpoint: "https://example.com/elsewhere",
      status: "paused",
    });
    const { data: list } = await events.listEventStreams({ projectId });
    expect(list.event_streams?.map(({ id }) => id)).toEqual([eventStreamId]);
    await events.deleteEventStream({ projectId, eventStreamId });
    const { data: none } = await events.listEventStreams({ projectId });
    expect(none.event_streams).toEqual([]);
  });

  it("creates, lists, reads and renames workspaces, and lists their projects", async () => {
    // Only a person can own the workspace that a token asks for.
    const ofOwner = new Configuration({
      basePath: grantry.addresses.api,
      accessToken: grantry.token,
    });
    const { data: made } = await watched(new WorkspaceApi(ofOwner)).createWorkspace({
      createWorkspaceBody: { name: "By SDK" },
    });
    expect(made).toMatchObject({ name: "By SDK", access_policy: "CHECK_ACCESS_PERMISSION" });
    const { data: listed } = await workspaces.listWorkspaces({ pageSize: 10 });
    // A personal access token is bound to its own workspace.
    expect(listed.workspaces.map(({ id }) => id)).toEqual([workspace.id]);
    const { data: renamed } = await workspaces.updateWorkspace({
      workspace: workspace.id,
      updateWorkspaceBody: { name: "Renamed by SDK" },
    });
    const { data: read } = await workspaces.getWorkspace({ workspace: workspace.id });
    expect(read).toEqual(renamed);
    const { data: inside } = await workspaces.listWorkspaceProjects({ workspace: workspace.id });
    expect(inside.projects.length).toBeGreaterThan(0);
    expect(inside.projects.every(({ workspace_id: id }) => id === workspace.id)).toBe(true);
    const foreign = workspaces.getWorkspace({ workspace: made.id });
    await expect(foreign).rejects.toEqual(refusedWith(404));
  });

  it("creates, lists and deletes the keys of a workspace", async () => {
    const named = { workspace: workspace.id };
    const { data: key } = await workspaces.createWorkspaceApiKey({
      ...named,
      createWorkspaceApiKeyBody: { name: "workspace key" },
    });
    expect(key.workspace_id).toBe(workspace.id);
    expect((await api.as(key.value).call("GET", "/whoami")).status).toBe(200);
    const { data: keys } = await workspaces.listWorkspaceApiKeys(named);
    expect(keys.map(({ id }) => id)).toContain(key.id);
    await workspaces.deleteWorkspaceApiKey({ ...named, tokenId: key.id });
    expect((await api.as(key.value).call("GET", "/whoami")).status).toBe(401);
  });

  it("refuses in Ory's shape", async () => {
    const refused = await projects
      .getProject({ projectId: workspace.id })
      .catch((failure: { response: { status: number; data: unknown } }) => failure.response);
    expect(refused).toMatchObject({
      status: 404,
      data: {
        error: {
          code: 404,
          status: "Not Found",
          message: expect.any(String),
          reason: expect.any(String),
          request: expect.any(String),
        },
      },
    });
    const anonymous = new ProjectApi(new Configuration({ basePath: grantry.addresses.api }));
    await expect(anonymous.listProjects()).rejects.toEqual(refusedWith(401));
  });

  it("has been called by every method that there is today", () => {
    const methods = [ProjectApi, WorkspaceApi, EventsApi].flatMap((sdk) =>
      Object.getOwnPropertyNames(sdk.prototype).filter((name) => name !== "constructor"),
    );
    const today = methods.filter((name) => !LATER.test(name));
    expect([...called].toSorted()).toEqual(today.toSorted());
  });
});
