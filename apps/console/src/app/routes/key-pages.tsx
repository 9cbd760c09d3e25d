import { Card } from "../../components/ui/card.js";
import { Page } from "../../components/ui/page.js";
import { KeyFacts } from "../../features/signing-keys/components/key-facts.js";
import { SigningKeysList } from "../../features/signing-keys/components/signing-keys-list.js";
import { keyTexts as texts } from "../../features/signing-keys/texts.js";
import { Guarded } from "../guarded.js";
import { useProject } from "../use-project.js";

/** `P/keys` */
export function SigningKeysRoute() {
  const project = useProject();
  return (
    <Guarded permission="keys:read">
      <Page title={texts.title} context={project.name} purpose={texts.purpose}>
        <div className="flex flex-col gap-6">
          <Card>
            <KeyFacts project={project} />
          </Card>
          <Card flush>
            <SigningKeysList project={project} />
          </Card>
          <p className="text-muted-foreground">{texts.kept}</p>
        </div>
      </Page>
    </Guarded>
  );
}
