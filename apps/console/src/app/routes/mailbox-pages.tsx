import { useQuery } from "@tanstack/react-query";
import { Card } from "../../components/ui/card.js";
import { Note } from "../../components/ui/note.js";
import { Page } from "../../components/ui/page.js";
import { MailsList } from "../../features/mailbox/components/mails-list.js";
import { mailboxTexts as texts } from "../../features/mailbox/texts.js";
import { reachableProjectsQuery } from "../../lib/reachable-projects.js";
import { useSession } from "../../lib/session.js";
import { Guarded } from "../guarded.js";

/** `/mailbox` */
export function MailboxRoute() {
  const { workspace } = useSession();
  const projects = useQuery(reachableProjectsQuery(workspace.id));
  return (
    <Guarded permission="mail:read">
      <Page title={texts.title} context={workspace.name}>
        <Note kind="info" className="mb-6">
          <p>{texts.banner}</p>
        </Note>
        <Card flush>
          <MailsList projects={projects.data ?? []} />
        </Card>
      </Page>
    </Guarded>
  );
}
