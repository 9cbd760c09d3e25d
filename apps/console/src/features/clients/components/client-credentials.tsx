import type { OAuth2Client, Project } from "@grantry/contracts";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { Card } from "../../../components/ui/card.js";
import { ConfirmDialog } from "../../../components/ui/confirm-dialog.js";
import { asApiError } from "../../../lib/api-error.js";
import { useMay } from "../../../lib/session.js";
import { patchClient } from "../api/clients.js";
import { generateClientSecret } from "../client-secret.js";
import { clientTexts as texts } from "../texts.js";
import { ClientCreated } from "./client-created.js";

interface ClientCredentialsProps {
  project: Project;
  client: OAuth2Client;
}

/** How a client proves itself, and how to give it a new secret. */
export function ClientCredentials({ project, client }: ClientCredentialsProps) {
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const [rolled, setRolled] = useState<OAuth2Client>();
  const rolling = useMutation({
    mutationFn: async () => {
      const secret = generateClientSecret();
      const next = await patchClient(project.id, client.client_id, [
        { op: "add", path: "/client_secret", value: secret },
      ]);
      return { ...next, client_secret: secret };
    },
    onSuccess: (next) => {
      setAsking(false);
      setRolled(next);
      rolling.reset();
    },
    gcTime: 0,
  });
  const name = client.client_name || client.client_id;
  const hasSecret = client.token_endpoint_auth_method?.startsWith("client_secret") ?? true;
  if (!hasSecret) {
    return (
      <Card title={texts.noSecret} className="max-w-180">
        <p className="text-muted-foreground">{texts.noSecretText}</p>
      </Card>
    );
  }
  return (
    <Card
      title={texts.currentSecret}
      description={texts.credentialsText}
      className="max-w-180"
      actions={
        may("clients:secrets") ? (
          <Button onClick={() => setAsking(true)}>{texts.roll}</Button>
        ) : null
      }
    >
      <p className="text-muted-foreground">{texts.currentSecretText}</p>
      {may("clients:secrets") ? null : (
        <p className="text-muted-foreground mt-2">{texts.needSecrets}</p>
      )}
      {asking ? (
        <ConfirmDialog
          title={texts.rollTitle(name)}
          effect={texts.rollText}
          action={texts.roll}
          pending={rolling.isPending}
          error={rolling.error === null ? null : asApiError(rolling.error)}
          onConfirm={() => rolling.mutate()}
          onClose={() => setAsking(false)}
        />
      ) : null}
      {rolled === undefined ? null : (
        <ClientCreated project={project} client={rolled} onClose={() => setRolled(undefined)} />
      )}
    </Card>
  );
}
