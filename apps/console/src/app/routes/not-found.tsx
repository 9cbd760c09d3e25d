import { Link } from "@tanstack/react-router";
import { buttonClass } from "../../components/ui/button.js";
import { PlainPage } from "../../components/ui/plain-page.js";
import { appTexts as texts } from "../texts.js";

/** No page at this address. */
export function NotFoundPage() {
  return (
    <PlainPage title={texts.notFoundTitle}>
      <p className="text-muted-foreground">{texts.notFound}</p>
      <Link to="/projects" className={buttonClass("primary")}>
        {texts.backToProjects}
      </Link>
    </PlainPage>
  );
}
