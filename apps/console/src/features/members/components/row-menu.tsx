import { Ellipsis } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "../../../components/ui/button.js";
import { Menu } from "../../../components/ui/menu.js";
import { memberTexts as texts } from "../texts.js";

/** What can be done with one row. */
export function RowMenu({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Menu
      trigger={
        <IconButton
          label={texts.actionsOf(name)}
          size="dense"
          icon={<Ellipsis aria-hidden className="size-4" />}
        />
      }
    >
      {children}
    </Menu>
  );
}
