import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { Card } from "../../../components/ui/card.js";
import { ConfirmDialog } from "../../../components/ui/confirm-dialog.js";
import { asApiError } from "../../../lib/api-error.js";
import { reachableProjectsQuery } from "../../../lib/reachable-projects.js";
import { useSession } from "../../../lib/session.js";
import { deleteWorkspace } from "../api/workspaces.js";
import { workspaceTexts as texts } from "../texts.js";

/** The end of a workspace, which has to be empty. */
export function WorkspaceDanger() {
  const { workspace } = useSession();
  const projects = useQuery(reachableProjectsQuery(workspace.id));
  const [asking, setAsking] = useState(false);
  const left = projects.data?.length ?? 0;
  const deletion = useMutation({
    mutationFn: () => deleteWorkspace(workspace.id),
    onSuccess: () => window.location.assign("/projects"),
  });
  return (
    <Card title={texts.danger} className="border-destructive/40">
      <div className="flex flex-wrap items-center justify-between gap-4">
        <p className="text-muted-foreground">
          {left > 0 ? texts.deleteFirst(left) : texts.deleteSummary}
        </p>
        <Button
          kind="destructive"
          inactive={left > 0 || !projects.isSuccess}
          onClick={() => setAsking(true)}
        >
          {texts.delete}
        </Button>
      </div>
      {asking ? (
        <ConfirmDialog
          title={texts.deleteTitle(workspace.name)}
          effect={texts.deleteText}
          action={texts.delete}
          typed={workspace.name}
          pending={deletion.isPending}
          error={deletion.error === null ? null : asApiError(deletion.error)}
          onConfirm={() => deletion.mutate()}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </Card>
  );
}
