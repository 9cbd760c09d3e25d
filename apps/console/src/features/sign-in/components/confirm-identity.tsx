import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { buttonClass } from "../../../components/ui/button.js";
import { Dialog } from "../../../components/ui/dialog.js";
import { whenFreshSignInNeeded } from "../../../lib/api.js";
import { confirmAddress, hearOtherWindows, sessionQuery } from "../../../lib/session.js";
import { signInTexts as texts } from "../texts.js";

/** One question for all actions that wait for it. */
interface Question {
  answer: (confirmed: boolean) => void;
  answered: Promise<boolean>;
}

function newQuestion(): Question {
  let answer: Question["answer"] = () => undefined;
  const answered = new Promise<boolean>((resolve) => {
    answer = resolve;
  });
  return { answer, answered };
}

/** Asks for a fresh sign-in in a small window; the actions that need it go on when it ends. */
export function ConfirmIdentity() {
  const [question, setQuestion] = useState<Question>();
  const queryClient = useQueryClient();
  useEffect(() => {
    let open: Question | undefined;
    const answer = (confirmed: boolean) => {
      open?.answer(confirmed);
      open = undefined;
      setQuestion(undefined);
    };
    whenFreshSignInNeeded(() => {
      if (open === undefined) {
        const { answered } = (open = newQuestion());
        setQuestion({ answer, answered });
      }
      return open.answered;
    });
    const stopHearing = hearOtherWindows((news) => {
      if (news === "signed-out") return;
      void queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 }).then(
        () => answer(true),
        () => answer(false),
      );
    });
    return () => {
      whenFreshSignInNeeded(() => Promise.resolve(false));
      stopHearing();
      open?.answer(false);
    };
  }, [queryClient]);
  if (question === undefined) return null;
  return (
    <Dialog
      title={texts.confirmTitle}
      description={texts.confirmText}
      onClose={() => question.answer(false)}
      footer={
        <a
          href={confirmAddress}
          target="grantry-sign-in"
          rel="opener"
          className={buttonClass("primary")}
        >
          {texts.confirm}
        </a>
      }
    />
  );
}
