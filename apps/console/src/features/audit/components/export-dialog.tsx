import { useState } from "react";
import { Button, buttonClass } from "../../../components/ui/button.js";
import { CodeBlock } from "../../../components/ui/code-block.js";
import { Dialog } from "../../../components/ui/dialog.js";
import { Field, Select } from "../../../components/ui/field.js";
import { uiTexts } from "../../../components/ui/texts.js";
import { useSession } from "../../../lib/session.js";
import { exportAddress } from "../api/audit.js";
import { ranges, type Range } from "../range.js";
import { auditTexts as texts } from "../texts.js";

/** Chooses a range and downloads it with its proofs. */
export function ExportDialog({ onClose }: { onClose: () => void }) {
  const { workspace } = useSession();
  const [range, setRange] = useState<Range>("all");
  return (
    <Dialog
      title={texts.exportTitle}
      description={texts.exportText}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{uiTexts.cancel}</Button>
          <a
            href={exportAddress(workspace.id, range)}
            download
            className={buttonClass("primary")}
            onClick={() => window.setTimeout(onClose, 0)}
          >
            {texts.exportDownload}
          </a>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <CodeBlock code={`grantry audit verify audit-${workspace.id}.jsonl`} what="command" />
        <Field label={texts.range} hint={texts.exportRange}>
          {(wiring) => (
            <Select
              {...wiring}
              value={range}
              onChange={(event) =>
                setRange(ranges.find((each) => each === event.target.value) ?? "all")
              }
            >
              {ranges.map((each) => (
                <option key={each} value={each}>
                  {texts.ranges[each]}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
    </Dialog>
  );
}
