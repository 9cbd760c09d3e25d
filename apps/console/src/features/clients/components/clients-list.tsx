import type { OAuth2Client, Project } from "@grantry/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useEffect, useState, type FormEvent } from "react";
import { Button, buttonClass } from "../../../components/ui/button.js";
import { DataTable, Pager } from "../../../components/ui/data-table.js";
import { EmptyState } from "../../../components/ui/empty-state.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { Input, Select } from "../../../components/ui/field.js";
import { Identifier } from "../../../components/ui/identifier.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { Time } from "../../../components/ui/time.js";
import { toast } from "../../../components/ui/toast.js";
import { announce } from "../../../lib/announce.js";
import { asApiError } from "../../../lib/api-error.js";
import { useMay } from "../../../lib/session.js";
import { clientsQuery } from "../api/clients.js";
import { typeOf } from "../client-type.js";
import { clientTexts as texts } from "../texts.js";
import { typeTexts } from "../type-texts.js";

const SIZES = [25, 50, 100] as const;
const DEFAULT_SIZE = 50;

/** The way back through the pages of one project, kept while the console is open. */
const trails = new Map<string, string[]>();

/** The clients of a project, one page at a time. */
export function ClientsList({ project }: { project: Project }) {
  const may = useMay();
  const {
    name,
    cursor,
    size = DEFAULT_SIZE,
  } = useSearch({
    from: "/session/projects/$project/clients",
  });
  const navigate = useNavigate({ from: "/projects/$project/clients" });
  const clients = useQuery(clientsQuery(project.id, { name, cursor, size }));
  const trail = cursor === undefined ? [] : (trails.get(project.id) ?? []);
  const go = (next: { name?: string; cursor?: string; size?: number }, way: string[] = []) => {
    trails.set(project.id, way);
    const known = SIZES.find((entry) => entry === next.size);
    void navigate({
      search: {
        name: next.name || undefined,
        cursor: next.cursor || undefined,
        size: known === DEFAULT_SIZE ? undefined : known,
      },
    });
  };
  const stale = clients.isError && cursor !== undefined && asApiError(clients.error).status === 400;
  useEffect(() => {
    if (!stale) return;
    toast(texts.staleCursor);
    void navigate({ search: (before) => ({ ...before, cursor: undefined }), replace: true });
  }, [stale, navigate]);
  const page = clients.data;
  const from = trail.length * size + 1;
  useEffect(() => {
    if (page && cursor !== undefined) announce(texts.rows(from, from + page.clients.length - 1));
  }, [page, cursor, from]);

  if (clients.isPending || stale) return <Skeleton what={texts.clients.toLowerCase()} />;
  if (clients.isError) {
    return (
      <ErrorState error={clients.error} noun="project" onRetry={() => void clients.refetch()} />
    );
  }
  if (clients.data.clients.length === 0 && name === undefined && cursor === undefined) {
    return (
      <EmptyState
        sentence={texts.empty}
        command={`grantry create oauth2-client --project ${project.slug} --grant-type client_credentials`}
        action={may("clients:write") ? <CreateClientLink project={project} /> : null}
      />
    );
  }
  return (
    <>
      <FilterBar key={name ?? ""} name={name ?? ""} onSearch={(text) => go({ name: text, size })}>
        <label className="text-table text-muted-foreground flex items-center gap-2 whitespace-nowrap sm:ml-auto">
          {texts.pageSize}
          <Select
            className="w-auto"
            value={size}
            onChange={(event) => go({ name, size: Number(event.target.value) })}
          >
            {SIZES.map((entry) => (
              <option key={entry}>{entry}</option>
            ))}
          </Select>
        </label>
      </FilterBar>
      {clients.data.clients.length === 0 ? (
        <EmptyState
          sentence={texts.noMatch}
          action={<Button onClick={() => go({ size })}>{texts.clear}</Button>}
        />
      ) : (
        <ClientsTable
          project={project}
          clients={clients.data.clients}
          refreshing={clients.isPlaceholderData}
        />
      )}
      <Pager
        from={from}
        rows={clients.data.clients.length}
        onFirst={trail.length > 1 ? () => go({ name, size }) : undefined}
        onPrevious={
          cursor === undefined
            ? undefined
            : () => go({ name, size, cursor: trail.at(-2) }, trail.slice(0, -1))
        }
        onNext={
          clients.data.next === undefined
            ? undefined
            : () =>
                go({ name, size, cursor: clients.data.next }, [...trail, clients.data.next ?? ""])
        }
      />
    </>
  );
}

/** The way to the form. */
export function CreateClientLink({ project }: { project: Project }) {
  return (
    <Link
      to="/projects/$project/clients/new"
      params={{ project: project.slug }}
      className={buttonClass("primary")}
    >
      {texts.create}
    </Link>
  );
}

interface FilterBarProps {
  name: string;
  onSearch: (name: string) => void;
  children: React.ReactNode;
}

function FilterBar({ name, onSearch, children }: FilterBarProps) {
  const [text, setText] = useState(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(text.trim());
  };
  return (
    <search className="px-5 pt-4 pb-2">
      <form onSubmit={submit} className="flex flex-wrap items-center gap-2">
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
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        <Button type="submit">{texts.searchButton}</Button>
        {name === "" ? null : (
          <Button kind="ghost" onClick={() => onSearch("")}>
            {texts.clear}
          </Button>
        )}
        {children}
      </form>
    </search>
  );
}

interface ClientsTableProps {
  project: Project;
  clients: readonly OAuth2Client[];
  refreshing: boolean;
}

function ClientsTable({ project, clients, refreshing }: ClientsTableProps) {
  return (
    <DataTable
      caption={texts.caption(project.name)}
      rows={clients}
      refreshing={refreshing}
      keyOf={(client) => client.client_id}
      columns={[
        {
          header: texts.columns.name,
          className: "sm:max-w-72",
          cell: (client) => (
            <Link
              to="/projects/$project/clients/$client"
              params={{ project: project.slug, client: client.client_id }}
              className="text-body text-foreground hover:text-primary font-medium break-words hover:underline"
            >
              {client.client_name || texts.unnamed}
            </Link>
          ),
        },
        {
          header: texts.columns.id,
          className: "sm:max-w-60",
          cell: (client) => <Identifier value={client.client_id} what="client ID" />,
        },
        {
          header: texts.columns.type,
          cell: (client) => {
            const { label, icon: Icon } = typeTexts[typeOf(client)];
            return (
              <span className="inline-flex items-center gap-1.5 align-middle whitespace-nowrap">
                <Icon aria-hidden className="text-muted-foreground size-4" />
                {label}
              </span>
            );
          },
        },
        {
          header: texts.columns.method,
          cell: (client) => <code>{client.token_endpoint_auth_method}</code>,
        },
        {
          header: texts.columns.created,
          className: "sm:w-32",
          cell: (client) => <Time moment={client.created_at ?? null} />,
        },
      ]}
    />
  );
}
