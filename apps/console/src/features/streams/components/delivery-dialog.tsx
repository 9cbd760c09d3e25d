import type { EventDelivery } from "@grantry/contracts";
import { Button } from "../../../components/ui/button.js";
import { CodeBlock } from "../../../components/ui/code-block.js";
import { Dialog } from "../../../components/ui/dialog.js";
import { streamTexts as texts } from "../texts.js";

interface DeliveryDialogProps {
  delivery: EventDelivery;
  onClose: () => void;
}

/** The request of one delivery and what the address answered. */
export function DeliveryDialog({ delivery, onClose }: DeliveryDialogProps) {
  const { event, status, answer, error } = delivery;
  const request = JSON.stringify(
    { type: event.type, timestamp: event.timestamp, data: event.data },
    undefined,
    2,
  );
  const answered = [status === null ? null : `HTTP ${status}`, error, answer]
    .filter((part) => part !== null && part !== "")
    .join("\n");
  return (
    <Dialog
      title={texts.delivery}
      description={event.type}
      width="max-w-2xl"
      onClose={onClose}
      footer={<Button onClick={onClose}>{texts.close}</Button>}
    >
      <div className="flex flex-col gap-3">
        <h3 className="font-medium">{texts.request}</h3>
        <CodeBlock code={`webhook-id: ${event.id}\n\n${request}`} what="request" />
        <h3 className="font-medium">{texts.answer}</h3>
        <CodeBlock code={answered || texts.noAnswer} what="answer" />
      </div>
    </Dialog>
  );
}
