import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readSettings, SettingsError } from '../src/settings.ts';

const secretFile = (text: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'settings-')), 'secret');
  writeFileSync(file, text);
  return file;
};

describe('settings', () => {
  test('without anything set: loopback, port 8080, bundled servers, no demo', () => {
    expect(readSettings({}, [])).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      zeebeAddress: undefined,
      mongodbUri: undefined,
      demoUsers: false,
      demoCases: false,
    });
  });

  test.each([['--demo-users'], ['--demo-cases']])('refuses %s in production', (flag) => {
    expect(() => readSettings({ NODE_ENV: 'production' }, [flag])).toThrow(
      /does not start with NODE_ENV=production/,
    );
  });

  test.each([
    [{ PORT: 'eighty' }, /PORT is "eighty"/],
    [{ PORT: '70000' }, /PORT is "70000"/],
    [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL is "loud"/],
    [{ JWT_SECRET: 'short' }, /JWT_SECRET is too short/],
    [
      { JWT_SECRET_FILE: join(tmpdir(), 'no-such-secret') },
      /JWT_SECRET_FILE names a file that cannot be read/,
    ],
    [{ STORE_KEY: 'x', MONGODB_URI: 'mongodb://m/x' }, /STORE_KEY encrypts the bundled store only/],
    [{ MONGODB_URI: 'nonsense', MONGODB_PASSWORD: 'x' }, /MONGODB_URI is not a connection string/],
  ])('refuses %j with a message that names the setting', (env, message) => {
    expect(() => readSettings(env, [])).toThrow(message);
    expect(() => readSettings(env, [])).toThrow(SettingsError);
  });

  test('refuses an unknown option instead of ignoring it', () => {
    expect(() => readSettings({}, ['--demo-user'])).toThrow(/Unknown option --demo-user/);
  });

  test('takes the key of the store from the environment or from a file', () => {
    expect(readSettings({}, []).storeKey).toBeUndefined();
    expect(readSettings({ STORE_KEY: 'k' }, []).storeKey).toBe('k');
    expect(readSettings({ STORE_KEY_FILE: secretFile('from-file\n') }, []).storeKey).toBe('from-file');
  });

  test('puts the password of a secret file into the connection string', () => {
    const env = {
      MONGODB_URI: 'mongodb://app@db:27017/casusoverleg?authSource=admin',
      MONGODB_PASSWORD_FILE: secretFile('p@ss/word\n'),
    };
    expect(readSettings(env, []).mongodbUri).toBe(
      'mongodb://app:p%40ss%2Fword@db:27017/casusoverleg?authSource=admin',
    );
  });
});
