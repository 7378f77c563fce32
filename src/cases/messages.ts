import type { CaseFile } from './case-file.ts';
import type { ProcessVariables } from './process-commands.ts';

/** A message for the process engine, stored with the change that it belongs to. */
export interface Message {
  /** Makes a repeat harmless: the engine takes one message per id. */
  readonly messageId: string;
  readonly name: string;
  /** Default: the case. */
  readonly correlationKey?: string;
  readonly timeToLiveMs: number;
  readonly variables?: ProcessVariables;
}

/** The case file with the promise to publish a message; the outbox keeps it. */
export function withMessage(caseFile: CaseFile, message: Message, at: Date): CaseFile {
  const { messageId, name, correlationKey, timeToLiveMs, variables = {} } = message;
  return {
    ...caseFile,
    outbox: [
      ...caseFile.outbox,
      {
        kind: 'publish-message',
        entryId: messageId,
        at,
        name,
        ...(correlationKey === undefined ? {} : { correlationKey }),
        timeToLiveMs,
        variables,
      },
    ],
  };
}
