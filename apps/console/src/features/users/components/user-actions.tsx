import type { Project, ProjectIdentity } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { ConfirmDialog } from "../../../components/ui/confirm-dialog.js";
import { errorText } from "../../../components/ui/error-text.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { deleteUser, setUserState, userQuery } from "../api/users.js";
import { userTexts as texts } from "../texts.js";

interface UserActionsProps {
  project: Project;
  user: ProjectIdentity;
}

/** Disable, enable and delete. */
export function UserActions({ project, user }: UserActionsProps) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<"disable" | "delete">();
  const { email } = user.traits;
  const isActive = user.state === "active";
  const refresh = () => queryClient.invalidateQueries({ queryKey: [project.id, "users"] });
  const switching = useMutation({
    mutationFn: () => setUserState(project.id, user.id, isActive ? "inactive" : "active"),
    onSuccess: async (next) => {
      const { queryKey } = userQuery(project.id, user.id);
      queryClient.setQueryData(queryKey, next);
      setAsking(undefined);
      toast(next.state === "active" ? texts.enabled(email) : texts.disabled(email));
      await Promise.all([queryClient.invalidateQueries({ queryKey }), refresh()]);
    },
    onError: (thrown) => {
      if (!isActive) toast(errorText(asApiError(thrown), "user"), "failure");
    },
  });
  const deleting = useMutation({
    mutationFn: () => deleteUser(project.id, user.id),
    onSuccess: async () => {
      toast(texts.deleted(email));
      await navigate({ to: "/projects/$project/users", params: { project: project.slug } });
      queryClient.removeQueries({ queryKey: userQuery(project.id, user.id).queryKey });
      await refresh();
    },
  });
  const action = asking === "delete" ? deleting : switching;
  return (
    <>
      <Button
        pending={switching.isPending && asking === undefined}
        onClick={() => (isActive ? setAsking("disable") : switching.mutate())}
      >
        {isActive ? texts.disable : texts.enable}
      </Button>
      <Button kind="destructive" onClick={() => setAsking("delete")}>
        {texts.delete}
      </Button>
      {asking === undefined ? null : (
        <ConfirmDialog
          key={asking}
          title={
            asking === "delete" ? texts.deleteTitle(email, project.name) : texts.disableTitle(email)
          }
          effect={asking === "delete" ? texts.deleteText : texts.disableText}
          action={asking === "delete" ? texts.delete : texts.disable}
          {...(asking === "delete" ? { typed: email } : {})}
          pending={action.isPending}
          error={action.error === null ? null : asApiError(action.error)}
          onConfirm={() => action.mutate()}
          onClose={() => setAsking(undefined)}
        />
      )}
    </>
  );
}
