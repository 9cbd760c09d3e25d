import type { LoggerService } from "@nestjs/common";
import type { Logger } from "@grantry/platform";

/** The framework's own messages in the process's log. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown): void {
    this.logger.debug(String(message));
  }

  warn(message: unknown): void {
    this.logger.warn(String(message));
  }

  error(message: unknown): void {
    if (message instanceof Error) this.logger.error({ err: message }, message.message);
    else this.logger.error(String(message));
  }
}
