import type { Project, RequestLogEntry } from "@grantry/contracts";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { Button } from "../../../components/ui/button.js";
import { DataTable } from "../../../components/ui/data-table.js";
import { EmptyState } from "../../../components/ui/empty-state.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { Input } from "../../../components/ui/field.js";
import { Identifier } from "../../../components/ui/identifier.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { Status } from "../../../components/ui/status.js";
import { Time } from "../../../components/ui/time.js";
import { logsQuery, type LogsFilter } from "../api/logs.js";
import { logTexts as texts } from "../texts.js";
import { whatIsSought } from "../what-is-sought.js";

/** What a project answered lately; filters and page live in the address. */
export function LogsList({ project }: { project: Project }) {
  const { q, outcome, cursor } = useSearch({ from: "/session/projects/$project/logs" });
  const navigate = useNavigate({ from: "/projects/$project/logs" });
  const [following, setFollowing] = useState(false);
  const filter: LogsFilter = { ...whatIsSought(q), outcome, cursor };
  const isNewest = cursor === undefined;
  const logs = useQuery(logsQuery(project.id, filter, following && isNewest));
  const go = (search: { q?: string; outcome?: "refused"; cursor?: string }) =>
    void navigate({ search });
  const kept = { ...(q === undefined ? {} : { q }), ...(outcome === undefined ? {} : { outcome }) };

  if (logs.isPending) return <Skeleton what={texts.logs.toLowerCase()} />;
  if (logs.isError) {
    return <ErrorState error={logs.error} noun="project" onRetry={() => void logs.refetch()} />;
  }
  const { entries, next } = logs.data;
  const filtered = q !== undefined || outcome !== undefined;
  return (
    <>
      <FilterBar key={q ?? ""} sought={q ?? ""} onSearch={(text) => go(withText(text, outcome))}>
        <Toggle
          label={texts.refusedOnly}
          pressed={outcome === "refused"}
          onChange={(pressed) =>
            go({ ...(q === undefined ? {} : { q }), ...(pressed ? { outcome: "refused" } : {}) })
          }
        />
        <Toggle label={texts.follow} pressed={following} onChange={setFollowing} />
      </FilterBar>
      {entries.length === 0 ? (
        <EmptyState
          sentence={filtered ? texts.noMatch : texts.empty}
          {...(filtered
            ? { action: <Button onClick={() => go({})}>{texts.clear}</Button> }
            : { command: `grantry logs --follow --project ${project.slug}` })}
        />
      ) : (
        <LogsTable project={project} entries={entries} refreshing={logs.isPlaceholderData} />
      )}
      {isNewest && next === undefined ? null : (
        <nav
          aria-label={texts.logs}
          className="border-border flex flex-wrap gap-2 border-t px-5 py-3"
        >
          <Button size="dense" inactive={isNewest} onClick={() => go(kept)}>
            {texts.newest}
          </Button>
          <Button
            size="dense"
            inactive={next === undefined}
            onClick={() => go({ ...kept, ...(next === undefined ? {} : { cursor: next }) })}
          >
            {texts.next}
          </Button>
        </nav>
      )}
    </>
  );
}

function withText(text: string, outcome: "refused" | undefined) {
  return { ...(text === "" ? {} : { q: text }), ...(outcome === undefined ? {} : { outcome }) };
}

interface ToggleProps {
  label: string;
  pressed: boolean;
  onChange: (pressed: boolean) => void;
}

function Toggle({ label, pressed, onChange }: ToggleProps) {
  return (
    <label className="text-table flex items-center gap-2 whitespace-nowrap">
      <input
        type="checkbox"
        className="accent-primary size-4"
        checked={pressed}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
    </label>
  );
}

interface FilterBarProps {
  sought: string;
  onSearch: (text: string) => void;
  children: React.ReactNode;
}

function FilterBar({ sought, onSearch, children }: FilterBarProps) {
  const [text, setText] = useState(sought);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(text.trim());
  };
  return (
    <search className="px-5 pt-4 pb-2">
      <form onSubmit={submit} className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Input
          type="search"
          aria-label={texts.search}
          placeholder={texts.search}
          className="w-full min-w-0 sm:w-96"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit">{texts.searchButton}</Button>
        {children}
      </form>
    </search>
  );
}

interface LogsTableProps {
  project: Project;
  entries: readonly RequestLogEntry[];
  refreshing: boolean;
}

function LogsTable({ project, entries, refreshing }: LogsTableProps) {
  return (
    <DataTable
      caption={texts.caption(project.name)}
      rows={entries}
      refreshing={refreshing}
      keyOf={(entry) => entry.id}
      columns={[
        { header: texts.columns.time, cell: (entry) => <Time moment={entry.at} /> },
        {
          header: texts.columns.outcome,
          cell: ({ status, error }) => (
            <Status kind={status >= 500 ? "failure" : error === null ? "ok" : "attention"}>
              {`${status} ${error ?? texts.succeeded}`}
            </Status>
          ),
        },
        {
          header: texts.columns.endpoint,
          cell: ({ method, path }) => (
            <code className="wrap-anywhere">
              {method} {path}
            </code>
          ),
        },
        {
          header: texts.columns.client,
          className: "sm:max-w-40",
          cell: ({ client_id: id }) =>
            id === null ? null : <Identifier value={id} what="client ID" />,
        },
        {
          header: texts.columns.why,
          className: "sm:max-w-96",
          cell: ({ error_description: why }) =>
            why === null || why === "" ? null : <span className="wrap-anywhere">{why}</span>,
        },
        {
          header: texts.columns.took,
          cell: ({ milliseconds }) => (
            <span className="whitespace-nowrap tabular-nums">{milliseconds} ms</span>
          ),
        },
        {
          header: texts.columns.request,
          className: "sm:max-w-48",
          cell: ({ request_id: id }) => <Identifier value={id} what="request ID" />,
        },
      ]}
    />
  );
}
