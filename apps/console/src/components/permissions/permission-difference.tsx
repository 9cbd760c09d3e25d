import { permissionDifference } from "./difference.js";
import { permissionTexts as texts } from "./texts.js";

interface PermissionDifferenceProps {
  before: readonly string[];
  after: readonly string[];
}

/** What is gained and lost, by wire name. */
export function PermissionDifference({ before, after }: PermissionDifferenceProps) {
  const { gained, lost } = permissionDifference(before, after);
  if (gained.length + lost.length === 0) {
    return <p className="text-muted-foreground">{texts.sameRights}</p>;
  }
  return (
    <dl className="flex flex-col gap-3">
      <Side label={texts.gains} permissions={gained} />
      <Side label={texts.loses} permissions={lost} />
    </dl>
  );
}

function Side({ label, permissions }: { label: string; permissions: readonly string[] }) {
  if (permissions.length === 0) return null;
  return (
    <div>
      <dt className="text-muted-foreground mb-1">{label}</dt>
      <dd className="flex flex-wrap gap-1.5">
        {permissions.map((permission) => (
          <code key={permission} className="bg-muted rounded-badge text-badge px-1.5 py-0.5">
            {permission}
          </code>
        ))}
      </dd>
    </div>
  );
}
