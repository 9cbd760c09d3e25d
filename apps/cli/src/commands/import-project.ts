import { createProject, deleteProject } from "@grantry/api-client";
import type { Command } from "commander";
import { apiConnection } from "../credential.js";
import { Failure } from "../failure.js";
import { buildLeaf } from "../leaf.js";
import { findProject, findWorkspaceId } from "../project-selection.js";
import { printResource, say } from "../session.js";
import type { World } from "../world.js";
import { applyFile, assertNewFile, readProjectFile } from "./project-file.js";
import { projectResource } from "./project-rows.js";

/** `grantry import project -f file`: a new project from a file; none stays when the file is refused. */
export function importProjectCommand(world: World): Command {
  return buildLeaf<{ file: string; name?: string; secretsFile?: string }>(world, {
    name: "project",
    aliases: ["projects"],
    summary: "Create a project from a file.",
    options: (command) =>
      command
        .requiredOption("-f, --file <file>", "the project as YAML or JSON, or - for standard input")
        .option("-n, --name <name>", "name of the project, instead of the one in the file")
        .option("--secrets-file <file>", "where the secrets of new clients and streams are kept"),
    async run(session, options) {
      const file = await readProjectFile(session, options.file);
      assertNewFile(options.secretsFile);
      const name = options.name ?? file.project?.name;
      if (name === undefined) throw new Failure("The project has no name.", "Use --name.");
      const workspaceId = await findWorkspaceId(session);
      const api = apiConnection(session);
      const project = await createProject(api, {
        name,
        environment: file.project?.environment ?? "dev",
        ...(workspaceId === undefined ? {} : { workspace_id: workspaceId }),
      });
      try {
        await applyFile(session, project.id, {
          ...options,
          project: { ...file, project: { ...file.project, name } },
        });
      } catch (refusal) {
        await deleteProject(api, project.id).catch(() => {
          say(session, `The project ${project.id} was created and is not what the file says.`);
        });
        throw refusal;
      }
      say(session, "Project imported successfully!");
      printResource(session, projectResource(await findProject(session, project.id)));
    },
  });
}
