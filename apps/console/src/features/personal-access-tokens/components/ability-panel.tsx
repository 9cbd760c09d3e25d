import type { ProjectMetadata } from "@grantry/contracts";
import { Check } from "lucide-react";
import { useEffect } from "react";
import { abilitiesOf } from "../../../components/permissions/abilities.js";
import { announce } from "../../../lib/announce.js";
import { calendarDay } from "../../../lib/format.js";
import { tokenTexts as texts } from "../texts.js";
import type { TokenDraft } from "../token-draft.js";

interface AbilityPanelProps {
  draft: TokenDraft;
  projects: readonly ProjectMetadata[];
  end: Date | undefined;
}

/** The summary of a new token; read out a second after the last change. */
export function AbilityPanel({ draft, projects, end }: AbilityPanelProps) {
  const abilities = abilitiesOf(draft.permissions);
  const names = projects
    .filter(({ id }) => draft.projectIds.includes(id))
    .map(({ name }) => name)
    .join(", ");
  const where = draft.reach === "all" ? texts.inAll : texts.inChosen(names || "…");
  const summary = `${texts.panel}: ${abilities.join(", ") || texts.panelNothing}`;
  useEffect(() => {
    const timer = window.setTimeout(() => announce(summary), 1000);
    return () => window.clearTimeout(timer);
  }, [summary]);
  return (
    <section
      aria-label={texts.panel}
      className="rounded-card border-border bg-sidebar border px-5 py-4"
    >
      <h2 className="text-section mb-3 font-semibold">{texts.panel}</h2>
      {abilities.length === 0 ? (
        <p className="text-muted-foreground">{texts.panelNothing}</p>
      ) : (
        <ul className="flex flex-col gap-1.5">
          {abilities.map((ability) => (
            <li key={ability} className="flex gap-2">
              <Check aria-hidden className="text-success mt-0.5 size-4 shrink-0" />
              {ability}
            </li>
          ))}
        </ul>
      )}
      <ul className="border-border text-muted-foreground mt-4 flex flex-col gap-1 border-t pt-3">
        <li>{where}</li>
        {end === undefined ? null : <li>{texts.panelUntil(calendarDay(end))}</li>}
        <li>
          {draft.addresses.length === 0
            ? texts.panelEverywhere
            : texts.panelNetworks(draft.addresses.length)}
        </li>
      </ul>
    </section>
  );
}
