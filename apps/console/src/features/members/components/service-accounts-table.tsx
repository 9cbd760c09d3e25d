import type { ProjectMetadata, Role, ServiceAccount } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { ConfirmDialog } from "../../../components/ui/confirm-dialog.js";
import { DataTable } from "../../../components/ui/data-table.js";
import { EmptyState } from "../../../components/ui/empty-state.js";
import { MenuItem } from "../../../components/ui/menu.js";
import { Time } from "../../../components/ui/time.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { count } from "../../../lib/format.js";
import { useMay, useSession } from "../../../lib/session.js";
import { deleteServiceAccount } from "../api/members.js";
import { memberTexts as texts } from "../texts.js";
import { RowMenu } from "./row-menu.js";
import { ServiceAccountDialog } from "./service-account-dialog.js";

interface ServiceAccountsTableProps {
  accounts: readonly ServiceAccount[];
  roles: readonly Role[];
  projects: readonly ProjectMetadata[];
}

/** What works in a workspace without being a person. */
export function ServiceAccountsTable({ accounts, roles, projects }: ServiceAccountsTableProps) {
  const may = useMay();
  const [editing, setEditing] = useState<ServiceAccount | "new">();
  const [deleting, setDeleting] = useState<ServiceAccount>();
  const create = may("members:write") ? (
    <Button onClick={() => setEditing("new")}>{texts.createServiceAccount}</Button>
  ) : undefined;
  return (
    <>
      {accounts.length === 0 ? (
        <EmptyState sentence={texts.noServiceAccounts} action={create} />
      ) : (
        <>
          {create === undefined ? null : <div className="px-5 pt-4 pb-2">{create}</div>}
          <DataTable
            caption={texts.serviceAccountsCaption}
            rows={accounts}
            keyOf={({ id }) => id}
            columns={[
              {
                header: texts.columns.account,
                className: "sm:max-w-72",
                cell: ({ name }) => (
                  <span className="text-body font-medium break-words">{name}</span>
                ),
              },
              { header: texts.columns.role, cell: ({ role_name: name }) => name },
              {
                header: texts.columns.projects,
                cell: ({ project_ids: ids }) =>
                  ids === null ? texts.allProjects : texts.projectCount(ids.length),
              },
              {
                header: texts.columns.responsible,
                className: "sm:max-w-56 break-words",
                cell: ({ responsible }) => responsible?.label ?? texts.nobody,
              },
              {
                header: texts.columns.tokens,
                cell: ({ personal_access_tokens: tokens }) => (
                  <span className="tabular-nums">{count(tokens)}</span>
                ),
              },
              {
                header: texts.columns.created,
                cell: ({ created_at: moment }) => <Time moment={moment} />,
              },
              {
                header: texts.columns.actions,
                className: "sm:w-20 sm:text-right",
                cell: (account) =>
                  may("members:write") ? (
                    <RowMenu name={account.name}>
                      <MenuItem onSelect={() => setEditing(account)}>
                        {texts.changeServiceAccount}
                      </MenuItem>
                      <MenuItem destructive onSelect={() => setDeleting(account)}>
                        {texts.deleteServiceAccount}
                      </MenuItem>
                    </RowMenu>
                  ) : null,
              },
            ]}
          />
        </>
      )}
      {editing === undefined ? null : (
        <ServiceAccountDialog
          {...(editing === "new" ? {} : { account: editing })}
          roles={roles}
          projects={projects}
          onClose={() => setEditing(undefined)}
        />
      )}
      {deleting === undefined ? null : (
        <DeleteServiceAccount account={deleting} onClose={() => setDeleting(undefined)} />
      )}
    </>
  );
}

function DeleteServiceAccount({
  account,
  onClose,
}: {
  account: ServiceAccount;
  onClose: () => void;
}) {
  const { workspace } = useSession();
  const queryClient = useQueryClient();
  const deletion = useMutation({
    mutationFn: () => deleteServiceAccount(account.id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: [`workspace:${workspace.id}`] });
      toast(texts.accountDeleted(account.name));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={texts.deleteAccountTitle(account.name)}
      effect={texts.deleteAccountEffect(account.personal_access_tokens)}
      action={texts.deleteServiceAccount}
      pending={deletion.isPending}
      error={deletion.error === null ? null : asApiError(deletion.error)}
      onConfirm={() => deletion.mutate()}
      onClose={onClose}
    />
  );
}
