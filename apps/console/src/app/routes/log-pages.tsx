import { Card } from "../../components/ui/card.js";
import { Page } from "../../components/ui/page.js";
import { LogsList } from "../../features/logs/components/logs-list.js";
import { logTexts as texts } from "../../features/logs/texts.js";
import { Guarded } from "../guarded.js";
import { useProject } from "../use-project.js";

/** `P/logs` */
export function LogsRoute() {
  const project = useProject();
  return (
    <Guarded permission="logs:read">
      <Page title={texts.logs} context={project.name} purpose={texts.purpose}>
        <Card flush>
          <LogsList project={project} />
        </Card>
      </Page>
    </Guarded>
  );
}
