declare module "passport-openidconnect" {
  import type { Strategy as PassportStrategy } from "passport";

  export interface Profile {
    readonly id: string;
    readonly displayName?: string;
    readonly emails?: readonly { readonly value: string }[];
  }

  export interface Options {
    readonly issuer: string;
    readonly authorizationURL: string;
    readonly tokenURL: string;
    readonly userInfoURL: string;
    readonly clientID: string;
    readonly clientSecret: string;
    readonly callbackURL: string;
    readonly scope: readonly string[];
    readonly nonce: string;
    readonly maxAge?: number;
    readonly agent?: unknown;
    readonly skipUserProfile: boolean;
  }

  type Verify = (
    issuer: string,
    profile: Profile,
    context: object,
    idToken: string,
    done: (error: unknown, user?: object) => void,
  ) => void;

  export class Strategy implements PassportStrategy {
    constructor(options: Options, verify: Verify);
    authenticate(): void;
  }
}

declare module "express-session" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  export default function session(options: {
    readonly secret: string;
    readonly resave: boolean;
    readonly saveUninitialized: boolean;
  }): (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;
}
