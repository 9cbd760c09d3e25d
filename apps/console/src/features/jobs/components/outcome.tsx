import type { JobRun } from "@grantry/contracts";
import { Status } from "../../../components/ui/status.js";
import { jobTexts as texts } from "../texts.js";

/** How a run ended; a failure with its reason. */
export function Outcome({ run: { outcome, error } }: { run: JobRun }) {
  return (
    <span className="flex min-w-0 flex-col">
      <Status kind={outcome === "succeeded" ? "ok" : "failure"}>{texts.outcomes[outcome]}</Status>
      {error === null ? null : <span className="break-words">{error}</span>}
    </span>
  );
}
