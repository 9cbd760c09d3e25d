import type { ProjectMetadata } from "@grantry/contracts";
import { Checkbox, FieldError } from "../../../components/ui/field.js";
import { EnvironmentBadge } from "../../../components/ui/environment.js";
import { RadioCards } from "../../../components/ui/radio-cards.js";
import { toggled } from "../matrix.js";
import { tokenTexts as texts } from "../texts.js";
import type { TokenDraft } from "../token-draft.js";

interface ProjectReachProps {
  reach: TokenDraft["reach"];
  projectIds: readonly string[];
  projects: readonly ProjectMetadata[];
  error: string | undefined;
  onChange: (next: Partial<TokenDraft>) => void;
}

/** The projects that a token may reach. */
export function ProjectReach({ reach, projectIds, projects, error, onChange }: ProjectReachProps) {
  return (
    <div className="flex flex-col gap-3">
      <RadioCards
        legend={texts.projects}
        name="reach"
        value={reach}
        onChange={(next) => onChange({ reach: next })}
        cards={[
          { value: "all", label: texts.projectsAll, description: texts.projectsAllText },
          { value: "chosen", label: texts.projectsChosen, description: texts.projectsChosenText },
        ]}
      />
      {reach === "chosen" ? (
        <fieldset
          {...(error ? { "data-problem": true } : {})}
          className="rounded-card border-border max-h-64 overflow-y-auto border px-4 py-3"
        >
          <legend className="sr-only">{texts.projectsChosen}</legend>
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
