import { LogOut, Monitor, Moon, Sun, UserCog } from "lucide-react";
import {
  Menu,
  MenuChoice,
  MenuHeading,
  MenuItem,
  MenuLink,
  MenuSeparator,
} from "../../components/ui/menu.js";
import { toast } from "../../components/ui/toast.js";
import { errorText } from "../../components/ui/error-text.js";
import { addresses } from "../../lib/addresses.js";
import { asApiError } from "../../lib/api-error.js";
import { useSession, useSignOut } from "../../lib/session.js";
import { themes, useTheme } from "../../lib/theme.js";
import { appTexts as texts } from "../texts.js";

const icon = "size-4 shrink-0 text-muted-foreground";
const themeIcons = {
  system: <Monitor aria-hidden className={icon} />,
  light: <Sun aria-hidden className={icon} />,
  dark: <Moon aria-hidden className={icon} />,
};

function initials(name: string, email: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 0 ? words.map((word) => word[0] ?? "") : [email[0] ?? "?"];
  return [letters[0], letters.length > 1 ? letters.at(-1) : ""].join("").toUpperCase();
}

/** Name and address, theme, account settings and sign-out. */
export function UserMenu() {
  const { member } = useSession();
  const { theme, chooseTheme } = useTheme();
  const signOut = useSignOut();
  const name = member.name || member.email;
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={texts.userMenu(name)}
          className="rounded-full hover:ring-border flex size-8 items-center justify-center hover:ring-4 pointer-coarse:size-10"
        >
          <span className="bg-accent text-primary text-badge inline-flex size-7 items-center justify-center rounded-full font-semibold">
            {initials(member.name, member.email)}
          </span>
        </button>
      }
    >
      <MenuHeading>
        <span className="block max-w-64 truncate font-medium">{name}</span>
        <span className="text-table text-muted-foreground block max-w-64 truncate">
          {member.email}
        </span>
      </MenuHeading>
      <MenuSeparator />
      <MenuLink>
        <a href={`${addresses.issuer("console")}/ui/settings`}>
          <UserCog aria-hidden className={icon} />
          {texts.accountSettings}
        </a>
      </MenuLink>
      <MenuSeparator />
      <MenuChoice
        label={texts.theme}
        value={theme}
        onChange={chooseTheme}
        choices={themes.map((value) => ({
          value,
          label: texts.themes[value],
          icon: themeIcons[value],
        }))}
      />
      <MenuSeparator />
      <MenuItem
        icon={<LogOut aria-hidden className={icon} />}
        onSelect={() => {
          signOut().catch((thrown: unknown) => toast(errorText(asApiError(thrown)), "failure"));
        }}
      >
        {texts.signOut}
      </MenuItem>
    </Menu>
  );
}
