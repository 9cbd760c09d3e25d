import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useEffect } from "react";
import { Button, buttonClass } from "../../../components/ui/button.js";
import { EmptyState } from "../../../components/ui/empty-state.js";
import { environments } from "../../../components/ui/environment.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { Input, Select } from "../../../components/ui/field.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { announce } from "../../../lib/announce.js";
import { useMay } from "../../../lib/session.js";
import { matching, workspaceProjectsQuery } from "../api/projects.js";
import { projectTexts as texts } from "../texts.js";
import { ProjectsTable } from "./projects-table.js";

interface ProjectsListProps {
  workspace: { id: string; name: string };
}

/** All projects of a workspace, read page by page, narrowed by text and environment. */
export function ProjectsList({ workspace }: ProjectsListProps) {
  const { q = "", environment } = useSearch({ from: "/session/workspace/projects" });
  const navigate = useNavigate({ from: "/projects" });
  const may = useMay();
  const projects = useInfiniteQuery(workspaceProjectsQuery(workspace.id));
  const all = projects.data?.pages.flatMap((page) => page.projects) ?? [];
  const shown = matching(all, q, environment);
  const filtered = q !== "" || environment !== undefined;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = projects;
  useEffect(() => {
    // A filter needs every page: they are read one after the other, and shown as they come.
    if (filtered && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [filtered, hasNextPage, isFetchingNextPage, fetchNextPage]);
  useEffect(() => {
    if (filtered) announce(texts.searchResult(shown.length));
  }, [filtered, shown.length]);

  if (projects.isPending) return <Skeleton what={texts.projects.toLowerCase()} />;
  if (projects.isError) {
    return (
      <ErrorState error={projects.error} noun="workspace" onRetry={() => void projects.refetch()} />
    );
  }
  if (all.length === 0) {
    return (
      <EmptyState
        sentence={texts.empty}
        command={'grantry create project --name "My first project"'}
        action={
          may("projects:create") ? (
            <Link to="/projects/new" className={buttonClass("primary")}>
              {texts.create}
            </Link>
          ) : null
        }
      />
    );
  }
  const search = (next: { q?: string; environment?: string }) =>
    void navigate({
      search: { q: next.q || undefined, environment: next.environment as typeof environment },
      replace: true,
    });
  return (
    <>
      <search className="flex flex-wrap items-center gap-2 px-5 pt-4 pb-2">
        <div className="relative w-full sm:w-80">
          <Search
            aria-hidden
            className="text-muted-foreground pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2"
          />
          <Input
            type="search"
            aria-label={texts.search}
            placeholder={texts.search}
            className="w-full pl-8"
            value={q}
            onChange={(event) => search({ q: event.target.value, environment })}
          />
        </div>
        <Select
          aria-label={texts.environmentFilter}
          className="w-full sm:w-auto"
          value={environment ?? ""}
          onChange={(event) => search({ q, environment: event.target.value || undefined })}
        >
          <option value="">{texts.allEnvironments}</option>
          {Object.entries(environments).map(([value, { word }]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </Select>
      </search>
      {shown.length === 0 && !isFetchingNextPage ? (
        <EmptyState
          sentence={texts.noMatch}
          action={<Button onClick={() => search({})}>{texts.clear}</Button>}
        />
      ) : (
        <ProjectsTable
          workspace={workspace.name}
          projects={shown}
          refreshing={projects.isFetching && !isFetchingNextPage}
        />
      )}
      {hasNextPage ? (
        <div className="border-border border-t px-5 py-3">
          <Button size="dense" pending={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {texts.more}
          </Button>
        </div>
      ) : null}
    </>
  );
}
