import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { Breadcrumb } from "../../components/ui/breadcrumb.js";
import { Card } from "../../components/ui/card.js";
import { ErrorState } from "../../components/ui/error-state.js";
import { Page } from "../../components/ui/page.js";
import { Skeleton } from "../../components/ui/skeleton.js";
import { userQuery } from "../../features/users/api/users.js";
import { CreateUserButton } from "../../features/users/components/create-user.js";
import { UserActions } from "../../features/users/components/user-actions.js";
import { UserProfile } from "../../features/users/components/user-profile.js";
import { UserSessions } from "../../features/users/components/user-sessions.js";
import { UserState } from "../../features/users/components/user-state.js";
import { UsersList, type UsersSearch } from "../../features/users/components/users-list.js";
import { userTexts as texts } from "../../features/users/texts.js";
import { useMay } from "../../lib/session.js";
import { Guarded } from "../guarded.js";
import { useProject } from "../use-project.js";

/** `P/users` */
export function UsersRoute() {
  const project = useProject();
  const may = useMay();
  const search = useSearch({ from: "/session/projects/$project/users" });
  const navigate = useNavigate({ from: "/projects/$project/users" });
  const onSearch = useCallback((next: UsersSearch) => void navigate({ search: next }), [navigate]);
  return (
    <Guarded permission="users:read">
      <Page
        title={texts.title}
        context={project.name}
        purpose={texts.purpose}
        actions={may("users:write") ? <CreateUserButton project={project} /> : null}
      >
        <Card flush>
          <UsersList project={project} search={search} onSearch={onSearch} />
        </Card>
      </Page>
    </Guarded>
  );
}

/** `P/users/{user}` */
export function UserRoute() {
  return (
    <Guarded permission="users:read">
      <UserPage />
    </Guarded>
  );
}

function UserPage() {
  const project = useProject();
  const may = useMay();
  const { user: id } = useParams({ from: "/session/projects/$project/users/$user" });
  const user = useQuery(userQuery(project.id, id));
  const title = user.data?.traits.email ?? id;
  return (
    <Page
      title={title}
      context={project.name}
      status={user.data ? <UserState user={user.data} /> : null}
      breadcrumb={
        <Breadcrumb
          parent={
            <Link to="/projects/$project/users" params={{ project: project.slug }}>
              {texts.title}
            </Link>
          }
          current={title}
        />
      }
      actions={
        user.data && may("users:write") ? <UserActions project={project} user={user.data} /> : null
      }
    >
      {user.isPending ? <Skeleton what="user" /> : null}
      {user.isError ? (
        <Card flush>
          <ErrorState error={user.error} noun="user" onRetry={() => void user.refetch()} />
        </Card>
      ) : null}
      {user.data ? (
        <div className="flex flex-col gap-6">
          <UserProfile user={user.data} />
          <UserSessions project={project} user={user.data} />
        </div>
      ) : null}
    </Page>
  );
}
