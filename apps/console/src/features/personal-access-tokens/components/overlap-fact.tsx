import type { PersonalAccessToken } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { ConfirmDialog } from "../../../components/ui/confirm-dialog.js";
import { Time } from "../../../components/ui/time.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { endOverlap } from "../api/personal-access-tokens.js";
import { tokenTexts as texts } from "../texts.js";

interface OverlapFactProps {
  token: PersonalAccessToken;
  workspaceId: string;
  writable: boolean;
}

/** The value before the last roll, while it still works. */
export function OverlapFact({ token, workspaceId, writable }: OverlapFactProps) {
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const ending = useMutation({
    mutationFn: () => endOverlap(token.id),
    onSuccess: async () => {
      setAsking(false);
      await queryClient.invalidateQueries({ queryKey: [`workspace:${workspaceId}`] });
      toast(texts.overlapEnded);
    },
  });
  const previous = token.previous_value;
  if (previous === null) return null;
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span>
        <code>…{previous.last_characters}</code> {texts.overlapEnds}{" "}
        <Time moment={previous.ends_at} />
      </span>
      {writable ? (
        <Button size="dense" onClick={() => setAsking(true)}>
          {texts.endOverlap}
        </Button>
      ) : null}
      {asking ? (
        <ConfirmDialog
          title={texts.endOverlapTitle}
          effect={texts.endOverlapEffect(previous.last_characters)}
          action={texts.endOverlap}
          pending={ending.isPending}
          error={ending.error === null ? null : asApiError(ending.error)}
          onConfirm={() => ending.mutate()}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </span>
  );
}
