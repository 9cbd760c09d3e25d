import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Button } from "../../../components/ui/button.js";
import { Card } from "../../../components/ui/card.js";
import { Field, Input } from "../../../components/ui/field.js";
import { FormError } from "../../../components/ui/form-error.js";
import { Identifier } from "../../../components/ui/identifier.js";
import { uiTexts } from "../../../components/ui/texts.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { sessionQuery, useMay, useSession } from "../../../lib/session.js";
import { renameWorkspace } from "../api/workspaces.js";
import { nameProblem } from "../name-problem.js";
import { workspaceTexts as texts } from "../texts.js";

/** Name and ID of the workspace. */
export function WorkspaceGeneral() {
  const { workspace } = useSession();
  const may = useMay();
  const queryClient = useQueryClient();
  const [name, setName] = useState(workspace.name);
  const problem = nameProblem(name);
  const writable = may("workspace:write");
  const renaming = useMutation({
    mutationFn: () => renameWorkspace(workspace.id, name.trim()),
    onSuccess: async () => {
      await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
      toast(texts.renamed);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem === undefined) renaming.mutate();
  };
  return (
    <Card title={texts.general}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        {renaming.error === null ? null : <FormError error={asApiError(renaming.error)} />}
        <Field label={texts.name} error={problem}>
          {(wiring) => (
            <Input
              {...wiring}
              value={name}
              readOnly={!writable}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <div className="flex flex-wrap items-center gap-2">
          <span className="text-muted-foreground">{texts.workspaceId}</span>
          <Identifier value={workspace.id} what="workspace ID" full />
        </div>
        {writable ? (
          <div>
            <Button
              kind="primary"
              type="submit"
              pending={renaming.isPending}
              inactive={name.trim() === workspace.name}
            >
              {texts.saveName}
            </Button>
          </div>
        ) : (
          <p className="text-muted-foreground">{uiTexts.needPermission("workspace:write")}</p>
        )}
      </form>
    </Card>
  );
}
