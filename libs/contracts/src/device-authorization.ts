import { z } from "zod";

/** The answer of the device authorization endpoint (RFC 8628 §3.2). */
export const deviceAuthorizationSchema = z
  .looseObject({
    device_code: z.string(),
    user_code: z.string(),
    verification_uri: z.string(),
    verification_uri_complete: z.string().optional(),
    expires_in: z.int().meta({ description: "Seconds." }),
    interval: z.int().optional().meta({ description: "Seconds between polls; 5 when absent." }),
  })
  .meta({ id: "deviceAuthorization" });
export type DeviceAuthorization = z.infer<typeof deviceAuthorizationSchema>;
