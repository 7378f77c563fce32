import { setTimeout as wait } from 'node:timers/promises';
import { Binary } from 'bson';
import { MECHANISM, ScramConversation } from '../auth/scram.ts';
import type { Doc } from '../bson/value.ts';
import { isDoc } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { type Arguments, docOf } from './arguments.ts';
import type { Command, CommandContext } from './context.ts';

/** A client that was refused waits this long for the answer (milliseconds), so that guessing is slow. */
const REFUSAL_DELAY_MS = 300;
const CONVERSATION = 1;

/** Commands that a client may send before it has proved who it is. */
const OPEN_COMMANDS = new Set([
  'hello',
  'isMaster',
  'ismaster',
  'ping',
  'buildInfo',
  'buildinfo',
  'connectionStatus',
  'whatsmyuri',
  'saslStart',
  'saslContinue',
  'logout',
]);

/** @throws StoreError Unauthorized when the store has a password and the connection did not give it */
export function requireAuthenticated({ credentials, connection, args }: CommandContext): void {
  if (credentials === undefined || connection.authentication.done || OPEN_COMMANDS.has(args.command)) return;
  throw new StoreError('Unauthorized', `Command ${args.command} requires authentication`);
}

function payloadOf(args: Arguments): string {
  const payload = args.value('payload');
  if (payload instanceof Binary)
    return Buffer.from(payload.buffer).subarray(0, payload.position).toString('utf8');
  throw new StoreError('AuthenticationFailed', 'Authentication failed.');
}

function step(payload: string, done: boolean): Doc {
  return docOf({ conversationId: CONVERSATION, done, payload: new Binary(Buffer.from(payload)) });
}

async function refuse(context: CommandContext, error: unknown): Promise<never> {
  context.connection.authentication.conversation = undefined;
  context.connection.authentication.awaitsEmptyExchange = false;
  await wait(REFUSAL_DELAY_MS);
  throw error;
}

/** `saslStart` */
export const saslStart: Command = async (context) => {
  const { args, credentials, connection } = context;
  args.allow('mechanism', 'payload', 'autoAuthorize', 'options');
  const state = connection.authentication;
  state.done = false;
  state.awaitsEmptyExchange = false;
  try {
    if (credentials === undefined)
      throw new StoreError('AuthenticationFailed', 'This store has no password; connect without one.');
    if (args.value('mechanism') !== MECHANISM)
      throw new StoreError(
        'AuthenticationFailed',
        `Use the mechanism ${MECHANISM}; this store has no other.`,
      );
    const options = args.value('options');
    state.skipsEmptyExchange = isDoc(options) && options.get('skipEmptyExchange') === true;
    state.conversation = new ScramConversation(credentials, payloadOf(args));
    return step(state.conversation.challenge, false);
  } catch (error) {
    return refuse(context, error);
  }
};

/** `saslContinue` */
export const saslContinue: Command = async (context) => {
  const { args, connection } = context;
  args.allow('conversationId', 'payload');
  const state = connection.authentication;
  if (state.awaitsEmptyExchange) {
    state.awaitsEmptyExchange = false;
    state.done = true;
    return step('', true);
  }
  try {
    if (state.conversation === undefined)
      throw new StoreError('ProtocolError', 'No SASL session state found');
    const proof = state.conversation.finish(payloadOf(args));
    state.conversation = undefined;
    state.awaitsEmptyExchange = !state.skipsEmptyExchange;
    state.done = state.skipsEmptyExchange;
    return step(proof, state.done);
  } catch (error) {
    return refuse(context, error);
  }
};

/** `logout` */
export const logout: Command = ({ connection }) => {
  connection.authentication.done = false;
  return docOf({});
};
