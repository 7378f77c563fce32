import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  DataFolderInUse,
  lockFolder,
  type LockRecord,
  type LockRegister,
} from '../../../src/local/broker/folder-lock.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const registerWith = (initial?: LockRecord): LockRegister & { current: LockRecord | undefined } => {
  const register = {
    current: initial,
    read: () => register.current,
    replace: (expected: LockRecord | undefined, next: LockRecord | undefined) => {
      if (register.current?.socket !== expected?.socket) return false;
      register.current = next;
      return true;
    },
  };
  return register;
};

test('refuses a folder whose holder lives, naming its process', async () => {
  const register = registerWith();
  const unlock = await lockFolder(folder, register);
  await expect(lockFolder(folder, register)).rejects.toThrow(DataFolderInUse);
  await expect(lockFolder(folder, register)).rejects.toThrow(String(process.pid));
  await unlock();
});

test('gives the folder to the next one after release', async () => {
  const register = registerWith();
  await (
    await lockFolder(folder, register)
  )();
  expect(register.current).toBeUndefined();
  await (
    await lockFolder(folder, register)
  )();
});

test('takes over from a holder whose socket nobody serves', async () => {
  const register = registerWith({ socket: 'lock-of-a-killed-process.sock', pid: 1 });
  const unlock = await lockFolder(folder, register);
  expect(register.current?.pid).toBe(process.pid);
  await unlock();
});

test('gives the folder to exactly one of many that start together on a stale lock', async () => {
  const register = registerWith({ socket: 'lock-of-a-killed-process.sock', pid: 1 });
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => lockFolder(folder, register)));
  const holders = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  expect(holders).toHaveLength(1);
  await holders[0]?.();
});

test('does not take a copy of a folder in use for the folder itself', async () => {
  const register = registerWith();
  const unlock = await lockFolder(folder, register);
  const copy = mkdtempSync(join(tmpdir(), 'lock-copy-'));
  cpSync(folder, copy, { recursive: true, filter: (path) => !path.endsWith('.sock') });
  await (
    await lockFolder(copy, registerWith(register.current))
  )();
  await unlock();
  rmSync(copy, { recursive: true });
});

test('locks folders with paths that are too long for a socket', async () => {
  const deep = join(folder, 'x'.repeat(60), 'y'.repeat(60));
  mkdirSync(deep, { recursive: true });
  const register = registerWith();
  const unlock = await lockFolder(deep, register);
  await expect(lockFolder(deep, register)).rejects.toThrow(DataFolderInUse);
  await unlock();
});
