import type { Role } from "@grantry/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { PermissionMatrix } from "../../components/permissions/permission-matrix.js";
import { Breadcrumb } from "../../components/ui/breadcrumb.js";
import { Button, buttonClass } from "../../components/ui/button.js";
import { Card } from "../../components/ui/card.js";
import { ErrorState } from "../../components/ui/error-state.js";
import { Page } from "../../components/ui/page.js";
import { Skeleton } from "../../components/ui/skeleton.js";
import { uiTexts } from "../../components/ui/texts.js";
import { DeleteRoleDialog } from "../../features/roles/components/delete-role-dialog.js";
import { CreateRole, EditRole } from "../../features/roles/components/role-editor.js";
import { RolesMatrix } from "../../features/roles/components/roles-matrix.js";
import { roleTexts as texts } from "../../features/roles/texts.js";
import { rolesQuery } from "../../lib/roles.js";
import { useMay, useSession } from "../../lib/session.js";
import { Guarded } from "../guarded.js";

/** `W/roles` */
export function RolesRoute() {
  const { workspace } = useSession();
  const may = useMay();
  return (
    <Guarded permission="members:read">
      <Page
        title={texts.title}
        context={workspace.name}
        purpose={texts.purpose}
        actions={
          may("members:write") ? (
            <Link
              to="/workspaces/$workspace/roles/new"
              params={{ workspace: workspace.id }}
              className={buttonClass("primary")}
            >
              {texts.create}
            </Link>
          ) : null
        }
      >
        <Card flush>
          <WithRoles>
            {(roles) => <RolesMatrix roles={roles} workspaceId={workspace.id} />}
          </WithRoles>
        </Card>
      </Page>
    </Guarded>
  );
}

/** `W/roles/new` */
export function NewRoleRoute() {
  const { workspace } = useSession();
  const { based_on } = useSearch({ from: "/session/workspace/workspaces/$workspace/roles/new" });
  const toList = useWayToList();
  return (
    <Guarded permission="members:write">
      <Page
        title={texts.create}
        context={workspace.name}
        purpose={texts.createPurpose}
        breadcrumb={<RoleBreadcrumb current={texts.create} />}
      >
        <WithRoles>
          {(roles) => <CreateRole roles={roles} basedOn={based_on} onDone={toList} />}
        </WithRoles>
      </Page>
    </Guarded>
  );
}

/** `W/roles/{role}` */
export function RoleRoute() {
  const { workspace } = useSession();
  const { role: id } = useParams({ from: "/session/workspace/workspaces/$workspace/roles/$role" });
  const roles = useQuery(rolesQuery(workspace.id));
  const role = roles.data?.find((each) => each.id === id);
  return (
    <Guarded permission="members:read">
      <Page
        title={role?.name ?? texts.title}
        context={workspace.name}
        breadcrumb={<RoleBreadcrumb current={role?.name ?? id} />}
        purpose={role === undefined ? undefined : purposeOf(role, roles.data ?? [])}
        actions={role === undefined ? null : <RoleActions role={role} roles={roles.data ?? []} />}
      >
        <WithRoles>
          {() =>
            role === undefined ? (
              <p className="text-muted-foreground">{uiTexts.notFound("role")}</p>
            ) : (
              <RoleBody key={role.id} role={role} />
            )
          }
        </WithRoles>
      </Page>
    </Guarded>
  );
}

function purposeOf(role: Role, roles: readonly Role[]): string {
  const held = role.holders === 0 ? texts.nobody : texts.holders(role.holders);
  if (role.built_in) return `${held} ${texts.builtInText}`;
  const base = roles.find(({ id }) => id === role.based_on)?.name;
  return base === undefined ? held : `${texts.basedOn(base)} ${held}`;
}

function RoleBody({ role }: { role: Role }) {
  const may = useMay();
  const toList = useWayToList();
  if (!role.built_in && may("members:write")) return <EditRole role={role} onDone={toList} />;
  return (
    <div className="max-w-3xl">
      {role.built_in ? null : (
        <p className="text-muted-foreground mb-4">{uiTexts.needPermission("members:write")}</p>
      )}
      <PermissionMatrix permissions={role.permissions} held={[]} />
    </div>
  );
}

function RoleActions({ role, roles }: { role: Role; roles: readonly Role[] }) {
  const { workspace } = useSession();
  const may = useMay();
  const toList = useWayToList();
  const [deleting, setDeleting] = useState(false);
  if (!may("members:write")) return null;
  return (
    <>
      <Link
        to="/workspaces/$workspace/roles/new"
        params={{ workspace: workspace.id }}
        search={{ based_on: role.id }}
        className={buttonClass()}
      >
        {texts.duplicate}
      </Link>
      {role.built_in ? null : (
        <Button kind="destructive" onClick={() => setDeleting(true)}>
          {texts.delete}
        </Button>
      )}
      {deleting ? (
        <DeleteRoleDialog
          role={role}
          roles={roles}
          onDeleted={toList}
          onClose={() => setDeleting(false)}
        />
      ) : null}
    </>
  );
}

function useWayToList(): () => void {
  const { workspace } = useSession();
  const navigate = useNavigate();
  return () =>
    void navigate({ to: "/workspaces/$workspace/roles", params: { workspace: workspace.id } });
}

function RoleBreadcrumb({ current }: { current: string }) {
  const { workspace } = useSession();
  return (
    <Breadcrumb
      parent={
        <Link to="/workspaces/$workspace/roles" params={{ workspace: workspace.id }}>
          {texts.title}
        </Link>
      }
      current={current}
    />
  );
}

function WithRoles({ children }: { children: (roles: readonly Role[]) => ReactNode }) {
  const { workspace } = useSession();
  const roles = useQuery(rolesQuery(workspace.id));
  if (roles.isPending) return <Skeleton what="roles" rows={8} />;
  if (roles.isError) {
    return <ErrorState error={roles.error} noun="workspace" onRetry={() => void roles.refetch()} />;
  }
  return children(roles.data);
}
