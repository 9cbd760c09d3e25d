import { Card } from "../../components/ui/card.js";
import { Page } from "../../components/ui/page.js";
import { DataPlanesList } from "../../features/data-planes/components/data-planes-list.js";
import { planeTexts as texts } from "../../features/data-planes/texts.js";
import { useSession } from "../../lib/session.js";
import { Guarded } from "../guarded.js";

/** `W/data-planes` */
export function DataPlanesRoute() {
  const { workspace } = useSession();
  return (
    <Guarded permission="planes:read">
      <Page title={texts.planes} context={workspace.name} purpose={texts.purpose}>
        <Card flush>
          <DataPlanesList />
        </Card>
      </Page>
    </Guarded>
  );
}
