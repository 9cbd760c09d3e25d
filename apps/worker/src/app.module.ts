import { Module, type DynamicModule } from "@nestjs/common";
import { JobRunner } from "./job-runner.js";

/** The worker: a runner that begins and ends with the application. */
@Module({})
export class AppModule {
  static with(runner: JobRunner): DynamicModule {
    return { module: AppModule, providers: [{ provide: JobRunner, useValue: runner }] };
  }
}
