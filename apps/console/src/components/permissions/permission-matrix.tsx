import { grants } from "@grantry/contracts";
import { Button } from "../ui/button.js";
import {
  areaGroups,
  levelIn,
  levels,
  toggled,
  withAll,
  withLevel,
  type AreaRow,
  type Level,
} from "./matrix.js";
import { areaTexts, extraTexts, permissionTexts as texts } from "./texts.js";

interface PermissionMatrixProps {
  permissions: readonly string[];
  /** Absent: the matrix is only shown. */
  onChange?: (permissions: string[]) => void;
  /** What the maker holds: nothing beyond it can be given. */
  held: readonly string[];
  describedBy?: string | undefined;
}

const groupNames = { project: texts.projectPermissions, workspace: texts.workspacePermissions };

/** Areas by levels, with what lies beyond read and write as boxes. */
export function PermissionMatrix({
  permissions,
  onChange: change,
  held: given,
  describedBy,
}: PermissionMatrixProps) {
  const held = change === undefined ? [] : given;
  const onChange = change ?? (() => undefined);
  return (
    <div className="flex flex-col gap-5" aria-describedby={describedBy}>
      {areaGroups.map(({ name, rows }) => {
        const chosen = permissions.filter((permission) =>
          rows.some(
            ({ area, extras }) =>
              permission === `${area}:read` ||
              permission === `${area}:write` ||
              extras.includes(permission),
          ),
        );
        return (
          <div key={name} className="rounded-card border-border overflow-hidden border">
            <table className="text-table w-full table-fixed">
              <caption className="sr-only">{groupNames[name]}</caption>
              <thead>
                <tr className="border-border bg-sidebar border-b">
                  <th scope="col" className="px-3 py-1.5 text-left font-medium sm:px-4">
                    {groupNames[name]}
                    <span className="text-muted-foreground ml-2 hidden font-normal sm:inline">
                      {texts.chosenCount(chosen.length)}
                    </span>
                  </th>
                  {levels.map((level) => (
                    <th key={level} scope="col" className="w-12 px-0 py-1.5 sm:w-16">
                      {change === undefined ? (
                        texts.levels[level]
                      ) : (
                        <Button
                          kind="ghost"
                          size="dense"
                          className="px-1 sm:px-2"
                          aria-label={`${texts.setAll(texts.levels[level])}: ${groupNames[name]}`}
                          onClick={() => change(withAll(permissions, rows, level, held))}
                        >
                          {texts.levels[level]}
                        </Button>
                      )}
                    </th>
                  ))}
                  <th scope="col" className="hidden w-40 px-3 py-1.5 text-left sm:table-cell">
                    <span className="text-muted-foreground font-normal">{texts.extra}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <MatrixRow
                    key={row.area}
                    row={row}
                    permissions={permissions}
                    onChange={onChange}
                    held={held}
                  />
                ))}
              </tbody>
            </table>
          </div>
        );
      })}
    </div>
  );
}

interface MatrixRowProps {
  row: AreaRow;
  permissions: readonly string[];
  onChange: (permissions: string[]) => void;
  held: readonly string[];
}

function MatrixRow({
  row: { area, hasWrite, extras },
  permissions,
  onChange,
  held,
}: MatrixRowProps) {
  const label = areaTexts[area]?.label ?? area;
  const current = levelIn(permissions, area);
  const heldLevel = levelIn(held, area);
  const mayGive = (level: Level) =>
    (level === "none" && held.length > 0) || grants(held, `${area}:${level}`);
  return (
    <tr className="border-border border-b last:border-b-0">
      <th scope="row" className="px-3 py-1.5 text-left font-normal sm:px-4">
        {label}
        {extras.length === 0 ? null : (
          <span className="mt-1 flex flex-col gap-1 sm:hidden">
            <Extras {...{ extras, permissions, onChange, held, label }} />
          </span>
        )}
      </th>
      {levels.map((level) => (
        <td key={level} className="p-0 text-center">
          {level === "write" && !hasWrite ? null : (
            <label
              className="inline-flex min-h-8 w-full cursor-pointer items-center justify-center has-disabled:cursor-not-allowed pointer-coarse:min-h-10"
              title={mayGive(level) ? undefined : texts.youHold(texts.levels[heldLevel])}
            >
              <input
                type="radio"
                name={`level-${area}`}
                aria-label={texts.levelName(label, texts.levels[level])}
                checked={current === level}
                disabled={!mayGive(level)}
                onChange={() => onChange(withLevel(permissions, area, level))}
                className="accent-primary size-4"
              />
            </label>
          )}
        </td>
      ))}
      <td className="hidden px-3 py-1 sm:table-cell">
        <span className="flex flex-wrap gap-x-4 gap-y-1">
          <Extras {...{ extras, permissions, onChange, held, label }} />
        </span>
      </td>
    </tr>
  );
}

interface ExtrasProps {
  extras: readonly string[];
  permissions: readonly string[];
  onChange: (permissions: string[]) => void;
  held: readonly string[];
  label: string;
}

function Extras({ extras, permissions, onChange, held, label }: ExtrasProps) {
  return extras.map((permission) => {
    const mayGive = grants(held, permission);
    const name = extraTexts[permission]?.label ?? permission;
    return (
      <label
        key={permission}
        title={mayGive ? undefined : texts.youLack}
        className="inline-flex min-h-6 items-center gap-1.5"
      >
        <input
          type="checkbox"
          aria-label={texts.levelName(label, name)}
          checked={permissions.includes(permission)}
          disabled={!mayGive}
          onChange={() => onChange(toggled(permissions, permission))}
          className="accent-primary size-4"
        />
        {name}
      </label>
    );
  });
}
