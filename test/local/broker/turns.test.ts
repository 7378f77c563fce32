import { expect, test } from '@jest/globals';
import { inTurns } from '../../../src/local/broker/turns.ts';

test('two queues are taken from in turns, until both are empty', () => {
  const [first, second] = [['a'], ['1', '2', '3']];
  expect([...inTurns(first, second)]).toEqual(['a', '1', '2', '3']);
  expect([first, second]).toEqual([[], []]);
  expect([...inTurns(['a', 'b', 'c'], ['1', '2'])]).toEqual(['a', '1', 'b', '2', 'c']);
  expect([...inTurns([], [])]).toEqual([]);
});

test('what comes meanwhile takes its turn, and what was not taken stays', () => {
  const [clients, due] = [['a'], ['1', '2', '3', '4', '5']];
  const taken: string[] = [];
  for (const next of inTurns(clients, due)) {
    taken.push(next);
    if (next === '2') clients.push('b');
    if (next === 'b') break;
  }
  expect(taken).toEqual(['a', '1', '2', 'b']);
  expect([clients, due]).toEqual([[], ['3', '4', '5']]);
});
