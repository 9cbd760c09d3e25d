import { isPermission, type PersonalAccessToken, type ProjectMetadata } from "@grantry/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { Breadcrumb } from "../../components/ui/breadcrumb.js";
import { Card } from "../../components/ui/card.js";
import { ErrorState } from "../../components/ui/error-state.js";
import { Page } from "../../components/ui/page.js";
import { Skeleton } from "../../components/ui/skeleton.js";
import { tokenQuery } from "../../features/personal-access-tokens/api/personal-access-tokens.js";
import { CreateTokenForm } from "../../features/personal-access-tokens/components/create-token-form.js";
import { TokenActions } from "../../features/personal-access-tokens/components/token-actions.js";
import { TokenCreated } from "../../features/personal-access-tokens/components/token-created.js";
import { TokenDetails } from "../../features/personal-access-tokens/components/token-details.js";
import { TokenStatus } from "../../features/personal-access-tokens/components/token-status.js";
import {
  CreateTokenLink,
  TokensList,
} from "../../features/personal-access-tokens/components/tokens-list.js";
import { templateNames, templates, within } from "../../components/permissions/matrix.js";
import { tokenTexts as texts } from "../../features/personal-access-tokens/texts.js";
import {
  expiryChoices,
  type TokenDraft,
} from "../../features/personal-access-tokens/token-draft.js";
import { stateOf } from "../../features/personal-access-tokens/token-state.js";
import { reachableProjectsQuery } from "../../lib/reachable-projects.js";
import { useMay, useSession } from "../../lib/session.js";

/** `W/personal-access-tokens` */
export function TokensRoute() {
  const { workspace } = useSession();
  return (
    <Page
      title={texts.title}
      context={workspace.name}
      purpose={texts.purpose}
      actions={<CreateTokenLink workspaceId={workspace.id} />}
    >
      <Card flush>
        <TokensList />
      </Card>
    </Page>
  );
}

function useProjects() {
  const { workspace } = useSession();
  return useQuery(reachableProjectsQuery(workspace.id));
}

/** What the address fills in; it never sends anything. */
function useInitialDraft(projects: readonly ProjectMetadata[]): TokenDraft {
  const { member } = useSession();
  const search = useSearch({
    from: "/session/workspace/workspaces/$workspace/personal-access-tokens/new",
  });
  const template = templateNames.find((name) => name === search.template);
  const wanted = [
    ...(template === undefined ? [] : templates[template]),
    ...(search.permissions ?? "").split(/[\s,]+/).filter(isPermission),
  ];
  const named = (search.projects ?? "").split(/[\s,]+/);
  const projectIds = projects
    .filter(({ id, slug }) => named.includes(id) || named.includes(slug))
    .map(({ id }) => id);
  return {
    name: search.name ?? "",
    permissions: within(member.permissions, [...new Set(wanted)]),
    reach: projectIds.length > 0 ? "chosen" : "all",
    projectIds,
    expiry: expiryChoices.find((choice) => choice === String(search.expires)) ?? "30",
    day: "",
    addresses: [],
  };
}

/** `W/personal-access-tokens/new` */
export function NewTokenRoute() {
  const { workspace } = useSession();
  const projects = useProjects();
  return (
    <Page title={texts.create} context={workspace.name} purpose={texts.createPurpose}>
      {projects.isError ? (
        <ErrorState
          error={projects.error}
          noun="workspace"
          onRetry={() => void projects.refetch()}
        />
      ) : projects.isPending ? (
        <Skeleton what="projects" />
      ) : (
        <NewToken projects={projects.data} />
      )}
    </Page>
  );
}

function NewToken({ projects }: { projects: readonly ProjectMetadata[] }) {
  const { workspace } = useSession();
  const navigate = useNavigate();
  const initial = useInitialDraft(projects);
  const [created, setCreated] = useState<PersonalAccessToken>();
  const toList = () =>
    void navigate({
      to: "/workspaces/$workspace/personal-access-tokens",
      params: { workspace: workspace.id },
    });
  const value = created?.value;
  return (
    <>
      <CreateTokenForm
        initial={initial}
        projects={projects}
        onCreated={setCreated}
        onCancel={toList}
      />
      {created === undefined || value === undefined ? null : (
        <TokenCreated token={{ ...created, value }} onClose={toList} />
      )}
    </>
  );
}

/** `W/personal-access-tokens/{token}` */
export function TokenRoute() {
  const { workspace, member } = useSession();
  const may = useMay();
  const { token: tokenId } = useParams({
    from: "/session/workspace/workspaces/$workspace/personal-access-tokens/$token",
  });
  const token = useQuery(tokenQuery(workspace.id, tokenId));
  const projects = useProjects();
  const name = token.data?.name ?? texts.createdLabel;
  const writable =
    token.data !== undefined &&
    ["active", "expiring"].includes(stateOf(token.data)) &&
    (token.data.owner.id === member.id || may("pats:write"));
  return (
    <Page
      title={name}
      context={workspace.name}
      breadcrumb={
        <Breadcrumb
          parent={
            <Link
              to="/workspaces/$workspace/personal-access-tokens"
              params={{ workspace: workspace.id }}
            >
              {texts.title}
            </Link>
          }
          current={name}
        />
      }
      status={token.data ? <TokenStatus token={token.data} /> : null}
      actions={token.data ? <TokenActions token={token.data} /> : null}
    >
      {token.isError ? (
        <ErrorState
          error={token.error}
          noun="personal access token"
          onRetry={() => void token.refetch()}
        />
      ) : token.isPending ? (
        <Skeleton what="personal access token" />
      ) : (
        <TokenDetails
          token={token.data}
          projects={projects.data ?? []}
          workspaceId={workspace.id}
          writable={writable}
        />
      )}
    </Page>
  );
}
