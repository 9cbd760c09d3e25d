import type { PersonalAccessToken } from "@grantry/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { Button, buttonClass } from "../../../components/ui/button.js";
import { DataTable } from "../../../components/ui/data-table.js";
import { EmptyState } from "../../../components/ui/empty-state.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { Select } from "../../../components/ui/field.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { Time } from "../../../components/ui/time.js";
import { useMay, useSession } from "../../../lib/session.js";
import { tokensQuery } from "../api/personal-access-tokens.js";
import { tokenTexts as texts } from "../texts.js";
import { stateOf } from "../token-state.js";
import { isInView, tokenViews } from "../token-views.js";
import { RevokeDialog } from "./revoke-dialog.js";
import { TokenStatus } from "./token-status.js";

/** The way to the form. */
export function CreateTokenLink({ workspaceId }: { workspaceId: string }) {
  return (
    <Link
      to="/workspaces/$workspace/personal-access-tokens/new"
      params={{ workspace: workspaceId }}
      className={buttonClass("primary")}
    >
      {texts.create}
    </Link>
  );
}

/** The personal access tokens of the member, or of the workspace. */
export function TokensList() {
  const { workspace, member } = useSession();
  const may = useMay();
  const { view = "mine" } = useSearch({
    from: "/session/workspace/workspaces/$workspace/personal-access-tokens",
  });
  const navigate = useNavigate({ from: "/workspaces/$workspace/personal-access-tokens" });
  const tokens = useQuery(tokensQuery(workspace.id));
  const [revoking, setRevoking] = useState<PersonalAccessToken>();

  if (tokens.isPending) return <Skeleton what={texts.title.toLowerCase()} />;
  if (tokens.isError) {
    return (
      <ErrorState error={tokens.error} noun="workspace" onRetry={() => void tokens.refetch()} />
    );
  }
  if (tokens.data.length === 0) {
    return (
      <EmptyState sentence={texts.empty} action={<CreateTokenLink workspaceId={workspace.id} />} />
    );
  }
  const shown = tokens.data.filter((token) => isInView(token, view, member.id));
  const views = tokenViews.filter((each) => each === "mine" || may("pats:read"));
  return (
    <>
      {may("pats:read") ? (
        <div className="px-5 pt-4 pb-2">
          <Select
            aria-label={texts.view}
            className="w-auto"
            value={view}
            onChange={(event) =>
              void navigate({
                search: { view: tokenViews.find((each) => each === event.target.value) },
              })
            }
          >
            {views.map((each) => (
              <option key={each} value={each}>
                {texts.views[each]}
              </option>
            ))}
          </Select>
        </div>
      ) : null}
      {shown.length === 0 ? (
        <EmptyState
          sentence={texts.noneInView}
          action={
            <Button onClick={() => void navigate({ search: { view: "all" } })}>
              {texts.showAll}
            </Button>
          }
        />
      ) : (
        <TokensTable
          workspaceId={workspace.id}
          tokens={shown}
          showsOwner={view !== "mine"}
          mayRevoke={(token) => token.owner.id === member.id || may("pats:write")}
          onRevoke={setRevoking}
        />
      )}
      {revoking === undefined ? null : (
        <RevokeDialog
          token={revoking}
          workspaceId={workspace.id}
          onClose={() => setRevoking(undefined)}
        />
      )}
    </>
  );
}

interface TokensTableProps {
  workspaceId: string;
  tokens: readonly PersonalAccessToken[];
  showsOwner: boolean;
  mayRevoke: (token: PersonalAccessToken) => boolean;
  onRevoke: (token: PersonalAccessToken) => void;
}

function TokensTable({ workspaceId, tokens, showsOwner, mayRevoke, onRevoke }: TokensTableProps) {
  const ownerColumn = {
    header: texts.columns.owner,
    cell: (token: PersonalAccessToken) => token.owner.label,
  };
  return (
    <DataTable
      caption={texts.caption}
      rows={tokens}
      keyOf={(token) => token.id}
      columns={[
        {
          header: texts.columns.name,
          className: "sm:max-w-64",
          cell: (token) => (
            <span className="min-w-0">
              <Link
                to="/workspaces/$workspace/personal-access-tokens/$token"
                params={{ workspace: workspaceId, token: token.id }}
                className="text-body text-foreground hover:text-primary block font-medium break-words hover:underline"
              >
                {token.name}
              </Link>
              <code translate="no" className="text-badge text-muted-foreground">
                gry_pat_…{token.last_characters}
              </code>
            </span>
          ),
        },
        ...(showsOwner ? [ownerColumn] : []),
        {
          header: texts.columns.permissions,
          cell: (token) => (
            <span title={token.permissions.join(", ")} className="tabular-nums">
              {texts.permissionCount(token.permissions.length)}
            </span>
          ),
        },
        {
          header: texts.columns.projects,
          cell: (token) =>
            token.project_ids === null
              ? texts.allProjects
              : texts.projectCount(token.project_ids.length),
        },
        {
          header: texts.columns.expires,
          cell: (token) =>
            token.expires_at === null ? texts.noExpiry : <Time moment={token.expires_at} />,
        },
        {
          header: texts.columns.lastUsed,
          cell: (token) => (
            <span title={token.last_used_user_agent ?? undefined}>
              {token.last_used_at === null ? (
                <span className="text-muted-foreground">{texts.neverUsed}</span>
              ) : (
                <>
                  <Time moment={token.last_used_at} />
                  {token.last_used_address === null ? null : (
                    <code className="text-badge text-muted-foreground block">
                      {token.last_used_address}
                    </code>
                  )}
                </>
              )}
            </span>
          ),
        },
        { header: texts.columns.state, cell: (token) => <TokenStatus token={token} /> },
        {
          header: texts.columns.actions,
          className: "sm:text-right",
          cell: (token) =>
            mayRevoke(token) && ["active", "expiring", "pending"].includes(stateOf(token)) ? (
              <Button
                size="dense"
                aria-label={`${texts.revokeShort} ${token.name}`}
                onClick={() => onRevoke(token)}
              >
                {texts.revokeShort}
              </Button>
            ) : null,
        },
      ]}
    />
  );
}
