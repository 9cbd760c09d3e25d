import { ApiError } from "@grantry/api-client";
import { describeFailure, Failure, SilentFailure } from "./failure.js";

describe("the last lines of a failed command", () => {
  it("say what happened, what to do and the request ID", () => {
    const error = new ApiError({
      status: 401,
      code: "unauthorized",
      reason: "The token is unknown.",
      requestId: "req-1",
    });
    expect(describeFailure(error, true)).toBe(
      "The token is unknown.\nCheck GRANTRY_PAT: the token may be mistyped, expired or revoked.\nRequest ID: req-1\n",
    );
    expect(describeFailure(error, false)).toContain("grantry auth");
  });

  it("name the address to set when nothing answers", () => {
    const error = new ApiError({ status: 0, code: "unreachable", reason: "x cannot be reached." });
    expect(describeFailure(error, true)).toContain("GRANTRY_URL");
  });

  it("carry our own advice, and nothing when everything was said", () => {
    expect(describeFailure(new Failure("No.", "Do this."), false)).toBe("No.\nDo this.\n");
    expect(describeFailure(new SilentFailure(), false)).toBe("");
  });
});
