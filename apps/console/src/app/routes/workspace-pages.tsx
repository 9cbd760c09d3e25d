import { Page } from "../../components/ui/page.js";
import { workspaceTexts as texts } from "../../features/workspaces/texts.js";
import { useSession } from "../../lib/session.js";
import { Guarded } from "../guarded.js";

/** `W/settings` */
export function WorkspaceSettingsRoute() {
  const { workspace } = useSession();
  return (
    <Guarded permission="workspace:read">
      <Page title={texts.settings} context={workspace.name} width="form">
        {null}
      </Page>
    </Guarded>
  );
}
