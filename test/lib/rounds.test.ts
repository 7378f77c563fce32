import { expect, test } from '@jest/globals';
import { startRounds } from '../../src/lib/rounds.ts';

test('goes round again after each end, and not after it is closed', async () => {
  let done = 0;
  let thirdRound: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => (thirdRound = resolve));
  const rounds = startRounds(async () => {
    done += 1;
    if (done === 3) thirdRound();
  }, 0);
  await reached;
  await rounds.close();
  const atClose = done;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(done).toBe(atClose);
});

test('closing tells the running round and waits for it', async () => {
  let ended = false;
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let wasTold: boolean | undefined;
  const rounds = startRounds(async (isClosed) => {
    await released;
    wasTold = isClosed();
    ended = true;
  }, 0);
  const closing = rounds.close();
  expect(ended).toBe(false);
  release();
  await closing;
  expect([ended, wasTold]).toEqual([true, true]);
});
