import type { AuditEvent, Project } from "@grantry/contracts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { DataTable } from "../../../components/ui/data-table.js";
import { EmptyState } from "../../../components/ui/empty-state.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { Time } from "../../../components/ui/time.js";
import { useSession } from "../../../lib/session.js";
import { auditQuery } from "../api/audit.js";
import type { Range } from "../range.js";
import { auditTexts as texts } from "../texts.js";
import { AuditFilters } from "./audit-filters.js";
import { EventDialog } from "./event-dialog.js";

/** What the address of the page says about the list. */
export interface AuditSearch {
  actor?: string | undefined;
  action?: string | undefined;
  target?: string | undefined;
  range?: Exclude<Range, "24h"> | undefined;
  cursor?: string | undefined;
}

interface AuditListProps {
  /** Absent: all of the workspace. */
  project?: Project;
  search: AuditSearch;
  onSearch: (search: AuditSearch) => void;
}

/** Who did what; filters and page live in the address. */
export function AuditList({ project, search, onSearch }: AuditListProps) {
  const { workspace } = useSession();
  const [following, setFollowing] = useState(false);
  const [opened, setOpened] = useState<AuditEvent>();
  const { cursor, range = "24h", actor, action, target } = search;
  const isNewest = cursor === undefined;
  const events = useQuery(
    auditQuery(
      workspace.id,
      { projectId: project?.id, actor, action, target, range, cursor },
      following && isNewest,
    ),
  );
  const isFiltered = actor !== undefined || action !== undefined || target !== undefined;
  const next = events.data?.has_next_page ? events.data.next_page_token : undefined;
  return (
    <>
      <AuditFilters
        key={JSON.stringify({ actor, action, target })}
        search={search}
        following={following}
        onSearch={onSearch}
        onFollow={setFollowing}
      />
      {events.isPending ? (
        <Skeleton what={texts.title.toLowerCase()} />
      ) : events.isError ? (
        <ErrorState error={events.error} noun="workspace" onRetry={() => void events.refetch()} />
      ) : events.data.events.length === 0 ? (
        <EmptyState
          sentence={isFiltered ? texts.noMatch : texts.empty}
          action={
            isFiltered ? <Button onClick={() => onSearch({})}>{texts.clear}</Button> : undefined
          }
        />
      ) : (
        <EventsTable
          events={events.data.events}
          refreshing={events.isPlaceholderData}
          onOpen={setOpened}
        />
      )}
      {isNewest && next === undefined ? null : (
        <nav
          aria-label={texts.title}
          className="border-border flex flex-wrap gap-2 border-t px-5 py-3"
        >
          <Button
            size="dense"
            inactive={isNewest}
            onClick={() => onSearch({ ...search, cursor: undefined })}
          >
            {texts.newest}
          </Button>
          <Button
            size="dense"
            inactive={next === undefined}
            onClick={() => onSearch({ ...search, cursor: next })}
          >
            {texts.older}
          </Button>
        </nav>
      )}
      {opened === undefined ? null : (
        <EventDialog event={opened} onClose={() => setOpened(undefined)} />
      )}
    </>
  );
}

interface EventsTableProps {
  events: readonly AuditEvent[];
  refreshing: boolean;
  onOpen: (event: AuditEvent) => void;
}

function EventsTable({ events, refreshing, onOpen }: EventsTableProps) {
  return (
    <DataTable
      caption={texts.caption}
      rows={events}
      refreshing={refreshing}
      keyOf={({ id }) => id}
      columns={[
        {
          header: texts.columns.action,
          cell: (event) => (
            <button
              type="button"
              aria-label={texts.open(event.action)}
              aria-haspopup="dialog"
              className="text-primary rounded-badge inline-flex min-h-6 items-center hover:underline"
              onClick={() => onOpen(event)}
            >
              <code>{event.action}</code>
            </button>
          ),
        },
        { header: texts.columns.time, cell: (event) => <Time moment={event.occurred_at} /> },
        {
          header: texts.columns.actor,
          className: "sm:max-w-64",
          cell: ({ actor }) => (
            <span className="break-words">
              {actor.label || actor.id}
              <span className="text-muted-foreground text-badge block">
                {texts.actors[actor.type]}
              </span>
            </span>
          ),
        },
        {
          header: texts.columns.target,
          className: "sm:max-w-64",
          cell: ({ target }) => (
            <span className="break-words">
              {target.label || target.id}
              <span className="text-muted-foreground text-badge block">
                {target.type.replaceAll("_", " ")}
              </span>
            </span>
          ),
        },
        {
          header: texts.columns.address,
          cell: ({ address }) => (address === null ? null : <code>{address}</code>),
        },
      ]}
    />
  );
}
