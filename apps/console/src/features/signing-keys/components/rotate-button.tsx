import type { Project, SigningKey } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { ConfirmDialog } from "../../../components/ui/confirm-dialog.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { rotateKey, signingKeysQuery } from "../api/signing-keys.js";
import { keyTexts as texts } from "../texts.js";

interface RotateButtonProps {
  project: Project;
  current: SigningKey;
  successor: SigningKey | undefined;
}

/** Lets the successor of a key sign, after saying what that does to verifiers. */
export function RotateButton({ project, current, successor }: RotateButtonProps) {
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const rotating = useMutation({
    mutationFn: () => rotateKey(project.id, current.kid),
    onSuccess: async (keys) => {
      queryClient.setQueryData(signingKeysQuery(project.id).queryKey, keys);
      setAsking(false);
      toast(texts.rotated(successor?.kid ?? ""));
      await queryClient.invalidateQueries({ queryKey: [project.id, "jwks"] });
    },
  });
  if (successor === undefined) return <span>{texts.noSuccessor}</span>;
  return (
    <>
      <Button
        size="dense"
        aria-label={texts.rotateOf(current.algorithm)}
        onClick={() => setAsking(true)}
      >
        {texts.rotate}
      </Button>
      {asking ? (
        <ConfirmDialog
          title={texts.rotateTitle(current.algorithm, project.name)}
          effect={texts.rotateText(successor)}
          action={texts.rotate}
          pending={rotating.isPending}
          error={rotating.error === null ? null : asApiError(rotating.error)}
          onConfirm={() => rotating.mutate()}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
