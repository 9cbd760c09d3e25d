import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Dialog } from "../../../components/ui/dialog.js";
import { buttonClass } from "../../../components/ui/button.js";
import { whenSessionEnds } from "../../../lib/api.js";
import { hearOtherWindows, sessionQuery, signInAddress } from "../../../lib/session.js";
import { signInTexts as texts } from "../texts.js";

/** Covers the page when the session is over; the page goes on when a sign-in elsewhere ends. */
export function SessionEnded() {
  const [ended, setEnded] = useState(false);
  const queryClient = useQueryClient();
  useEffect(() => {
    whenSessionEnds(() => setEnded(true));
    const stopHearing = hearOtherWindows((news) => {
      if (news === "signed-out") {
        window.location.assign("/signed-out");
        return;
      }
      void queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 }).then(() => {
        setEnded(false);
        void queryClient.invalidateQueries();
      });
    });
    return () => {
      whenSessionEnds(() => undefined);
      stopHearing();
    };
  }, [queryClient]);
  if (!ended) return null;
  return (
    <Dialog
      title={texts.sessionEndedTitle}
      description={texts.sessionEnded}
      footer={
        <a
          href={signInAddress("/confirmed")}
          target="grantry-sign-in"
          rel="opener"
          className={buttonClass("primary")}
        >
          {texts.signIn}
        </a>
      }
    />
  );
}
