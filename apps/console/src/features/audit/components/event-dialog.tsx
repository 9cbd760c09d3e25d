import type { AuditEvent } from "@grantry/contracts";
import type { ReactNode } from "react";
import { Button } from "../../../components/ui/button.js";
import { Dialog } from "../../../components/ui/dialog.js";
import { DiffView } from "../../../components/ui/diff-view.js";
import { Identifier } from "../../../components/ui/identifier.js";
import { uiTexts } from "../../../components/ui/texts.js";
import { absoluteTime, count } from "../../../lib/format.js";
import { changesOf } from "../changes-of.js";
import { auditTexts as texts } from "../texts.js";

/** One event in full, with its place in the chain. */
export function EventDialog({ event, onClose }: { event: AuditEvent; onClose: () => void }) {
  const changes = changesOf(event);
  return (
    <Dialog
      title={event.action}
      width="max-w-2xl"
      onClose={onClose}
      footer={<Button onClick={onClose}>{uiTexts.close}</Button>}
    >
      <div className="flex flex-col gap-5">
        <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[8rem_1fr]">
          <Fact label={texts.sequence}>{count(event.sequence)}</Fact>
          <Fact label={texts.columns.time}>
            <time dateTime={event.occurred_at}>{absoluteTime(event.occurred_at)}</time>
          </Fact>
          <Fact label={texts.columns.actor}>{event.actor.label || event.actor.id}</Fact>
          <Fact label={texts.columns.target}>
            <Identifier
              value={event.target.id}
              what="target ID"
              shown={event.target.label || event.target.id}
            />
          </Fact>
          {event.address === null ? null : (
            <Fact label={texts.columns.address}>
              <code>{event.address}</code>
            </Fact>
          )}
          {event.user_agent === null ? null : (
            <Fact label={texts.userAgent}>{event.user_agent}</Fact>
          )}
          <Fact label={texts.requestId}>
            <Identifier value={event.request_id} what="request ID" />
          </Fact>
          <Fact label={texts.hash}>
            <Identifier value={event.hash} what="hash" />
          </Fact>
          <Fact label={texts.previousHash}>
            <Identifier value={event.previous_hash} what="previous hash" />
          </Fact>
        </dl>
        <div>
          <h3 className="mb-2 font-medium">{texts.changes}</h3>
          {changes.length === 0 ? (
            <p className="text-muted-foreground">{texts.noChanges}</p>
          ) : (
            <DiffView changes={changes} />
          )}
        </div>
      </div>
    </Dialog>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted-foreground">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
