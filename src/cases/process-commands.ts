/** Values that may enter the process engine: ids, choices, dates and lists of them. */
export type ProcessValue =
  string | number | boolean | null | readonly ProcessValue[] | { readonly [name: string]: ProcessValue };

/** Process variables by name. */
export type ProcessVariables = { readonly [name: string]: ProcessValue };

/** What the domain asks of the process engine; a `ProcessClient` fits. Both methods reject with a coded error. */
export interface ProcessCommands {
  completeJob(jobKey: string, variables: ProcessVariables): Promise<void>;
  publishMessage(message: {
    readonly name: string;
    readonly correlationKey: string;
    readonly messageId: string;
    /** Milliseconds. */
    readonly timeToLiveMs: number;
    readonly variables: ProcessVariables;
  }): Promise<unknown>;
}

/** The engine's reason in an error of {@link ProcessCommands}, such as `not-found`; undefined for any other error. */
export function engineErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== 'ProcessEngineError') return undefined;
  const code = (error as Error & { readonly code?: unknown }).code;
  return typeof code === 'string' ? code : undefined;
}
