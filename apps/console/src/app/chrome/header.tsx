import type { Project } from "@grantry/contracts";
import { Link } from "@tanstack/react-router";
import { Menu as MenuIcon } from "lucide-react";
import { IconButton } from "../../components/ui/button.js";
import { cn } from "../../components/ui/cn.js";
import { EnvironmentBadge, environments } from "../../components/ui/environment.js";
import { Wordmark } from "../../components/ui/wordmark.js";
import { useSession } from "../../lib/session.js";
import { appTexts as texts } from "../texts.js";
import { ProjectSwitcher } from "./project-switcher.js";
import { UserMenu } from "./user-menu.js";
import { WorkspaceSwitcher } from "./workspace-switcher.js";

interface HeaderProps {
  project?: Project | undefined;
  onOpenNavigation?: (() => void) | undefined;
}

/** Band, mark, workspace, project, environment, and the account menu. */
export function Header({ project, onOpenNavigation }: HeaderProps) {
  const { workspace } = useSession();
  return (
    <header className="bg-background border-border sticky top-0 z-30 border-b">
      <div
        className={cn(
          "h-[3px]",
          project === undefined ? "bg-transparent" : environments[project.environment].band,
        )}
      />
      <div className="flex h-12 items-center gap-2 px-3 sm:px-4">
        {onOpenNavigation === undefined ? null : (
          <IconButton
            label={texts.menu}
            className="lg:hidden"
            icon={<MenuIcon aria-hidden className="size-4.5" />}
            onClick={onOpenNavigation}
          />
        )}
        <Link
          to="/projects"
          aria-label="Grantry"
          className="rounded-control inline-flex min-h-8 shrink-0 items-center px-1"
        >
          <Wordmark name={false} />
        </Link>
        <nav aria-label="Location" className="flex min-w-0 items-center gap-1">
          <Link
            to="/projects"
            className={cn(
              "rounded-control hover:bg-muted inline-flex h-8 min-w-0 items-center px-2 font-medium",
              project !== undefined && "text-muted-foreground max-sm:hidden",
            )}
          >
            <span className="truncate">{workspace.name}</span>
          </Link>
          <span className={cn("inline-flex", project !== undefined && "max-sm:hidden")}>
            <WorkspaceSwitcher />
          </span>
          {project === undefined ? null : (
            <>
              <span aria-hidden className="text-input hidden sm:inline">
                /
              </span>
              <ProjectSwitcher project={project} />
            </>
          )}
        </nav>
        {project === undefined ? null : (
          <span className="hidden sm:inline-flex">
            <EnvironmentBadge environment={project.environment} />
          </span>
        )}
        <div className="ml-auto">
          <UserMenu />
        </div>
      </div>
    </header>
  );
}
