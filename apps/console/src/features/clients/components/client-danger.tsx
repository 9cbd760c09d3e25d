import type { OAuth2Client, Project } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { Card } from "../../../components/ui/card.js";
import { ConfirmDialog } from "../../../components/ui/confirm-dialog.js";
import { environments } from "../../../components/ui/environment.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { deleteClient } from "../api/clients.js";
import { clientTexts as texts } from "../texts.js";

interface ClientDangerProps {
  project: Project;
  client: OAuth2Client;
}

/** The end of a client. */
export function ClientDanger({ project, client }: ClientDangerProps) {
  const [asking, setAsking] = useState(false);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const name = client.client_name || client.client_id;
  const deletion = useMutation({
    mutationFn: () => deleteClient(project.id, client.client_id),
    onSuccess: async () => {
      toast(texts.deleted(name));
      await navigate({ to: "/projects/$project/clients", params: { project: project.slug } });
      queryClient.removeQueries({ queryKey: [project.id, "client", client.client_id] });
      await queryClient.invalidateQueries({ queryKey: [project.id, "clients"] });
    },
  });
  const context =
    project.environment === "prod"
      ? texts.inProject(project.name, environments[project.environment].word)
      : "";
  return (
    <Card title={texts.delete} className="border-destructive/40 max-w-180">
      <div className="flex flex-wrap items-center justify-between gap-4">
        <p className="text-muted-foreground max-w-md">{texts.deleteSummary}</p>
        <Button kind="destructive" onClick={() => setAsking(true)}>
          {texts.delete}
        </Button>
      </div>
      {asking ? (
        <ConfirmDialog
          title={texts.deleteTitle(name)}
          effect={texts.deleteText(name, context)}
          action={texts.delete}
          typed={name}
          pending={deletion.isPending}
          error={deletion.error === null ? null : asApiError(deletion.error)}
          onConfirm={() => deletion.mutate()}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </Card>
  );
}
