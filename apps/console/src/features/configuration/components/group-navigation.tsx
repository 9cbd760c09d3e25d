import type { Project } from "@grantry/contracts";
import { Link } from "@tanstack/react-router";
import { SETTING_GROUPS } from "../setting-groups.js";
import { configurationTexts as texts } from "../texts.js";

/** The groups of the configuration, beside the form or above it on narrow screens. */
export function GroupNavigation({ project }: { project: Project }) {
  return (
    <nav
      aria-label={texts.groups}
      className="flex flex-wrap gap-1 lg:sticky lg:top-20 lg:w-44 lg:shrink-0 lg:flex-col lg:self-start"
    >
      {SETTING_GROUPS.map(({ id, title }) => (
        <Link
          key={id}
          to="/projects/$project/configuration/$group"
          params={{ project: project.slug, group: id }}
          activeProps={{ className: "bg-accent text-primary font-medium" }}
          inactiveProps={{ className: "hover:bg-muted" }}
          className="rounded-control flex min-h-8 items-center px-2.5"
        >
          {title}
        </Link>
      ))}
    </nav>
  );
}
