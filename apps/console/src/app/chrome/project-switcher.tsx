import type { Project, ProjectMetadata } from "@grantry/contracts";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useLocation, useNavigate } from "@tanstack/react-router";
import { Check, ChevronsUpDown, List, Plus } from "lucide-react";
import { Popover } from "radix-ui";
import { useId, useState, type KeyboardEvent } from "react";
import { cn } from "../../components/ui/cn.js";
import { EnvironmentBadge } from "../../components/ui/environment.js";
import { matching, workspaceProjectsQuery } from "../../features/projects/api/projects.js";
import { useMayInWorkspace } from "../../lib/session.js";
import { appTexts as texts } from "../texts.js";

/** Pages that every project has; ids below them are dropped. */
const SAME_IN_EVERY_PROJECT = new Set([
  "clients",
  "logs",
  "users",
  "keys",
  "configuration",
  "streams",
  "jobs",
  "usage",
  "audit",
  "settings",
]);

/** The same kind of page in another project: ids and filters are dropped. */
function samePage(path: string, from: string, to: string): string {
  const page = path.slice(`/projects/${from}`.length).split("/")[1] ?? "";
  const kept = SAME_IN_EVERY_PROJECT.has(page) ? `/${page}` : "";
  return `/projects/${to}${kept}`;
}

/** A combobox of the workspace's projects. */
export function ProjectSwitcher({ project }: { project: Project }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <button
          type="button"
          aria-label={texts.currentProject(project.name)}
          className="rounded-control hover:bg-muted inline-flex h-8 min-w-0 items-center gap-1.5 px-2 font-medium pointer-coarse:h-10"
        >
          <span className="max-w-36 truncate sm:max-w-64">{project.name}</span>
          <ChevronsUpDown aria-hidden className="text-muted-foreground size-3.5 shrink-0" />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label={texts.switchProject}
          className="rounded-card border-border bg-card shadow-popover animate-popover z-40 w-[min(24rem,calc(100vw-1rem))] border outline-none"
        >
          <SwitcherList project={project} onDone={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function SwitcherList({ project, onDone }: { project: Project; onDone: () => void }) {
  const id = useId();
  const may = useMayInWorkspace();
  const navigate = useNavigate();
  const path = useLocation({ select: (location) => location.pathname });
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const { data } = useInfiniteQuery(workspaceProjectsQuery(project.workspace_id));
  const all = data?.pages.flatMap((page) => page.projects) ?? [];
  const found = matching(all, text, undefined).slice(0, 50);
  const go = (target: ProjectMetadata) => {
    onDone();
    void navigate({ to: samePage(path, project.slug, target.slug) });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && found.length > 0) {
      event.preventDefault();
      setActive((active + step + found.length) % found.length);
    } else if (event.key === "Enter") {
      const target = found[active];
      if (target) go(target);
    }
  };
  return (
    <>
      <div className="border-border border-b p-2">
        <input
          role="combobox"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={found[active] ? `${id}-${found[active].id}` : undefined}
          aria-label={texts.searchProjects}
          placeholder={texts.searchProjects}
          value={text}
          className="control w-full px-2.5"
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div
        id={`${id}-list`}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- the list of a combobox (ARIA 1.2)
        role="listbox"
        aria-label={texts.projects}
        className="max-h-72 overflow-y-auto p-1"
      >
        {found.map((entry, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the combobox keeps the focus and the keys
          <div
            key={entry.id}
            id={`${id}-${entry.id}`}
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an option of the combobox
            role="option"
            aria-selected={entry.id === project.id}
            className={cn(
              "rounded-badge flex cursor-pointer items-center gap-2 px-2 py-1.5",
              index === active && "bg-muted",
            )}
            onMouseMove={() => setActive(index)}
            onClick={() => go(entry)}
          >
            <Check
              aria-hidden
              className={cn("size-4 shrink-0", entry.id !== project.id && "invisible")}
            />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{entry.name}</span>
              <code className="text-badge text-muted-foreground block truncate">{entry.slug}</code>
            </span>
            <EnvironmentBadge environment={entry.environment} />
          </div>
        ))}
      </div>
      {found.length === 0 ? (
        <p className="text-muted-foreground px-4 pb-3">{texts.noProjectMatches}</p>
      ) : null}
      <div className="border-border flex flex-col border-t p-1">
        {may("projects:create") ? (
          <Link
            to="/projects/new"
            onClick={onDone}
            className="rounded-badge hover:bg-muted flex min-h-8 items-center gap-2 px-2"
          >
            <Plus aria-hidden className="size-4" />
            {texts.createProject}
          </Link>
        ) : null}
        <Link
          to="/projects"
          onClick={onDone}
          className="rounded-badge hover:bg-muted flex min-h-8 items-center gap-2 px-2"
        >
          <List aria-hidden className="size-4" />
          {texts.allProjects}
        </Link>
      </div>
    </>
  );
}
