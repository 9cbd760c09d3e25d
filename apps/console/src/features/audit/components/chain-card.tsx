import type { AuditVerification } from "@grantry/contracts";
import { useMutation } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { FormError } from "../../../components/ui/form-error.js";
import { Note } from "../../../components/ui/note.js";
import { announce } from "../../../lib/announce.js";
import { asApiError } from "../../../lib/api-error.js";
import { absoluteTime } from "../../../lib/format.js";
import { useMay, useSession } from "../../../lib/session.js";
import { verifyChain } from "../api/audit.js";
import { auditTexts as texts } from "../texts.js";
import { ExportDialog } from "./export-dialog.js";

/** Whether the log says what happened, unchanged; and the way to take it along. */
export function ChainCard() {
  const { workspace } = useSession();
  const may = useMay();
  const [exporting, setExporting] = useState(false);
  const verification = useMutation({
    mutationFn: () => verifyChain(workspace.id),
    onMutate: () => announce(texts.verifying),
    onSuccess: (found) => announce(sentenceOf(found)),
  });
  return (
    <div className="mb-6 flex flex-col gap-3">
      <div className="flex flex-wrap gap-2">
        <Button
          icon={<ShieldCheck aria-hidden className="size-4" />}
          pending={verification.isPending}
          onClick={() => verification.mutate()}
        >
          {texts.verify}
        </Button>
        {may("audit:export") ? (
          <Button onClick={() => setExporting(true)}>{texts.export}</Button>
        ) : null}
      </div>
      {verification.error === null ? null : (
        <FormError error={asApiError(verification.error)} noun="workspace" />
      )}
      {verification.data === undefined ? null : (
        <Note kind={verification.data.intact ? "ok" : "failure"}>
          <p className="break-words">{sentenceOf(verification.data)}</p>
          {verification.data.broken_at === null ? null : (
            <p className="text-muted-foreground">{verification.data.broken_at.reason}</p>
          )}
        </Note>
      )}
      {exporting ? <ExportDialog onClose={() => setExporting(false)} /> : null}
    </div>
  );
}

function sentenceOf({ events, head, broken_at: broken }: AuditVerification): string {
  if (broken !== null) {
    const when =
      broken.occurred_at === null ? texts.brokenUnknown : absoluteTime(broken.occurred_at);
    return texts.broken(broken.sequence, when);
  }
  return head === null ? texts.nothingYet : texts.intact(events, head.hash.slice(0, 12));
}
