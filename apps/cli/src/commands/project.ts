import { deleteProject, listProjects, rehearseOperation } from "@grantry/api-client";
import type { Command } from "commander";
import { apiConnection } from "../credential.js";
import { Failure } from "../failure.js";
import { buildLeaf } from "../leaf.js";
import { printable } from "../output/layout.js";
import { findProject, findWorkspaceId } from "../project-selection.js";
import { printListing, printResource, remember, say } from "../session.js";
import type { World } from "../world.js";
import { idResource } from "./id-resource.js";
import { projectListing, projectResource } from "./project-rows.js";
import { addRehearsalFlag, type RehearsalOptions, showRehearsal, warnOf } from "./rehearsal.js";

const NAMES = { name: "project", aliases: ["projects"] };
const OPTIONAL_ID = { form: "[id]", summary: "id, slug or beginning of a slug" };

/** `grantry list projects`. */
export function listProjectsCommand(world: World): Command {
  return buildLeaf(world, {
    name: "projects",
    aliases: ["project"],
    summary: "List the projects you may see.",
    async run(session) {
      const workspaceId = await findWorkspaceId(session);
      const projects = await listProjects(apiConnection(session));
      const shown = projects.filter((each) => !workspaceId || each.workspace_id === workspaceId);
      printListing(session, projectListing(shown));
    },
  });
}

/** `grantry get project [id]`. */
export function getProjectCommand(world: World): Command {
  return buildLeaf(world, {
    ...NAMES,
    summary: "Show a project.",
    argument: OPTIONAL_ID,
    async run(session, _options, [id]) {
      printResource(session, projectResource(await findProject(session, id)));
    },
  });
}

/** `grantry use project [id]`: selects it for the commands that follow. */
export function useProjectCommand(world: World): Command {
  return buildLeaf(world, {
    ...NAMES,
    summary: "Select the project that later commands are about.",
    argument: OPTIONAL_ID,
    async run(session, _options, [id]) {
      const project = await findProject(session, id);
      remember(session, { selected_project: project.id });
      say(session, `Selected project ${printable(project.name)}.`);
      printResource(session, projectResource(project));
    },
  });
}

/** `grantry delete project <id>`: asks before it deletes. */
export function deleteProjectCommand(world: World): Command {
  return buildLeaf<RehearsalOptions>(world, {
    ...NAMES,
    summary: "Delete a project with its clients, users and tokens.",
    argument: { form: "<id>", summary: "id, slug or beginning of a slug" },
    options: addRehearsalFlag,
    async run(session, { dryRun }, [id]) {
      const project = await findProject(session, id);
      const name = `${printable(project.name)} (${project.slug})`;
      const rehearse = () => {
        const request = { path: { project: project.id } };
        return rehearseOperation(apiConnection(session), "deleteProject", request);
      };
      if (dryRun === true) {
        showRehearsal(session, await rehearse());
        return;
      }
      if (!session.yes) {
        warnOf(session, await rehearse());
        const question = `Delete project ${name} with its clients, users and tokens? [y/N]: `;
        const answer = await session.world.question(question);
        if (!/^y(es)?$/i.test(answer?.trim() ?? "")) {
          throw new Failure("Nothing was deleted.", "Answer y, or use --yes.");
        }
      }
      await deleteProject(apiConnection(session), project.id);
      if (session.settings.selected_project === project.id)
        remember(session, { selected_project: null });
      say(session, `Project ${name} deleted.`);
      printResource(session, idResource(project.id));
    },
  });
}
