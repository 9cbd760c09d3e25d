import type { PersonalAccessToken } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState, type FormEvent } from "react";
import { Button } from "../../../components/ui/button.js";
import { Dialog } from "../../../components/ui/dialog.js";
import { Field, Select } from "../../../components/ui/field.js";
import { FormError } from "../../../components/ui/form-error.js";
import { uiTexts } from "../../../components/ui/texts.js";
import { asApiError } from "../../../lib/api-error.js";
import { rollToken } from "../api/personal-access-tokens.js";
import { tokenTexts as texts } from "../texts.js";
import { TokenCreated } from "./token-created.js";

const overlaps = ["0", "3600", "86400", "604800", "2592000"] as const;

interface RollDialogProps {
  token: PersonalAccessToken;
  workspaceId: string;
  onClose: () => void;
}

/** A new value while the old one lives on for a stated overlap; the value is shown once. */
export function RollDialog({ token, workspaceId, onClose }: RollDialogProps) {
  const form = useId();
  const queryClient = useQueryClient();
  const idempotencyKey = useRef(crypto.randomUUID());
  const [overlap, setOverlap] = useState<(typeof overlaps)[number]>("86400");
  const [value, setValue] = useState<string>();
  const rolling = useMutation({
    mutationFn: () => rollToken(token.id, Number(overlap), idempotencyKey.current),
    onSuccess: async (rolled) => {
      setValue(rolled.value);
      await queryClient.invalidateQueries({ queryKey: [`workspace:${workspaceId}`] });
    },
    onError: () => {
      idempotencyKey.current = crypto.randomUUID();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rolling.mutate();
  };
  if (value !== undefined) return <TokenCreated token={{ ...token, value }} onClose={onClose} />;
  return (
    <Dialog
      title={texts.rollTitle(token.name)}
      description={texts.rollText}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{uiTexts.cancel}</Button>
          <Button kind="primary" type="submit" form={form} pending={rolling.isPending}>
            {texts.roll}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-4">
        {rolling.error === null ? null : (
          <FormError error={asApiError(rolling.error)} noun="personal access token" />
        )}
        <Field label={texts.overlap}>
          {(wiring) => (
            <Select
              {...wiring}
              value={overlap}
              onChange={(event) =>
                setOverlap(overlaps.find((each) => each === event.target.value) ?? "86400")
              }
            >
              {overlaps.map((each) => (
                <option key={each} value={each}>
                  {texts.overlaps[each]}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </form>
    </Dialog>
  );
}
