import { isPermission, type PersonalAccessToken } from "@grantry/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { Card } from "../../../components/ui/card.js";
import { Dialog } from "../../../components/ui/dialog.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { FormError } from "../../../components/ui/form-error.js";
import { PermissionDifference } from "../../../components/permissions/permission-difference.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { uiTexts } from "../../../components/ui/texts.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { calendarDay, count } from "../../../lib/format.js";
import { changeToken, permissionUsageQuery } from "../api/personal-access-tokens.js";
import { tokenTexts as texts } from "../texts.js";

interface PermissionUsageProps {
  token: PersonalAccessToken;
  workspaceId: string;
  /** Whether the unused permissions can be taken away here. */
  mayShrink: boolean;
}

/** Which permissions a token has used in 30 days, and the way to take the others away. */
export function PermissionUsage({ token, workspaceId, mayShrink }: PermissionUsageProps) {
  const usage = useQuery(permissionUsageQuery(workspaceId, token.id));
  const [shrinking, setShrinking] = useState(false);
  return (
    <Card title={texts.usage}>
      {usage.isPending ? (
        <Skeleton what="use of permissions" rows={3} />
      ) : usage.isError ? (
        <ErrorState
          error={usage.error}
          noun="personal access token"
          onRetry={() => void usage.refetch()}
        />
      ) : (
        <div className="flex flex-col gap-4">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p>
              {texts.usedOf(
                usage.data.permissions.length - usage.data.unused.length,
                usage.data.permissions.length,
              )}
            </p>
            {mayShrink && usage.data.suggested.length > 0 && usage.data.unused.length > 0 ? (
              <Button onClick={() => setShrinking(true)}>{texts.shrink}</Button>
            ) : null}
          </div>
          <table className="text-table w-full">
            <caption className="sr-only">{texts.usage}</caption>
            <thead>
              <tr className="border-border text-muted-foreground border-b text-left">
                <th scope="col" className="py-1.5 pr-4 font-medium">
                  {texts.columns.permission}
                </th>
                <th scope="col" className="py-1.5 pr-4 text-right font-medium">
                  {texts.columns.uses}
                </th>
                <th scope="col" className="py-1.5 text-right font-medium">
                  {texts.columns.lastUsed}
                </th>
              </tr>
            </thead>
            <tbody>
              {usage.data.permissions.map(({ permission, uses, last_used_on: day }) => (
                <tr key={permission} className="border-border border-b last:border-b-0">
                  <th scope="row" className="py-1.5 pr-4 text-left font-normal">
                    <code>{permission}</code>
                  </th>
                  <td className="py-1.5 pr-4 text-right tabular-nums">{count(uses)}</td>
                  <td className="text-muted-foreground py-1.5 text-right whitespace-nowrap">
                    {day === null ? texts.neverUsed : calendarDay(day)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {shrinking ? (
            <ShrinkDialog
              token={token}
              suggested={usage.data.suggested}
              workspaceId={workspaceId}
              onClose={() => setShrinking(false)}
            />
          ) : null}
        </div>
      )}
    </Card>
  );
}

interface ShrinkDialogProps {
  token: PersonalAccessToken;
  suggested: readonly string[];
  workspaceId: string;
  onClose: () => void;
}

function ShrinkDialog({ token, suggested, workspaceId, onClose }: ShrinkDialogProps) {
  const queryClient = useQueryClient();
  const shrinking = useMutation({
    mutationFn: () => changeToken(token.id, { permissions: suggested.filter(isPermission) }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: [`workspace:${workspaceId}`] });
      toast(texts.shrunk(token.name));
      onClose();
    },
  });
  return (
    <Dialog
      title={texts.shrinkTitle(token.name)}
      description={texts.shrinkText}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{uiTexts.cancel}</Button>
          <Button kind="primary" pending={shrinking.isPending} onClick={() => shrinking.mutate()}>
            {texts.shrinkAction}
          </Button>
        </>
      }
    >
      {shrinking.error === null ? null : (
        <FormError error={asApiError(shrinking.error)} noun="personal access token" />
      )}
      <PermissionDifference before={token.permissions} after={suggested} />
    </Dialog>
  );
}
