import type { ProjectMetadata, ProjectState } from "@grantry/contracts";
import { Link } from "@tanstack/react-router";
import { DataTable } from "../../../components/ui/data-table.js";
import { EnvironmentBadge } from "../../../components/ui/environment.js";
import { Identifier } from "../../../components/ui/identifier.js";
import { Status, type StatusKind } from "../../../components/ui/status.js";
import { Time } from "../../../components/ui/time.js";
import { projectTexts as texts } from "../texts.js";

const stateKinds: Record<ProjectState, StatusKind> = {
  running: "ok",
  halted: "neutral",
  deleted: "failure",
};

/** The state of a project in icon and word. */
export function ProjectStatus({ state }: { state: ProjectState }) {
  return <Status kind={stateKinds[state]}>{texts.states[state]}</Status>;
}

interface ProjectsTableProps {
  workspace: string;
  projects: readonly ProjectMetadata[];
  refreshing: boolean;
}

/** The projects of a workspace. */
export function ProjectsTable({ workspace, projects, refreshing }: ProjectsTableProps) {
  return (
    <DataTable
      caption={texts.caption(workspace)}
      rows={projects}
      refreshing={refreshing}
      keyOf={(project) => project.id}
      columns={[
        {
          header: texts.columns.name,
          className: "sm:w-[28%]",
          cell: (project) => (
            <Link
              to="/projects/$project"
              params={{ project: project.slug }}
              className="text-body text-foreground hover:text-primary font-medium break-words hover:underline"
            >
              {project.name}
            </Link>
          ),
        },
        {
          header: texts.columns.environment,
          cell: (project) => <EnvironmentBadge environment={project.environment} />,
        },
        {
          header: texts.columns.slug,
          cell: (project) => <Identifier value={project.slug} what="slug" />,
        },
        {
          header: texts.columns.state,
          cell: (project) => <ProjectStatus state={project.state} />,
        },
        {
          header: texts.columns.updated,
          className: "sm:w-32",
          cell: (project) => <Time moment={project.updated_at} />,
        },
      ]}
    />
  );
}
