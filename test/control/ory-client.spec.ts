import { Configuration, ProjectApi, WorkspaceApi } from "@ory/client";
import { type Grantry, sharedGrantry } from "../support/grantry.js";

describe("@ory/client against the control plane (contract §5)", () => {
  let grantry: Grantry;
  let projects: ProjectApi;
  let workspaces: WorkspaceApi;

  beforeAll(async () => {
    grantry = await sharedGrantry("path");
    const configuration = new Configuration({
      basePath: grantry.addresses.api,
      accessToken: grantry.token,
    });
    projects = new ProjectApi(configuration);
    workspaces = new WorkspaceApi(configuration);
  });

  it("creates, reads, patches, replaces, lists and deletes a project", async () => {
    const { data: created } = await projects.createProject({
      createProjectBody: { name: "By SDK", environment: "dev" },
    });
    const { data: read } = await projects.getProject({ projectId: created.id });
    expect(read).toEqual(created);
    const { data: patched } = await projects.patchProjectWithRevision({
      projectId: created.id,
      revisionId: created.revision_id,
      jsonPatch: [
        { op: "replace", path: "/services/oauth2/config/ttl/access_token", value: "2h0m0s" },
      ],
    });
    expect(patched.warnings).toEqual([]);
    const stale = projects.patchProjectWithRevision({
      projectId: created.id,
      revisionId: created.revision_id,
      jsonPatch: [{ op: "replace", path: "/name", value: "Stale" }],
    });
    await expect(stale).rejects.toMatchObject({ response: { status: 409 } });
    const { data: set } = await projects.setProject({
      projectId: created.id,
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
    expect(list.map(({ id }) => id)).toContain(created.id);
    await projects.purgeProject({ projectId: created.id });
    const gone = projects.getProject({ projectId: created.id });
    await expect(gone).rejects.toMatchObject({ response: { status: 404 } });
  });

  it("creates, lists and deletes the keys of a project and of the workspace", async () => {
    const { data: project } = await projects.createProject({
      createProjectBody: { name: "Keys", environment: "prod" },
    });
    const { data: key } = await projects.createProjectApiKey({
      project: project.id,
      createProjectApiKeyBody: { name: `key ${project.id}` },
    });
    expect(key.value).toMatch(/^gry_pat_/);
    const { data: keys } = await projects.listProjectApiKeys({ project: project.id });
    expect(keys.map(({ id }) => id)).toContain(key.id);
    await projects.deleteProjectApiKey({ project: project.id, tokenId: key.id });
    const { data: listed } = await workspaces.listWorkspaces();
    const workspace = listed.workspaces[0]?.id ?? "";
    const { data: workspaceKey } = await workspaces.createWorkspaceApiKey({
      workspace,
      createWorkspaceApiKeyBody: { name: `workspace key ${project.id}` },
    });
    expect(workspaceKey.workspace_id).toBe(workspace);
    await workspaces.deleteWorkspaceApiKey({ workspace, tokenId: workspaceKey.id });
    const { data: members } = await projects.getProjectMembers({ project: project.id });
    expect(members).toContainEqual(
      expect.objectContaining({ email: grantry.owner.email, role: "owner" }),
    );
  });

  it("creates, lists, reads and renames workspaces, and lists their projects", async () => {
    const { data: made } = await workspaces.createWorkspace({
      createWorkspaceBody: { name: "By SDK" },
    });
    expect(made).toMatchObject({ name: "By SDK", access_policy: "CHECK_ACCESS_PERMISSION" });
    const { data: listed } = await workspaces.listWorkspaces();
    const [own] = listed.workspaces;
    // A personal access token is bound to its own workspace: the new one is for its owner.
    expect(listed.workspaces).toHaveLength(1);
    const workspace = own?.id ?? "";
    const { data: renamed } = await workspaces.updateWorkspace({
      workspace,
      updateWorkspaceBody: { name: own?.name ?? "" },
    });
    const { data: read } = await workspaces.getWorkspace({ workspace });
    expect(read).toEqual(renamed);
    const { data: inside } = await workspaces.listWorkspaceProjects({ workspace });
    expect(inside.projects.every(({ workspace_id: id }) => id === workspace)).toBe(true);
    const foreign = workspaces.getWorkspace({ workspace: made.id });
    await expect(foreign).rejects.toMatchObject({ response: { status: 404 } });
  });
});
