import { z } from "zod";

/** The claims about a user that the UserInfo endpoint answers (OpenID Connect Core §5.1, §5.3.2). */
export const userInfoSchema = z
  .looseObject({
    sub: z.string(),
    name: z.string().optional(),
    given_name: z.string().optional(),
    family_name: z.string().optional(),
    middle_name: z.string().optional(),
    nickname: z.string().optional(),
    preferred_username: z.string().optional(),
    profile: z.string().optional(),
    picture: z.string().optional(),
    website: z.string().optional(),
    email: z.string().optional(),
    email_verified: z.boolean().optional(),
    gender: z.string().optional(),
    birthdate: z.string().optional(),
    zoneinfo: z.string().optional(),
    locale: z.string().optional(),
    phone_number: z.string().optional(),
    phone_number_verified: z.boolean().optional(),
    address: z
      .looseObject({
        formatted: z.string().optional(),
        street_address: z.string().optional(),
        locality: z.string().optional(),
        region: z.string().optional(),
        postal_code: z.string().optional(),
        country: z.string().optional(),
      })
      .optional(),
    updated_at: z.int().optional().meta({ description: "Seconds since the epoch." }),
  })
  .meta({ id: "oidcUserInfo" });
export type UserInfo = z.infer<typeof userInfoSchema>;
