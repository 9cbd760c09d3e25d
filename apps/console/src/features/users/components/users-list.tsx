import type { Project, ProjectIdentity } from "@grantry/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState, type FormEvent } from "react";
import { Button } from "../../../components/ui/button.js";
import { DataTable } from "../../../components/ui/data-table.js";
import { EmptyState } from "../../../components/ui/empty-state.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { Input } from "../../../components/ui/field.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { uiTexts } from "../../../components/ui/texts.js";
import { Time } from "../../../components/ui/time.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { useMay } from "../../../lib/session.js";
import { usersQuery } from "../api/users.js";
import { userTexts as texts } from "../texts.js";
import { whatIsSought } from "../what-is-sought.js";
import { CreateUserButton } from "./create-user.js";
import { AddressState, UserState } from "./user-state.js";

/** What the address of the page says about the list. */
export interface UsersSearch {
  q?: string | undefined;
  cursor?: string | undefined;
}

interface UsersListProps {
  project: Project;
  search: UsersSearch;
  onSearch: (search: UsersSearch) => void;
}

/** The users of a project, newest first, one page at a time. */
export function UsersList({ project, search, onSearch }: UsersListProps) {
  const may = useMay();
  const { q, cursor } = search;
  const users = useQuery(usersQuery(project.id, { address: q, cursor }));
  const stale = users.isError && cursor !== undefined && asApiError(users.error).status === 400;
  useEffect(() => {
    if (!stale) return;
    toast(texts.staleCursor);
    onSearch({ q });
  }, [stale, q, onSearch]);
  if (users.isPending || stale) return <Skeleton what={texts.title.toLowerCase()} />;
  if (users.isError) {
    return <ErrorState error={users.error} noun="project" onRetry={() => void users.refetch()} />;
  }
  const { users: rows, next } = users.data;
  if (rows.length === 0 && q === undefined && cursor === undefined) {
    return (
      <EmptyState
        sentence={texts.empty(project.issuer)}
        action={may("users:write") ? <CreateUserButton project={project} /> : null}
      />
    );
  }
  return (
    <>
      <SearchBar key={q ?? ""} project={project} sought={q ?? ""} onSearch={onSearch} />
      {rows.length === 0 ? (
        <EmptyState
          sentence={texts.noMatch}
          action={<Button onClick={() => onSearch({})}>{texts.clear}</Button>}
        />
      ) : (
        <UsersTable project={project} users={rows} refreshing={users.isPlaceholderData} />
      )}
      {cursor === undefined && next === undefined ? null : (
        <nav
          aria-label={texts.title}
          className="border-border flex flex-wrap gap-2 border-t px-5 py-3"
        >
          <Button size="dense" inactive={cursor === undefined} onClick={() => onSearch({ q })}>
            {uiTexts.first}
          </Button>
          <Button
            size="dense"
            inactive={next === undefined}
            onClick={() => onSearch({ q, cursor: next })}
          >
            {uiTexts.next}
          </Button>
        </nav>
      )}
    </>
  );
}

interface SearchBarProps {
  project: Project;
  sought: string;
  onSearch: (search: UsersSearch) => void;
}

function SearchBar({ project, sought, onSearch }: SearchBarProps) {
  const navigate = useNavigate();
  const [text, setText] = useState(sought);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = whatIsSought(text);
    if (found === undefined) onSearch({});
    else if ("address" in found) onSearch({ q: found.address });
    else {
      void navigate({
        to: "/projects/$project/users/$user",
        params: { project: project.slug, user: found.id },
      });
    }
  };
  return (
    <search className="px-5 pt-4 pb-2">
      <form onSubmit={submit} className="flex flex-wrap items-center gap-2">
        <Input
          type="search"
          aria-label={texts.search}
          placeholder={texts.search}
          className="w-full sm:w-80"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit">{texts.searchButton}</Button>
        {sought === "" ? null : (
          <Button kind="ghost" onClick={() => onSearch({})}>
            {texts.clear}
          </Button>
        )}
      </form>
    </search>
  );
}

interface UsersTableProps {
  project: Project;
  users: readonly ProjectIdentity[];
  refreshing: boolean;
}

function UsersTable({ project, users, refreshing }: UsersTableProps) {
  return (
    <DataTable
      caption={texts.caption(project.name)}
      rows={users}
      refreshing={refreshing}
      keyOf={({ id }) => id}
      columns={[
        {
          header: texts.columns.address,
          className: "sm:max-w-80",
          cell: ({ id, traits }) => (
            <Link
              to="/projects/$project/users/$user"
              params={{ project: project.slug, user: id }}
              className="text-primary rounded-badge inline-flex min-h-6 items-center font-medium break-all underline-offset-2 hover:underline"
            >
              {traits.email}
            </Link>
          ),
        },
        {
          header: texts.columns.name,
          className: "sm:max-w-64",
          cell: ({ traits }) => traits.name ?? null,
        },
        { header: texts.columns.state, cell: (user) => <UserState user={user} /> },
        { header: texts.columns.verified, cell: (user) => <AddressState user={user} /> },
        { header: texts.columns.created, cell: ({ created_at: at }) => <Time moment={at} /> },
      ]}
    />
  );
}
