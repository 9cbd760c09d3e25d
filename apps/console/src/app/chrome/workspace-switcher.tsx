import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Check, ChevronsUpDown, Plus } from "lucide-react";
import { useState } from "react";
import { cn } from "../../components/ui/cn.js";
import { errorText } from "../../components/ui/error-text.js";
import { Menu, MenuHeading, MenuItem, MenuSeparator } from "../../components/ui/menu.js";
import { toast } from "../../components/ui/toast.js";
import { CreateWorkspaceDialog } from "../../features/workspaces/components/create-workspace-dialog.js";
import { asApiError } from "../../lib/api-error.js";
import { enterWorkspace, useSession } from "../../lib/session.js";
import { appTexts as texts } from "../texts.js";

/** One's workspaces, and the way to a new one. */
export function WorkspaceSwitcher() {
  const { workspace, workspaces } = useSession();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const enter = async (id: string) => {
    await enterWorkspace(queryClient, id);
    await navigate({ to: "/projects" });
  };
  return (
    <>
      <Menu
        align="start"
        trigger={
          <button
            type="button"
            aria-label={texts.switchWorkspace(workspace.name)}
            className="rounded-control hover:bg-muted inline-flex h-8 shrink-0 items-center px-1 pointer-coarse:h-10"
          >
            <ChevronsUpDown aria-hidden className="text-muted-foreground size-3.5 shrink-0" />
          </button>
        }
      >
        <MenuHeading>
          <span className="text-badge text-muted-foreground font-medium">{texts.workspaces}</span>
        </MenuHeading>
        {workspaces.map(({ id, name, role_name: role }) => (
          <MenuItem
            key={id}
            icon={
              <Check
                aria-hidden
                className={cn("size-4 shrink-0", id !== workspace.id && "invisible")}
              />
            }
            onSelect={() => {
              enter(id).catch((thrown: unknown) =>
                toast(errorText(asApiError(thrown), "workspace"), "failure"),
              );
            }}
          >
            <span className="min-w-0">
              <span className="block max-w-64 truncate font-medium">{name}</span>
              <span className="text-badge text-muted-foreground block">{role}</span>
            </span>
            {id === workspace.id ? <span className="sr-only">{texts.current}</span> : null}
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem
          icon={<Plus aria-hidden className="size-4 shrink-0" />}
          onSelect={() => setCreating(true)}
        >
          {texts.createWorkspace}
        </MenuItem>
      </Menu>
      {creating ? <CreateWorkspaceDialog onClose={() => setCreating(false)} /> : null}
    </>
  );
}
