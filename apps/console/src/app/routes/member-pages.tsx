import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Card } from "../../components/ui/card.js";
import { ErrorState } from "../../components/ui/error-state.js";
import { Page } from "../../components/ui/page.js";
import { Skeleton } from "../../components/ui/skeleton.js";
import { Tabs } from "../../components/ui/tabs.js";
import {
  invitationsQuery,
  membersQuery,
  serviceAccountsQuery,
} from "../../features/members/api/members.js";
import { InvitationsTable } from "../../features/members/components/invitations-table.js";
import { InviteButton } from "../../features/members/components/invite-button.js";
import { MembersTable } from "../../features/members/components/members-table.js";
import { ServiceAccountsTable } from "../../features/members/components/service-accounts-table.js";
import { memberTexts as texts } from "../../features/members/texts.js";
import { reachableProjectsQuery } from "../../lib/reachable-projects.js";
import { rolesQuery } from "../../lib/roles.js";
import { useMay, useSession } from "../../lib/session.js";
import { Guarded } from "../guarded.js";

/** `W/members` */
export function MembersRoute() {
  const { workspace } = useSession();
  const may = useMay();
  return (
    <Guarded permission="members:read">
      <Page
        title={texts.title}
        context={workspace.name}
        purpose={texts.purpose}
        actions={may("members:write") ? <InviteButton /> : null}
      >
        <Members />
      </Page>
    </Guarded>
  );
}

function Members() {
  const { workspace } = useSession();
  const { tab } = useSearch({ from: "/session/workspace/workspaces/$workspace/members" });
  const to = "/workspaces/$workspace/members";
  const params = { workspace: workspace.id };
  return (
    <>
      <Tabs
        label={texts.tabs}
        tabs={[
          { label: texts.members, link: { to, params, search: {} }, current: tab === undefined },
          {
            label: texts.invitations,
            link: { to, params, search: { tab: "invitations" } },
            current: tab === "invitations",
          },
          {
            label: texts.serviceAccounts,
            link: { to, params, search: { tab: "service-accounts" } },
            current: tab === "service-accounts",
          },
        ]}
      />
      <Card flush>
        {tab === "invitations" ? (
          <Invitations />
        ) : tab === "service-accounts" ? (
          <ServiceAccounts />
        ) : (
          <People />
        )}
      </Card>
    </>
  );
}

function People() {
  const { workspace } = useSession();
  const members = useQuery(membersQuery(workspace.id));
  const roles = useQuery(rolesQuery(workspace.id));
  const projects = useQuery(reachableProjectsQuery(workspace.id));
  return (
    <Loaded query={members} what={texts.members}>
      {(data) => (
        <MembersTable members={data} roles={roles.data ?? []} projects={projects.data ?? []} />
      )}
    </Loaded>
  );
}

function Invitations() {
  const { workspace } = useSession();
  const invitations = useQuery(invitationsQuery(workspace.id));
  return (
    <Loaded query={invitations} what={texts.invitations}>
      {(data) => <InvitationsTable invitations={data} />}
    </Loaded>
  );
}

function ServiceAccounts() {
  const { workspace } = useSession();
  const accounts = useQuery(serviceAccountsQuery(workspace.id));
  const roles = useQuery(rolesQuery(workspace.id));
  const projects = useQuery(reachableProjectsQuery(workspace.id));
  return (
    <Loaded query={accounts} what={texts.serviceAccounts}>
      {(data) => (
        <ServiceAccountsTable
          accounts={data}
          roles={roles.data ?? []}
          projects={projects.data ?? []}
        />
      )}
    </Loaded>
  );
}

interface LoadedProps<Data> {
  query: UseQueryResult<Data>;
  what: string;
  children: (data: Data) => ReactNode;
}

function Loaded<Data>({ query, what, children }: LoadedProps<Data>) {
  if (query.isPending) return <Skeleton what={what.toLowerCase()} />;
  if (query.isError) {
    return <ErrorState error={query.error} noun="workspace" onRetry={() => void query.refetch()} />;
  }
  return children(query.data);
}
