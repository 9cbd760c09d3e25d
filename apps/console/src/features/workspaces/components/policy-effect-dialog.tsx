import type { TokenPolicyChange } from "@grantry/contracts";
import { useRef } from "react";
import { Button } from "../../../components/ui/button.js";
import { Dialog } from "../../../components/ui/dialog.js";
import { FormError } from "../../../components/ui/form-error.js";
import { uiTexts } from "../../../components/ui/texts.js";
import type { ApiError } from "../../../lib/api-error.js";
import { workspaceTexts as texts } from "../texts.js";

interface PolicyEffectDialogProps {
  effect: TokenPolicyChange;
  pending: boolean;
  error: ApiError | null;
  onSave: () => void;
  onClose: () => void;
}

type Affected = TokenPolicyChange["ended"];

/** The tokens that another policy ends, cuts off, shortens or leaves stranded, by name. */
export function PolicyEffectDialog({
  effect: { ended, shortened, cut_off: cutOff, without_addresses: stranded },
  pending,
  error,
  onSave,
  onClose,
}: PolicyEffectDialogProps) {
  const cancel = useRef<HTMLButtonElement>(null);
  const hasEffect = [ended, cutOff, shortened, stranded].some(({ length }) => length > 0);
  return (
    <Dialog
      title={texts.reviewTitle}
      onClose={onClose}
      focusOn={() => cancel.current}
      footer={
        <>
          <Button ref={cancel} onClick={onClose}>
            {uiTexts.cancel}
          </Button>
          <Button
            kind={ended.length + cutOff.length > 0 ? "destructive" : "primary"}
            pending={pending}
            onClick={onSave}
          >
            {texts.savePolicy}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {error === null ? null : <FormError error={error} noun="workspace" />}
        {hasEffect ? null : <p>{texts.endsNothing}</p>}
        <Tokens sentence={texts.ended(ended.length)} tokens={ended} />
        <Tokens sentence={texts.cutOff(cutOff.length)} tokens={cutOff} />
        <Tokens sentence={texts.shortened(shortened.length)} tokens={shortened} />
        <Tokens sentence={texts.withoutAddresses(stranded.length)} tokens={stranded} />
      </div>
    </Dialog>
  );
}

function Tokens({ sentence, tokens }: { sentence: string; tokens: Affected }) {
  if (tokens.length === 0) return null;
  return (
    <div>
      <p className="font-medium">{sentence}</p>
      <ul className="list-disc pl-5">
        {tokens.map(({ id, name }) => (
          <li key={id} className="break-words">
            {name}
          </li>
        ))}
      </ul>
    </div>
  );
}
