import { useQuery } from "@tanstack/react-query";
import { Button, buttonClass } from "../../../components/ui/button.js";
import { CopyTextButton } from "../../../components/ui/copy-button.js";
import { Dialog } from "../../../components/ui/dialog.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { uiTexts } from "../../../components/ui/texts.js";
import { useSession } from "../../../lib/session.js";
import { mailQuery } from "../api/mailbox.js";
import { mailboxTexts as texts } from "../texts.js";
import { codeIn, linkIn } from "../what-to-use.js";

/** One mail as text, with its code and its link at hand. */
export function MailDialog({ mailId, onClose }: { mailId: string; onClose: () => void }) {
  const { workspace } = useSession();
  const mail = useQuery(mailQuery(workspace.id, mailId));
  const code = mail.data === undefined ? undefined : codeIn(mail.data.text);
  const link = mail.data === undefined ? undefined : linkIn(mail.data.text);
  return (
    <Dialog
      title={mail.data?.subject ?? texts.title}
      description={mail.data === undefined ? undefined : `${texts.to} ${mail.data.to}`}
      width="max-w-2xl"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{uiTexts.close}</Button>
          {code === undefined ? null : (
            <CopyTextButton value={code} what="code" label={texts.copyCode} />
          )}
          {link === undefined ? null : (
            <a href={link} target="_blank" rel="noreferrer" className={buttonClass("primary")}>
              {texts.openLink}
            </a>
          )}
        </>
      }
    >
      {mail.isPending ? (
        <Skeleton what="mail" rows={3} />
      ) : mail.isError ? (
        <ErrorState error={mail.error} noun="mail" onRetry={() => void mail.refetch()} />
      ) : (
        <section
          aria-label={texts.text}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so it has to be reachable by keyboard
          tabIndex={0}
          className="bg-muted rounded-card max-h-96 overflow-y-auto p-4"
        >
          <pre className="text-table font-sans break-words whitespace-pre-wrap">
            {mail.data.text}
          </pre>
        </section>
      )}
    </Dialog>
  );
}
