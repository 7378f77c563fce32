import { resolve } from 'node:path';
import type { ShiftableClock } from '../../lib/clock.ts';
import type { Broker } from '../broker/broker.ts';
import { Refusal } from './admin-http.ts';

/** What an operator may do besides looking. Each takes the body of the request and gives that of the answer. */
export type Action = (body: Readonly<Record<string, unknown>>) => Promise<object>;

/** Makes a backup in a folder of its own below `folder`; one at a time. */
export const backUpTo = (broker: Pick<Broker, 'backUp'>, folder: string | undefined): Action => {
  let running = false;
  return async () => {
    if (folder === undefined)
      throw new Refusal(403, 'Backups are not made here; start the engine with --backups DIR to allow it.');
    if (running) throw new Refusal(409, 'A backup is being made; wait until it is complete.');
    running = true;
    try {
      const made = resolve(folder, `engine-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`);
      await broker.backUp(made);
      return { folder: made };
    } finally {
      running = false;
    }
  };
};

/** A date can say no more. */
const LAST_INSTANT_MS = 8.64e15;

/**
 * Moves the clock of a test: `{"pin": INSTANT}` makes it stand still, `{"advance": MILLISECONDS}` moves it on, and
 * `{"reset": true}` gives it the machine's time again. Answers when everything that thereby became due was carried out.
 */
export const moveClock =
  (broker: Pick<Broker, 'catchUp'>, clock: ShiftableClock | undefined): Action =>
  async (body) => {
    if (clock === undefined)
      throw new Refusal(403, 'This clock cannot be moved; start the engine with --test-clock to allow it.');
    const wanted = Object.entries(body);
    const [[verb, value] = ['', undefined]] = wanted;
    if (wanted.length !== 1) throw new Refusal(400, CLOCK_USAGE);
    if (verb === 'pin' && typeof value === 'string' && isInstant(value)) clock.set(new Date(value));
    else if (verb === 'advance' && isDuration(value, clock)) clock.advance(value);
    else if (verb === 'reset' && value === true) clock.reset();
    else throw new Refusal(400, CLOCK_USAGE);
    await broker.catchUp();
    return { now: clock.now().toISOString() };
  };

const CLOCK_USAGE =
  'Send one of {"pin": "2026-03-01T10:00:00Z"}, {"advance": MILLISECONDS} with a whole number from 0, {"reset": true}.';

const isInstant = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) &&
  !Number.isNaN(Date.parse(text));

const isDuration = (value: unknown, clock: ShiftableClock): value is number =>
  Number.isSafeInteger(value) &&
  (value as number) >= 0 &&
  clock.now().getTime() + (value as number) <= LAST_INSTANT_MS;
