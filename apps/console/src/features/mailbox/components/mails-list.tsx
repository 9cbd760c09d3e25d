import type { Mailbox, ProjectMetadata } from "@grantry/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { Badge } from "../../../components/ui/badge.js";
import { Button } from "../../../components/ui/button.js";
import { ConfirmDialog } from "../../../components/ui/confirm-dialog.js";
import { DataTable } from "../../../components/ui/data-table.js";
import { EmptyState } from "../../../components/ui/empty-state.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { Input } from "../../../components/ui/field.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { Time } from "../../../components/ui/time.js";
import { toast } from "../../../components/ui/toast.js";
import { announce } from "../../../lib/announce.js";
import { asApiError } from "../../../lib/api-error.js";
import { useSession } from "../../../lib/session.js";
import { clearMailbox, mailboxQuery, watched } from "../api/mailbox.js";
import { mailboxTexts as texts } from "../texts.js";
import { MailDialog } from "./mail-dialog.js";

/** Says which mail came, once for each. */
function useAnnouncedMail(mailbox: Mailbox | undefined): void {
  const newest = mailbox?.mails[0];
  const known = useRef<string>(undefined);
  useEffect(() => {
    if (newest === undefined) return;
    if (known.current !== undefined && known.current !== newest.id) {
      announce(texts.arrived(newest.subject));
    }
    known.current = newest.id;
  }, [newest]);
}

/** The mail that stays here; the search and the opened mail live in the address. */
export function MailsList({ projects }: { projects: readonly ProjectMetadata[] }) {
  const { workspace } = useSession();
  const { q, mail } = useSearch({ from: "/session/workspace/mailbox" });
  const navigate = useNavigate({ from: "/mailbox" });
  const mailbox = useQuery({ ...mailboxQuery(workspace.id, q), ...watched });
  const [clearing, setClearing] = useState(false);
  useAnnouncedMail(mailbox.data);
  const go = (next: { q?: string | undefined; mail?: string | undefined }) =>
    void navigate({ search: next });
  const projectOf = (id: string | null) =>
    id === null ? texts.ownMail : (projects.find((each) => each.id === id)?.name ?? id);

  if (mailbox.isPending) return <Skeleton what="mail" />;
  if (mailbox.isError) {
    return (
      <ErrorState error={mailbox.error} noun="mailbox" onRetry={() => void mailbox.refetch()} />
    );
  }
  const { mails, unread } = mailbox.data;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3 px-5 pt-4 pb-2">
        <SearchBar key={q ?? ""} sought={q ?? ""} onSearch={(text) => go({ q: text })} />
        <span className="text-table text-muted-foreground">{texts.unreadCount(unread)}</span>
        {mails.length === 0 ? null : (
          <Button onClick={() => setClearing(true)}>{texts.deleteAll}</Button>
        )}
      </div>
      {mails.length === 0 ? (
        <EmptyState
          sentence={q === undefined ? texts.empty : texts.noMatch}
          action={
            q === undefined ? undefined : <Button onClick={() => go({})}>{texts.clear}</Button>
          }
        />
      ) : (
        <DataTable
          caption={texts.caption}
          rows={mails}
          keyOf={({ id }) => id}
          columns={[
            {
              header: texts.columns.subject,
              className: "sm:max-w-96",
              cell: ({ id, subject, read_at: readAt }) => (
                <span className="flex flex-wrap items-center gap-2">
                  <button
                    type="button"
                    aria-haspopup="dialog"
                    className={`text-body hover:text-primary rounded-badge min-h-6 text-left break-words hover:underline ${readAt === null ? "font-semibold" : ""}`}
                    onClick={() => go({ q, mail: id })}
                  >
                    {subject}
                  </button>
                  {readAt === null ? <Badge tone="info">{texts.unread}</Badge> : null}
                </span>
              ),
            },
            {
              header: texts.columns.to,
              className: "sm:max-w-64 break-words",
              cell: ({ to }) => to,
            },
            { header: texts.columns.project, cell: ({ project_id: id }) => projectOf(id) },
            { header: texts.columns.time, cell: ({ created_at: at }) => <Time moment={at} /> },
          ]}
        />
      )}
      {mail === undefined ? null : <MailDialog mailId={mail} onClose={() => go({ q })} />}
      {clearing ? <ClearDialog mails={mails.length} onClose={() => setClearing(false)} /> : null}
    </>
  );
}

function SearchBar({ sought, onSearch }: { sought: string; onSearch: (text?: string) => void }) {
  const [text, setText] = useState(sought);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(text.trim() || undefined);
  };
  return (
    <search>
      <form onSubmit={submit} className="flex gap-2">
        <Input
          type="search"
          aria-label={texts.search}
          placeholder={texts.search}
          className="w-full sm:w-72"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit">{texts.searchButton}</Button>
      </form>
    </search>
  );
}

function ClearDialog({ mails, onClose }: { mails: number; onClose: () => void }) {
  const { workspace } = useSession();
  const queryClient = useQueryClient();
  const clearing = useMutation({
    mutationFn: () => clearMailbox(workspace.id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: [`workspace:${workspace.id}`, "mailbox"] });
      toast(texts.deleted);
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={texts.deleteTitle}
      effect={texts.deleteEffect(mails)}
      action={texts.deleteAll}
      pending={clearing.isPending}
      error={clearing.error === null ? null : asApiError(clearing.error)}
      onConfirm={() => clearing.mutate()}
      onClose={onClose}
    />
  );
}
