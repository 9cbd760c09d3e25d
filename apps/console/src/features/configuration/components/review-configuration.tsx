import type { JsonPatch, Project } from "@grantry/contracts";
import { useQuery } from "@tanstack/react-query";
import { saveTexts } from "../../../components/ui/texts.js";
import { tryChange } from "../api/configuration.js";
import { DifferenceDialog } from "./difference-dialog.js";

interface ReviewConfigurationProps {
  project: Project;
  patch: JsonPatch;
  pending: boolean;
  /** The dry run was refused: the page shows why. */
  onRefused: (error: unknown) => void;
  onSave: (note: string) => void;
  onClose: () => void;
}

/** Asks the server what a change would do before it is saved. */
export function ReviewConfiguration({
  project,
  patch,
  pending,
  onRefused,
  onSave,
  onClose,
}: ReviewConfigurationProps) {
  const trial = useQuery({
    queryKey: [project.id, "configuration", "trial", project.revision_id, patch],
    queryFn: async () => {
      try {
        return await tryChange({ project, patch });
      } catch (thrown) {
        onRefused(thrown);
        throw thrown;
      }
    },
    gcTime: 0,
    retry: false,
  });
  return (
    <DifferenceDialog
      title={saveTexts.reviewTitle(project.name)}
      trial={trial}
      noun="project"
      action={saveTexts.save}
      pending={pending}
      onConfirm={onSave}
      onClose={onClose}
    />
  );
}
