import type { ProjectMetadata } from "@grantry/contracts";
import { Checkbox, FieldError } from "../ui/field.js";
import { EnvironmentBadge } from "../ui/environment.js";
import { RadioCards } from "../ui/radio-cards.js";
import { toggled } from "../permissions/matrix.js";
import { reachTexts as texts } from "./texts.js";

/** All projects, or chosen ones. */
export interface Reach {
  reach: "all" | "chosen";
  projectIds: string[];
}

/** A reach as the API writes it: null is all, now and later. */
export function reachOf(projectIds: readonly string[] | null): Reach {
  return projectIds === null
    ? { reach: "all", projectIds: [] }
    : { reach: "chosen", projectIds: [...projectIds] };
}

/** What the API takes; an empty choice is for the form to refuse. */
export function projectIdsOf({ reach, projectIds }: Reach): string[] | null {
  return reach === "all" ? null : projectIds;
}

interface ProjectReachProps {
  reach: Reach["reach"];
  projectIds: readonly string[];
  projects: readonly ProjectMetadata[];
  error: string | undefined;
  onChange: (next: Partial<Reach>) => void;
}

/** The projects that somebody, or a token, may reach. */
export function ProjectReach({ reach, projectIds, projects, error, onChange }: ProjectReachProps) {
  return (
    <div className="flex flex-col gap-3">
      <RadioCards
        legend={texts.projects}
        name="reach"
        value={reach}
        onChange={(next) => onChange({ reach: next })}
        cards={[
          { value: "all", label: texts.all, description: texts.allText },
          { value: "chosen", label: texts.chosen, description: texts.chosenText },
        ]}
      />
      {reach === "chosen" ? (
        <fieldset
          {...(error ? { "data-problem": true } : {})}
          className="rounded-card border-border max-h-64 overflow-y-auto border px-4 py-3"
        >
          <legend className="sr-only">{texts.chosen}</legend>
          {error === undefined ? null : <FieldError>{error}</FieldError>}
          <div className="flex flex-col gap-2">
            {projects.map((project) => (
              <Checkbox
                key={project.id}
                checked={projectIds.includes(project.id)}
                onChange={() => onChange({ projectIds: toggled(projectIds, project.id) })}
                label={
                  <span className="inline-flex flex-wrap items-center gap-2">
                    {project.name}
                    <EnvironmentBadge environment={project.environment} />
                  </span>
                }
                hint={<code>{project.slug}</code>}
              />
            ))}
          </div>
        </fieldset>
      ) : null}
    </div>
  );
}
